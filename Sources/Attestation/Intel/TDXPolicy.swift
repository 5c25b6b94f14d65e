package import Bytes

/// What a verifier demands of Intel TDX quotes.
package struct TDXPolicy: Hashable, Sendable {
    /// One trust domain that is known: the registers that are named must all be equal.
    struct Measurement: Hashable, Sendable {
        let registers: [String: [UInt8]]

        static let names = [
            "mrtd", "rtmr0", "rtmr1", "rtmr2", "rtmr3", "mrseam", "mrsignerseam", "mrconfigid", "mrowner",
            "mrownerconfig",
        ]
    }

    let measurements: [Measurement]
    /// Whether TDs that the host may look into are accepted.
    let debug: Bool
    /// Whether the bit SEPT_VE_DISABLE must be set; nil asks for nothing.
    let septVEDisable: Bool?
    /// Whether TDs that may move, or that service TDs have access to, are accepted.
    let migration: Bool
    let platform: TCBDemands
}

extension TDXPolicy: FieldCoded {
    /// The platforms that are known, by their FMSPC and PPID.
    private struct Platforms: FieldCoded {
        let fmspcs: [[UInt8]]?
        let ppids: [[UInt8]]?

        init?(_ platform: TCBDemands) {
            guard platform.fmspcs != nil || platform.ppids != nil else { return nil }
            (fmspcs, ppids) = (platform.fmspcs, platform.ppids)
        }

        init(_ fields: inout Fields<Platforms>) throws(FormatError) {
            fmspcs = try fields("fmspcs", \.fmspcs, .values(ofSize: 6))
            ppids = try fields("ppids", \.ppids, .values(ofSize: 16))
        }
    }

    package init(_ fields: inout Fields<TDXPolicy>) throws(FormatError) {
        measurements = try fields(
            "measurements",
            \.measurements,
            .list(of: Measurement.form).that(is: "at least one") { !$0.isEmpty }
        )
        debug = try fields("debug", \.debug, .bool)
        septVEDisable = try fields("sept_ve_disable", \.septVEDisable, .bool)
        migration = try fields("migration", { Optional($0.migration) }, .bool) ?? false
        let platforms = try fields("platforms", { Platforms($0.platform) }, .object)
        platform = try TCBDemands(
            beside: &fields,
            \.platform,
            fmspcs: platforms?.fmspcs,
            ppids: platforms?.ppids
        )
    }
}

extension TDXPolicy.Measurement {
    fileprivate static var form: Form<Self> {
        Form<[String: [UInt8]]>.record(names, named: \.self) { _ in .hex(sizes: 48...48) }
            .checked { (registers, place) throws(FormatError) in
                guard registers["mrtd"] != nil else {
                    throw FormatError(.jsonMissingKey, at: place, "want key \"mrtd\"")
                }
            }
            .mapped(want: "registers", from: { Self(registers: $0) }, to: \.registers)
    }
}

extension Form where Value == [[UInt8]] {
    /// Values of one size in hexadecimal, at least one.
    static func values(ofSize size: Int) -> Form {
        .list(of: .hex(sizes: size...size)).that(is: "at least one value") { !$0.isEmpty }
    }
}
