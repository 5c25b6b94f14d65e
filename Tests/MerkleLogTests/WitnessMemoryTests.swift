import Bytes
import MerkleLog
import Testing

@Suite("What a witness remembers")
struct WitnessMemoryTests {
    private func root(_ text: String) -> Digest { SHA256.hash(Array(text.utf8)) }

    private func checkpoint(_ size: Int, _ text: String, origin: String = "o") throws -> Checkpoint {
        try Checkpoint(origin: origin, size: size, root: root(text))
    }

    @Test("is read as it was written, in one spelling")
    func file() throws {
        var memory = WitnessMemory()
        #expect(try WitnessMemory(file: memory.fileBytes) == memory)
        for origin in ["b", "a", "c/1"] {
            #expect(memory.take(try checkpoint(3, origin, origin: origin), proof: nil) == nil)
        }
        #expect(memory.logs.map(\.origin) == ["a", "b", "c/1"])
        #expect(try WitnessMemory(file: memory.fileBytes) == memory)
        let text = String(decoding: memory.fileBytes, as: UTF8.self)
        for (part, other) in [
            ("\"a\"", "\"b\""), ("\"a\"", "\"z\""), ("\"size\":3", "\"size\":-1"), ("witness/1", "witness/2"),
            ("\n", ""),
        ] {
            #expect(throws: FormatError.self, "\(part)") {
                try WitnessMemory(file: Array(text.replacing(part, with: other).utf8))
            }
        }
    }

    @Test("keeps it from a second history and an older size; each rule is what refuses")
    func refusals() throws {
        let one = TreeHash.leaf([1])
        let two = TreeHash.leaf([2])
        let both = TreeHash.node(one, two)
        func memory() throws -> WitnessMemory {
            var memory = WitnessMemory()
            #expect(memory.take(try Checkpoint(origin: "o", size: 1, root: one), proof: nil) == nil)
            return memory
        }
        let cases: [(WitnessFaultCode, Checkpoint, [Digest]?)] = [
            (.older, try checkpoint(0, "empty"), nil), (.fork, try checkpoint(1, "other"), nil),
            (.unproven, try Checkpoint(origin: "o", size: 2, root: both), nil),
            (.fork, try Checkpoint(origin: "o", size: 2, root: both), [one]),
            (.fork, try Checkpoint(origin: "o", size: 2, root: both), []),
        ]
        for (code, given, proof) in cases {
            var kept = try memory()
            #expect(kept.take(given, proof: proof)?.code == code)
            #expect(kept == (try memory()), "nothing is remembered of what was refused")
            #expect(
                KnockOut.without(code.rawValue) { kept.take(given, proof: proof) } == nil,
                "the knock-out"
            )
        }
        var good = try memory()
        #expect(good.take(try Checkpoint(origin: "o", size: 2, root: both), proof: [two]) == nil)
        #expect(good.last(of: "o")?.size == 2)
        #expect(good.take(try checkpoint(9, "another log", origin: "p"), proof: nil) == nil)
    }

    @Test("a proof that a log continues another is a file in the one form of C2SP tlog-witness")
    func proofFile() throws {
        let proof = ConsistencyText(old: 3, hashes: [root("a"), root("b")], note: "o\n4\nroot\n\n— o sig\n")
        #expect(try ConsistencyText(text: proof.text) == proof)
        #expect(proof.text.hasPrefix("old 3\n"))
        for (part, other) in [
            ("old 3", "old 03"), ("old 3", "new 3"), ("=\n\n", "=\n"), ("=\n", "\n"), ("old 3\n", ""),
        ] {
            #expect(throws: MerkleError.self, "\(part)") {
                try ConsistencyText(text: proof.text.replacing(part, with: other, maxReplacements: 1))
            }
        }
    }
}
