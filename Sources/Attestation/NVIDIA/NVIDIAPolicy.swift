package import Bytes

/// What a verifier demands of NVIDIA GPU and switch reports; what it leaves out is not compared.
package struct NVIDIAPolicy: Hashable, Sendable {
    /// Values that are allowed, by the measurement's index.
    let measurements: [Int: [[UInt8]]]?
    /// Serials of the certificates of chips (the second of the chain), in hexadecimal.
    let serials: [String]?
    /// Versions as the report spells them.
    let driverVersions: [String]?
    /// As `96.00.A5.00.01`.
    let vbiosVersions: [String]?
    /// Whether it must be known that no certificate was revoked, which nobody can know offline.
    let revocationRequired: Bool

    private static let indices = 1...64
    private static let listLimit = 256
}

extension NVIDIAPolicy: FieldCoded {
    package init(_ fields: inout Fields<NVIDIAPolicy>) throws(FormatError) {
        measurements = try fields("measurements", \.measurements, NVIDIAPolicy.values)
        serials = try fields("serials", \.serials, .list(of: NVIDIAPolicy.serial, 1...NVIDIAPolicy.listLimit))
        driverVersions = try fields(
            "driver_versions",
            \.driverVersions,
            .list(of: .string, 1...NVIDIAPolicy.listLimit)
        )
        vbiosVersions = try fields(
            "vbios_versions",
            \.vbiosVersions,
            .list(of: .string, 1...NVIDIAPolicy.listLimit)
        )
        revocationRequired =
            try fields(
                "revocation_required",
                { $0.revocationRequired ? true : nil },
                .bool
            ) ?? false
    }

    private static var values: Form<[Int: [[UInt8]]]> {
        .record(Array(indices), named: { "m\($0)" }) { _ in .list(of: .hex(sizes: 1...64), 1...listLimit) }
            .notEmpty("at least one measurement")
    }

    private static var serial: Form<String> {
        .string.that(is: "1 to 64 bytes in hexadecimal") { text in
            (try? Hex.decode(text)).map { (1...64).contains($0.count) } ?? false
        }
    }
}
