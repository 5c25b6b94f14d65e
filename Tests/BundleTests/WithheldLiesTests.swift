import Bytes
import Layout
import Reports
import Sealing
import TestSupport
import Testing
import Verification

/// A producer who says of his blobs that they are here, or that they are not, and signs it.
@Suite("A bundle that lies about what it withholds")
struct WithheldLiesTests {
    struct Lie: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let withheld: [String]
        let codes: [String]
        /// Changes the records of `data/index/blobs`.
        var records: @Sendable (inout [UInt8]) -> Void = { _ in }
        var forge: @Sendable (inout Manifest) -> Void = { _ in }
        /// What scope `sample` says: nothing where it cannot know, since nobody judges these kinds.
        var sampled: [String] = []
    }

    private static let nowhere = [UInt8](repeating: 0xff, count: 8)

    /// The opaque/1 proofs have records 0, 2, 4 and 6 of eight: steps 4 and 6 have a second proof behind them.
    private static let first = [0, 2, 4, 6]

    static let lies: [Lie] = [
        Lie(
            testDescription: "blobs are here, and are called withheld",
            withheld: [],
            codes: ["count-mismatch"],
            forge: { $0.withheld = ["opaque/1"] }
        ),
        Lie(
            testDescription: "blobs are here, called withheld and not counted, and the index hides them",
            withheld: [],
            codes: ["xz-index", "xz-block-boundary", "tar-header"],
            records: { bytes in
                for record in first { bytes.replaceSubrange(8 * record..<8 * record + 8, with: nowhere) }
            },
            forge: {
                $0.withheld = ["opaque/1"]
                $0.blobs.count -= 3
                $0.blobs.bytes -= 21
            },
            sampled: ["xz-index"]
        ),
        Lie(
            testDescription: "blobs are not here, and nobody says so",
            withheld: ["opaque/1"],
            codes: ["count-mismatch"],
            forge: { $0.withheld = [] }
        ),
        Lie(
            testDescription: "blobs are not here, but counted, and the index points to them",
            withheld: ["opaque/1"],
            codes: ["xz-index"],
            records: { bytes in bytes = [UInt8](repeating: 0, count: bytes.count) },
            forge: {
                $0.withheld = []
                $0.blobs.count += 3
                $0.blobs.bytes += 21
            },
            sampled: ["xz-index"]
        ),
        Lie(
            testDescription: "a record says nowhere of a kind that is not withheld",
            withheld: ["opaque/2"],
            codes: ["hint-mismatch"],
            records: { $0.replaceSubrange(0..<8, with: nowhere) }
        ),
        Lie(
            testDescription: "a record points somewhere for a kind that is withheld",
            withheld: ["opaque/1"],
            codes: ["hint-mismatch"],
            records: { $0.replaceSubrange(0..<8, with: [UInt8](repeating: 0, count: 8)) }
        ),
        Lie(
            testDescription: "a kind is withheld that no step has",
            withheld: ["opaque/1"],
            codes: ["count-mismatch"],
            forge: { $0.withheld = ["opaque/1", "opaque/9"] }
        ),
    ]

    @Test("is rejected, and by the second verifier too", arguments: lies)
    func rejected(_ lie: Lie) async throws {
        let run = try WithheldTests.makeRun()
        let honest = try await run.seal(as: "honest", configure: { $0.withheld = lie.withheld })
        #expect(try await run.verify(honest).verdict == .accepted)
        let path = try await run.seal(
            verifies: false,
            survey: { steps in
                let blobs = "\(Folder.parent(of: steps))/blobs"
                var records = try File.contents(of: blobs, limit: 1 << 20)
                #expect(records.count == 64)
                lie.records(&records)
                try AtomicFile.write(records, to: blobs)
            },
            forge: { lie.forge(&$0) },
            configure: { $0.withheld = lie.withheld }
        )
        for scope in [Scope.log, .all] {
            let report = try await run.verify(path, scope: scope)
            #expect(report.verdict == .rejected)
            #expect(report.faults.count == 1 && lie.codes.contains(report.faults[0]), "\(report.findings)")
        }
        let sampled = try await run.verify(path, scope: .sample)
        #expect(Set(sampled.faults) == Set(lie.sampled), "\(sampled.faults)")
        let other = try SecondOpinionTests.opinion(run, path)
        #expect(other.status == 1, "\(other)")
    }
}
