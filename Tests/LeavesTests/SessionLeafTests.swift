import Bytes
import Leaves
import TestSupport
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
        let many = SessionOpenLeaf(
            binding: LeafTests.binding,
            evidence: Array(repeating: .zero, count: 65),
            kind: .tdx
        )
        #expect { try many.written(at: "session-open") } throws: { ($0 as? FormatError)?.code == .tooLarge }
        let zero = #""\#(Digest.zero)""#
        let text = Self.text(.sessionOpen(many.with(evidence: Array(repeating: .zero, count: 64))))
        let longer = text.replacing("\(zero),\(zero)]", with: "\(zero),\(zero),\(zero)]")
        #expect(longer != text)
        #expect { try Leaf(canonical: longer.utf8) } throws: { ($0 as? FormatError)?.code == .tooLarge }
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
    func bound() throws {
        let path = "\(Vectors.packageRoot)/Formats/Vectors/bundle/sessions.json"
        guard
            case .array(let cases) = try JSON(
                parsing: File.contents(of: path, limit: 1 << 20),
                limits: .document
            )
        else { return #expect(Bool(false)) }
        var names: [String] = []
        for value in cases {
            var object = try JSONObject(value, path: "case")
            let bound: SessionBound
            switch try Leaf(canonical: object.string("leaf").utf8) {
            case .sessionOpen(let leaf): bound = SessionBound(leaf.binding)
            case .sessionHeartbeat(let leaf): bound = SessionBound(leaf)
            case .sessionClose(let leaf): bound = SessionBound(leaf)
            default: return #expect(Bool(false))
            }
            #expect(try Hex.encode(bound.bytes) == object.string("bound"))
            #expect(try bound.nitroNonce == object.digest("nitro_nonce"))
            #expect(try [0, 1].map { bound.gpuNonce($0).hex } == object.strings("gpu_nonces"))
            try object.end()
            names.append("\(bound.name)")
        }
        #expect(names == ["open", "heartbeat-1", "close"])
    }

    @Test(
        "evidence is the files of a folder in the order of their names",
        arguments: [
            ([1, 2], nil), ([2, 1], .missing("the files are in a different order than their digests")),
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
