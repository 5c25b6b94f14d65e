import Bytes
import Hashing
import Leaves
import Testing

@Suite("Session leaves")
struct SessionLeafTests {
    private static func text(_ leaf: Leaf) -> String { String(decoding: leaf.canonicalBytes, as: UTF8.self) }

    @Test("a software session has no evidence, no GPUs and no witness; every other has evidence")
    func kinds() throws {
        func code(_ binding: SessionBinding, _ evidence: [Digest], _ kind: SessionKind) -> FormatError.Code? {
            let leaf = Leaf.sessionOpen(SessionOpenLeaf(binding: binding, evidence: evidence, kind: kind))
            do { _ = try Leaf(canonical: leaf.canonicalBytes) } catch { return error.code }
            return nil
        }
        for kind in SessionKind.allCases where !kind.isSoftware {
            #expect(code(LeafTests.attestedBinding, [.zero], kind) == nil)
            #expect(code(LeafTests.attestedBinding, [], kind) == .badValue)
            #expect(code(LeafTests.binding, [.zero], kind) == nil)
        }
        #expect(code(LeafTests.binding, [], .software) == nil)
        #expect(code(LeafTests.binding, [.zero], .software) == .badValue)
        #expect(code(LeafTests.attestedBinding, [], .software) == .badValue)
        #expect(code(LeafTests.binding, Array(repeating: .zero, count: 65), .tdx) == .tooLarge)
    }

    @Test(
        "fields out of range are refused",
        arguments: [
            (#""gpus":2"#, #""gpus":17"#), (#""gpus":2"#, #""gpus":-1"#),
            (#""kind":"sev-snp""#, #""kind":"snp""#),
            (#""version":1"#, #""version":2"#), (#""index":3"#, #""index":4"#), (#""previous""#, #""close""#),
        ]
    )
    func ranges(_ old: String, _ new: String) {
        let leaf = SessionOpenLeaf(binding: LeafTests.attestedBinding, evidence: [.zero], kind: .sevSNP)
        let parts = Self.text(.sessionOpen(leaf)).split(separator: old)
        #expect(parts.count == 2)
        #expect(throws: FormatError.self) { try Leaf(canonical: parts.joined(separator: new).utf8) }
    }

    @Test("a heartbeat's number begins at 1")
    func number() {
        let text = Self.text(.sessionHeartbeat(LeafTests.heartbeat)).split(separator: #""number":2"#)
        #expect(throws: FormatError.self) { try Leaf(canonical: text.joined(separator: #""number":0"#).utf8) }
    }

    @Test("what evidence binds is what another program works out")
    func bound() {
        let open = SessionBound(LeafTests.attestedBinding)
        let beat = SessionBound(LeafTests.heartbeat)
        let close = SessionBound(
            SessionCloseLeaf(
                evidence: [.zero],
                head: LeafTests.digest(2),
                session: LeafTests.binding.session,
                state: LeafTests.digest(3),
                step: 9,
                steps: 9
            )
        )
        #expect(
            Hex.encode(open.bytes) == "05ffe43f3fea906debc1781f48cf73b146203d49319e966ada367c32c2951c63"
                + "c86ff4b0d25d9e1403e0146567e196a886425882a03106e8cd7c7508b29d0261"
        )
        #expect(
            Hex.encode(beat.bytes) == "ba65e4c3d710cec466f87339f4ec8c326e7b84a821d28bdf4e5d730e31110861"
                + "cd883cacbf2ce51d32f4c99b3cd72732f32ff306feea18feb1af6136163dcf5f"
        )
        #expect(
            Hex.encode(close.bytes) == "00a979c2d6910e15b893682b560a89f813a90893f3acd23433df69f43cd31e56"
                + "0c6e18aa26610820bb19a68944ec75e1d0c88443534cca7e287c99618d03adb5"
        )
        #expect(open.gpuNonce(0).hex == "74c607bcabb5e6ae1ab20f951d30ad62accce489e3162e9dced50da8335b944f")
        #expect(open.gpuNonce(1).hex == "c8b34ea401d970fb886cf0ddcc98562a90902a372b7816e581881a20a1e8d1ac")
        #expect(open.nitroNonce == LeafTests.digest(8) && close.nitroNonce == LeafTests.digest(2))
        #expect(beat.nitroNonce == LeafTests.digest(8) && "\(beat.name)" == "heartbeat-2")
    }

    @Test(
        "evidence is the files of a folder in the order of their names",
        arguments: [
            ([1, 2], nil), ([2, 1], .missing("the files stand in another order than their digests")),
            ([1, 2, 2], .unlisted("file2")), ([3, 1, 2], .unlisted("file0")),
        ] as [([Int], SessionEvidence.Fault?)]
    )
    func comparing(_ contents: [Int], _ fault: SessionEvidence.Fault?) {
        let files = contents.enumerated().map {
            SessionEvidence.NamedDigest(name: "file\($0)", digest: LeafTests.digest($1))
        }
        var found: SessionEvidence.Fault?
        do { try SessionEvidence.compare(files, with: [LeafTests.digest(1), LeafTests.digest(2)]) } catch {
            found = error
        }
        #expect(found == fault)
    }

    @Test(
        "a file name is portable",
        arguments: [
            ("report.bin", true), ("0", true), ("", false), (".hidden", false), ("a/b", false),
            ("a b", false),
            ("é", false), (String(repeating: "a", count: 64), true),
            (String(repeating: "a", count: 65), false),
        ]
    )
    func names(_ name: String, _ isGood: Bool) {
        #expect(SessionEvidence.isFileName(name) == isGood)
    }
}
