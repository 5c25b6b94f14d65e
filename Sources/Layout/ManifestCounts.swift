import Bytes
import Leaves

/// How many leaves of one type a segment has.
private struct LeafCount: FieldCoded {
    let type: Leaf.Kind
    let count: Int

    init(_ type: Leaf.Kind, _ count: Int) { (self.type, self.count) = (type, count) }

    init(_ fields: inout Fields<LeafCount>) throws(FormatError) {
        type = try fields("type", \.type, .word)
        count = try fields("count", \.count, .integer(in: 1...1 << 50))
    }
}

/// How many proofs of one kind a segment has.
private struct ProofCount: FieldCoded {
    let kind: String
    let count: Int

    init(_ kind: String, _ count: Int) { (self.kind, self.count) = (kind, count) }

    init(_ fields: inout Fields<ProofCount>) throws(FormatError) {
        kind = try fields("kind", \.kind, .proofKind)
        count = try fields("count", \.count, .integer(in: 1...1 << 50))
    }
}

extension Form<[Leaf.Kind: Int]> {
    static var counts: Form {
        Form<[LeafCount]>.objects().ascending("leaf types, ascending", of: \.type).mapped(
            want: "counts",
            from: { counts in Dictionary(uniqueKeysWithValues: counts.map { ($0.type, $0.count) }) },
            to: { $0.sorted { $0.key < $1.key }.map { LeafCount($0.key, $0.value) } }
        )
    }
}

extension Form<[String: Int]> {
    static var counts: Form {
        Form<[ProofCount]>.objects().ascending("proof kinds, ascending", by: { $0.kind.precedes($1.kind) })
            .mapped(
                want: "counts",
                from: { counts in Dictionary(uniqueKeysWithValues: counts.map { ($0.kind, $0.count) }) },
                to: { $0.sorted { $0.key.precedes($1.key) }.map { ProofCount($0.key, $0.value) } }
            )
    }
}
