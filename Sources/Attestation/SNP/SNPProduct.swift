/// AMD's processors by the root that their keys hang from; a policy spells them in lower case.
enum SNPProduct: String, Sendable, CaseIterable {
    case milan, genoa, turin

    /// As AMD writes it in names and extensions.
    var name: String {
        switch self {
        case .milan: "Milan"
        case .genoa: "Genoa"
        case .turin: "Turin"
        }
    }

    init?(name: some StringProtocol) {
        guard let found = SNPProduct.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// The product of a CPUID family and model, where it is known.
    ///
    /// Bergamo and Siena (19h, A0h to AFh) have Genoa's root.
    init?(family: UInt8, model: UInt8) {
        switch (family, model) {
        case (0x19, 0x00...0x0f): self = .milan
        case (0x19, 0x10...0x1f), (0x19, 0xa0...0xaf): self = .genoa
        case (0x1a, 0x00...0x11): self = .turin
        default: return nil
        }
    }

    /// What the eight bytes of a TCB version mean, in their order in memory; nil is reserved.
    var layout: [SNPComponent?] {
        switch self {
        case .milan, .genoa: [.bootLoader, .tee, nil, nil, nil, nil, .snp, .microcode]
        case .turin: [.fmc, .bootLoader, .tee, .snp, nil, nil, nil, .microcode]
        }
    }

    /// How many bytes of CHIP_ID name the chip; zeros follow.
    var chipIDCount: Int { self == .turin ? 8 : 64 }
}

/// A part of the firmware that has a security version number; a policy spells it so.
enum SNPComponent: String, Sendable, CaseIterable {
    case fmc
    case bootLoader = "boot_loader"
    case tee, snp, microcode

    /// The extension of a VCEK or VLEK that holds its number.
    var oid: String {
        switch self {
        case .bootLoader: "1.3.6.1.4.1.3704.1.3.1"
        case .tee: "1.3.6.1.4.1.3704.1.3.2"
        case .snp: "1.3.6.1.4.1.3704.1.3.3"
        case .microcode: "1.3.6.1.4.1.3704.1.3.8"
        case .fmc: "1.3.6.1.4.1.3704.1.3.9"
        }
    }

    /// Numbers that no product gives a meaning to yet.
    static let reservedOIDs = (4...7).map { "1.3.6.1.4.1.3704.1.3.\($0)" }
}

/// The security version numbers of all components.
struct SNPTCB: Hashable, Sendable, CustomStringConvertible {
    let product: SNPProduct
    private let values: [SNPComponent: UInt8]

    init(product: SNPProduct, values: [SNPComponent: UInt8]) {
        self.product = product
        self.values = values
    }

    /// Reads eight bytes of a report; nil where a reserved one is not zero.
    init?(product: SNPProduct, bytes: [UInt8]) {
        guard bytes.count == product.layout.count else { return nil }
        var values: [SNPComponent: UInt8] = [:]
        for (component, byte) in zip(product.layout, bytes) {
            if let component { values[component] = byte } else if byte != 0 { return nil }
        }
        self.init(product: product, values: values)
    }

    subscript(component: SNPComponent) -> UInt8 { values[component] ?? 0 }

    /// The components that this product has, in AMD's order.
    var components: [SNPComponent] { product.layout.compactMap { $0 } }

    var description: String { components.map { "\($0.rawValue) \(self[$0])" }.joined(separator: ", ") }

    /// What is lower than `minimum`, such as `microcode 115, want 209 or later`.
    func shortfall(_ minimum: [SNPComponent: UInt8]) -> String? {
        let short = components.filter { self[$0] < minimum[$0] ?? 0 }
        guard !short.isEmpty else { return nil }
        return short.map { "\($0.rawValue) \(self[$0]), want \(minimum[$0] ?? 0) or later" }
            .joined(separator: "; ")
    }

    /// What differs, such as `snp 8, certificate 20`.
    func difference(from certificate: SNPTCB) -> String? {
        let different = components.filter { self[$0] != certificate[$0] }
        guard !different.isEmpty else { return nil }
        return different.map { "\($0.rawValue) \(self[$0]), certificate \(certificate[$0])" }
            .joined(separator: "; ")
    }

    /// Every number as a minimum.
    var minimum: [SNPComponent: UInt8] { values }
}
