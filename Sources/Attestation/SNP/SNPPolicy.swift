import Bytes

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

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        measurements = try SNPPolicy.list(&object, "measurements", count: 48)
        debug = try object.bool("debug")
        migration = try object.bool("migration")
        smt = try object.bool("smt")
        vmplMaximum = try object.integer("vmpl_maximum", in: 0...3)
        tcb = try SNPPolicy.products(&object)
        chips = try object.has("chips") ? SNPPolicy.list(&object, "chips", count: 64) : nil
        idKeys = try object.has("id_keys") ? SNPPolicy.list(&object, "id_keys", count: 48) : nil
        authorKeys = try object.has("author_keys") ? SNPPolicy.list(&object, "author_keys", count: 48) : nil
        guestVersionMinimum = try object.optional("guest_svn_minimum") { (object, key) throws(FormatError) in
            try object.integer(key, in: 0...Int64(UInt32.max))
        }
        signers = try object.has("signers") ? SNPPolicy.signers(&object) : ["VCEK"]
        crlRequired = try object.has("crl_required") ? object.bool("crl_required") : true
        try object.end()
    }

    private static func list(
        _ object: inout JSONObject,
        _ key: String,
        count: Int
    ) throws(FormatError) -> Set<[UInt8]> {
        var list: Set<[UInt8]> = []
        for text in try object.strings(key) {
            let bytes: [UInt8]
            do { bytes = try Hex.decode(text) } catch { throw error.within(object.location(key)) }
            guard bytes.count == count else {
                let detail = "got \(text.utf8.count) digits, want \(count * 2)"
                throw FormatError(.badValue, at: object.location(key), detail)
            }
            guard list.insert(bytes).inserted else {
                throw FormatError(.badValue, at: object.location(key), "\(text) is repeated")
            }
        }
        guard !list.isEmpty else {
            throw FormatError(.badValue, at: object.location(key), "want at least one")
        }
        return list
    }

    private static func products(
        _ object: inout JSONObject
    ) throws(FormatError) -> [SNPProduct: [SNPComponent: UInt8]] {
        var products: [SNPProduct: [SNPComponent: UInt8]] = [:]
        let place = object.location("tcb")
        var named = try object.object("tcb")
        for product in SNPProduct.allCases where named.has(product.rawValue) {
            var components = try named.object(product.rawValue)
            var minimum: [SNPComponent: UInt8] = [:]
            for component in product.layout.compactMap({ $0 }) where components.has(component.rawValue) {
                minimum[component] = UInt8(try components.integer(component.rawValue, in: 0...255))
            }
            try components.end()
            products[product] = minimum
        }
        try named.end()
        guard !products.isEmpty else { throw FormatError(.badValue, at: place, "want at least one product") }
        return products
    }

    private static func signers(_ object: inout JSONObject) throws(FormatError) -> Set<String> {
        let names = try object.strings("signers")
        let signers = Set(names)
        guard !names.isEmpty, signers.count == names.count, signers.isSubset(of: ["VCEK", "VLEK"]) else {
            throw FormatError(.badValue, at: object.location("signers"), "want VCEK, VLEK or both, each once")
        }
        return signers
    }

    var json: JSON {
        var members: [String: JSON] = [
            "measurements": SNPPolicy.json(measurements), "debug": .bool(debug),
            "migration": .bool(migration),
            "smt": .bool(smt), "vmpl_maximum": .number(vmplMaximum), "crl_required": .bool(crlRequired),
            "signers": .array(signers.sorted().map { .string($0) }),
        ]
        var products: [String: JSON] = [:]
        for (product, minimum) in tcb {
            let pairs = minimum.map { ($0.key.rawValue, JSON.number($0.value)) }
            products[product.rawValue] = .object(Dictionary(uniqueKeysWithValues: pairs))
        }
        members["tcb"] = .object(products)
        members["chips"] = chips.map(SNPPolicy.json)
        members["id_keys"] = idKeys.map(SNPPolicy.json)
        members["author_keys"] = authorKeys.map(SNPPolicy.json)
        members["guest_svn_minimum"] = guestVersionMinimum.map { .number($0) }
        return .object(members)
    }

    private static func json(_ list: Set<[UInt8]>) -> JSON {
        .array(list.map(Hex.encode).sorted().map { .string($0) })
    }
}
