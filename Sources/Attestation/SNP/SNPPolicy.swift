package import Bytes

/// What a verifier demands of AMD SEV-SNP reports.
package struct SNPPolicy: Hashable, Sendable {
    /// SHA-384 launch measurements that are known.
    let measurements: Set<[UInt8]>
    /// Whether guests that the host may debug are accepted.
    let debug: Bool
    /// Whether guests that a migration agent may move are accepted.
    let migration: Bool
    /// Whether guests that may run with SMT are accepted.
    let smt: Bool
    let vmplMaximum: Int
    /// The least security versions; a product that is not named is denied.
    let tcb: [SNPProduct: [SNPComponent: UInt8]]
    let chips: Set<[UInt8]>?
    let idKeys: Set<[UInt8]>?
    let authorKeys: Set<[UInt8]>?
    let guestVersionMinimum: Int?
    /// `VCEK`, `VLEK` or both.
    let signers: Set<String>
    let crlRequired: Bool
    /// Launch measurements of Azure's paravisors; nil where reports of theirs are not accepted.
    let paravisors: Set<[UInt8]>?
    /// Bits of PLATFORM_INFO that must be set, or clear.
    let platform: [SNPPlatformInfo: Bool]?
}

extension SNPPolicy: FieldCoded {
    package init(_ fields: inout Fields<SNPPolicy>) throws(FormatError) {
        measurements = try fields("measurements", \.measurements, .set(ofSize: 48))
        debug = try fields("debug", \.debug, .bool)
        migration = try fields("migration", \.migration, .bool)
        smt = try fields("smt", \.smt, .bool)
        vmplMaximum = try fields("vmpl_maximum", \.vmplMaximum, .integer(in: 0...3))
        tcb = try fields("tcb", \.tcb, SNPPolicy.leastVersions)
        chips = try fields("chips", \.chips, .set(ofSize: 64))
        idKeys = try fields("id_keys", \.idKeys, .set(ofSize: 48))
        authorKeys = try fields("author_keys", \.authorKeys, .set(ofSize: 48))
        guestVersionMinimum = try fields(
            "guest_svn_minimum",
            \.guestVersionMinimum,
            .integer(in: 0...Int64(UInt32.max))
        )
        signers = try fields("signers", { Optional($0.signers) }, SNPPolicy.signerNames) ?? ["VCEK"]
        crlRequired = try fields("crl_required", { Optional($0.crlRequired) }, .bool) ?? true
        paravisors = try fields("azure_hcl", \.paravisors, .set(ofSize: 48))
        platform = try fields("platform_info", \.platform, SNPPolicy.settings)
    }

    private static var settings: Form<[SNPPlatformInfo: Bool]> {
        .record(SNPPlatformInfo.allCases, named: \.rawValue) { _ in .bool }.notEmpty("at least one bit")
    }

    private static var leastVersions: Form<[SNPProduct: [SNPComponent: UInt8]]> {
        .record(SNPProduct.allCases, named: \.rawValue) { product in
            .record(product.layout.compactMap(\.self), named: \.rawValue) { _ in
                Form.integer(in: 0...255).mapped(want: "0 to 255", from: { UInt8($0) }, to: { Int($0) })
            }
        }
        .notEmpty("at least one product")
    }

    private static var signerNames: Form<Set<String>> {
        Form.list(of: .string)
            .that(is: "VCEK, VLEK or both, each once") { names in
                !names.isEmpty && Set(names).count == names.count
                    && Set(names).isSubset(of: ["VCEK", "VLEK"])
            }
            .mapped(want: "a set", from: { Set($0) }, to: { $0.sorted() })
    }
}

extension Form where Value == Set<[UInt8]> {
    /// Values of one size in hexadecimal, at least one, each once; sorted as they are written.
    fileprivate static func set(ofSize size: Int) -> Form {
        Form<[[UInt8]]>.list(of: .hex(sizes: size...size))
            .that(is: "at least one, each once") { !$0.isEmpty && Set($0).count == $0.count }
            .mapped(want: "a set", from: { Set($0) }, to: { $0.sorted { Hex.encode($0) < Hex.encode($1) } })
    }
}
