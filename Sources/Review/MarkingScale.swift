package import Bytes

/// The order of classification markings, and which of them stand above that of a bundle.
package struct MarkingScale: Hashable, Sendable {
    /// Lowest first.
    package let names: [String]

    /// Where nobody states an order.
    package static let standard = MarkingScale([
        "UNCLASSIFIED", "CUI", "CONFIDENTIAL", "SECRET", "TOP SECRET",
    ])

    package init(_ names: [String]) { self.names = names }

    /// SHA-256 of the names as a canonical JSON array: a review says by it which order it used, with no room for words.
    package var digest: Digest {
        SHA256.hash(JSON.array(names.map { .string($0) }).canonicalBytes)
    }

    /// The rank of a marking by what stands before `//`; 0 where it is not on the scale.
    func rank(of marking: String) -> Int {
        let name = marking.split(separator: "/", maxSplits: 1).first.map(String.init) ?? marking
        return names.firstIndex(of: name.last == " " ? String(name.dropLast()) : name) ?? 0
    }

    /// The markings that a bundle of this marking must not hold; never the lowest.
    func above(_ marking: String) -> [String] { Array(names.dropFirst(rank(of: marking) + 1)) }

    /// The letters of portion marks, such as TS for TOP SECRET.
    static let portions = ["C": "CONFIDENTIAL", "S": "SECRET", "TS": "TOP SECRET"]
}
