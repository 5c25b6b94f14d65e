package import Bytes

/// What a verifier demands of AWS Nitro documents.
package struct NitroPolicy: Hashable, Sendable {
    /// Sets of registers by number; a document must agree with all registers of one set.
    let pcrs: [[Int: [UInt8]]]
    /// Whether an enclave in debug mode is accepted, which has PCR0 to PCR2 zero.
    let debug: Bool
    /// Whether it must be known that no certificate was revoked, which AWS tells nobody.
    let revocationRequired: Bool

    private static let registers = 0...31
    private static let registerSize = 48
    private static let setLimit = 256
}

extension NitroPolicy: FieldCoded {
    package init(_ fields: inout Fields<NitroPolicy>) throws(FormatError) {
        pcrs = try fields("pcrs", \.pcrs, .list(of: NitroPolicy.registerSet, 1...NitroPolicy.setLimit))
        debug = try fields("debug", \.debug, .bool)
        revocationRequired =
            try fields(
                "revocation_required",
                { $0.revocationRequired ? true : nil },
                .bool
            ) ?? false
    }

    private static var registerSet: Form<[Int: [UInt8]]> {
        .record(Array(registers), named: { "pcr\($0)" }) { _ in .hex(sizes: registerSize...registerSize) }
            .notEmpty("at least one register")
    }
}
