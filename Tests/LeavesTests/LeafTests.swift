import Bytes
import Leaves
import Testing

@Suite("Leaves")
struct LeafTests {
    static func digest(_ seed: Int) -> Digest { SHA256.hash(Array("digest \(seed)".utf8)) }

    static let step = StepLeaf(
        run: digest(1),
        session: digest(2),
        step: 7,
        previous: digest(3),
        stateBefore: digest(4),
        stateAfter: digest(5),
        batch: digest(6),
        metrics: [.init(name: "accuracy", value: "0.9375"), .init(name: "loss", value: "12.5")],
        proofs: [
            ProofReference(kind: "attested/1", inline: Array(0..<64)),
            ProofReference(kind: "replay/1", blob: digest(7), size: 40_960),
        ]
    )

    static let binding = SessionBinding(
        checkpoint: digest(8),
        checkpointSize: 1,
        index: 0,
        key: Array(repeating: 9, count: 32),
        previous: .zero,
        recipe: digest(9),
        run: digest(1)
    )

    static let attestedBinding = SessionBinding(
        checkpoint: digest(8),
        checkpointSize: 7,
        gpus: 2,
        index: 3,
        key: Array(repeating: 9, count: 32),
        previous: digest(10),
        recipe: digest(9),
        run: digest(1),
        witness: digest(11)
    )

    static let heartbeat = SessionHeartbeatLeaf(
        checkpoint: digest(8),
        checkpointSize: 12,
        evidence: [digest(1), digest(2)],
        head: digest(3),
        number: 2,
        session: attestedBinding.session,
        step: 40
    )

    static let all: [Leaf] = [
        .step(step),
        .step(
            StepLeaf(
                run: digest(1),
                session: nil,
                step: 1,
                previous: digest(3),
                stateBefore: digest(4),
                stateAfter: digest(5),
                batch: digest(6)
            )
        ),
        .run(
            RunLeaf(
                dataset: digest(1),
                genesis: digest(2),
                logKey: "log+00000000+AAAA",
                origin: "log.example/1",
                recipe: digest(3),
                run: digest(4),
                seed: digest(5)
            )
        ),
        .sessionOpen(SessionOpenLeaf(binding: binding, evidence: [], kind: .software)),
        .sessionOpen(SessionOpenLeaf(binding: attestedBinding, evidence: [digest(1)], kind: .sevSNP)),
        .sessionHeartbeat(heartbeat),
        .sessionClose(
            SessionCloseLeaf(
                evidence: [digest(1)],
                head: digest(2),
                session: binding.session,
                state: digest(3),
                step: 9,
                steps: 9
            )
        ),
        .rewind(RewindLeaf(reason: .divergence, run: digest(1), state: digest(2), to: 3)),
        .event(EventLeaf(digest: digest(1), kind: .custody, run: digest(2))),
    ]

    @Test("every kind reads back what it wrote", arguments: all)
    func roundTrip(_ leaf: Leaf) throws {
        #expect(try Leaf(canonical: leaf.canonicalBytes) == leaf)
        #expect(try Leaf(reading: JSON(parsing: leaf.canonicalBytes, limits: .leaf)) == leaf)
    }

    @Test("the scanner and the JSON reader give the same step and the same statement", arguments: all)
    func scannerAgrees(_ leaf: Leaf) throws {
        let scanned = leaf.canonicalBytes.withUnsafeBytes { StepScanner.scan($0) }
        guard case .step(let step) = leaf else {
            #expect(scanned == nil)
            return
        }
        #expect(scanned?.leaf == step)
        #expect(scanned?.statementDigest == step.statementDigest)
        #expect(try JSON(canonical: step.statement, limits: .leaf).canonicalBytes == step.statement)
    }

    @Test("no mutation of a step leaf makes the scanner take what the JSON reader refuses")
    func scannerIsStrict() throws {
        let bytes = Self.step.canonicalBytes
        for index in bytes.indices {
            for change in [UInt8(1), 2, 0x20, 0x80, 0x10] {
                var mutated = bytes
                mutated[index] ^= change
                expectAgreement(mutated)
            }
            var shorter = bytes
            shorter.remove(at: index)
            expectAgreement(shorter)
            var longer = bytes
            longer.insert(bytes[index], at: index)
            expectAgreement(longer)
        }
    }

    private func expectAgreement(_ bytes: [UInt8]) {
        let scanned = bytes.withUnsafeBytes { StepScanner.scan($0)?.leaf }
        let read = (try? JSON(canonical: bytes, limits: .leaf)).flatMap { try? StepLeaf(reading: $0) }
        #expect(scanned == read, "\(String(decoding: bytes, as: UTF8.self))")
    }

    @Test(
        "metric values are decimals of at most six digits",
        arguments: [
            ("0", true), ("-1.5", true), ("123456", true), ("0.12345", true), ("1234567", false),
            ("01", false), ("1.", false), (".5", false), ("", false), ("-", false), ("1e5", false),
            ("1.2.3", false), ("١", false),
        ]
    )
    func decimals(_ text: String, _ isDecimal: Bool) {
        #expect(LeafField.isDecimal(text.utf8) == isDecimal)
    }

    @Test(
        "faults are named",
        arguments: [
            (#"{"type":"step"}"#, FormatError.Code.jsonMissingKey), (#"{"type":"nope"}"#, .badValue),
            (#"{"loss":0.5,"type":"step"}"#, .jsonFloat), (#"[]"#, .jsonMissingKey),
            (#"{"type":"step","type":"step"}"#, .jsonDuplicateKey),
            (#"{ "type":"event"}"#, .jsonNotCanonical),
        ]
    )
    func faults(_ text: String, _ code: FormatError.Code) {
        #expect(throws: FormatError.self) { try Leaf(canonical: text.utf8) }
        do { _ = try Leaf(canonical: text.utf8) } catch { #expect(error.code == code, "\(error)") }
    }

    @Test("leaf 0 and run.json are compared as bytes: canonically equivalent origins are two")
    func bytes() {
        func leaf(_ origin: String) -> RunLeaf {
            RunLeaf(
                dataset: .zero,
                genesis: .zero,
                logKey: "log+00000000+AAAA",
                origin: origin,
                recipe: .zero,
                run: .zero,
                seed: .zero
            )
        }
        // U+212A, the sign of Kelvin, is canonically equivalent to K.
        #expect("lab/\u{212a}" == "lab/K")
        #expect(leaf("lab/\u{212a}") != leaf("lab/K") && leaf("lab/K") == leaf("lab/K"))
    }
}
