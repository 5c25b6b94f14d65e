import Bytes
import Container
import Layout
import Testing
import Verification

/// Numbers that a signer, or anybody, writes into a bundle: they are compared before they count or index anything.
@Suite("Numbers from a bundle")
struct ClaimTests {
    struct Claim: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: String
        let make: @Sendable (inout Manifest) -> Void

        init(_ name: String, _ code: String = "too-large", make: @escaping @Sendable (inout Manifest) -> Void)
        {
            testDescription = name
            self.code = code
            self.make = make
        }
    }

    static let claims: [Claim] = [
        Claim("blocks") { $0.container.blocks = 1 << 32 },
        Claim("bytes of the archive") { $0.container.bytes = 1 << 50 },
        Claim("entry bundles") { $0.entries.count = Manifest.largestPayload },
        Claim("bytes of entries") { $0.entries.bytes = Int(JSON.largestInteger) },
        Claim("blobs") { $0.blobs.count = Manifest.largestPayload },
        Claim("bytes of blobs") { $0.blobs.bytes = Int(JSON.largestInteger) },
        Claim("where blobs begin") { $0.blobs.offset = Int(JSON.largestInteger) },
        Claim("bytes of the payload") { $0.payload.bytes = Int(JSON.largestInteger) },
        Claim("members of the payload") { $0.payload.count = Manifest.largestPayload },
        Claim("a listed member") {
            let index = $0.members.firstIndex { $0.path == MemberPath.blobIndex } ?? 0
            let size = TarHeader.largestMember
            $0.members[index] = .init(path: MemberPath.blobIndex, size: size, sha256: .zero)
        },
        Claim("leaves", "member-count") { $0.to = 1 << 50 },
        Claim("steps", "bad-value") { $0.steps = $0.to - $0.from + 1 },
        Claim("steps, and an index as large", "bad-value") {
            $0.steps = 1 << 29 - 1
            let index = $0.members.firstIndex { $0.path == MemberPath.stepIndex } ?? 0
            $0.members[index] = .init(path: MemberPath.stepIndex, size: 16 * $0.steps, sha256: .zero)
        },
    ]

    private static func run() throws -> TestRun {
        let run = try TestRun()
        try run.openSession()
        try run.steps(9) { $0 == 4 ? [1, 2, 3] : nil }
        try run.closeSession()
        return run
    }

    @Test("a claim that no file of that size can hold is refused, whoever signed it", arguments: claims)
    func refused(_ claim: Claim) async throws {
        let run = try Self.run()
        let path = try await run.seal(verifies: false, forge: { claim.make(&$0) })
        for scope in [Scope.all, .log, .sample] {
            let report = try await run.verify(
                path,
                scope: scope,
                change: { if scope == .sample { $0.sample = .drawn(count: 3, seed: "1") } }
            )
            #expect(report.verdict == .rejected && report.faults.contains(claim.code), "\(report.faults)")
        }
    }

    @Test("a step index that names a leaf far outside is refused where a rewind follows it")
    func rewindByIndex() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(9) { _ in nil }
        try run.rewind(to: 4)
        try run.steps(2) { _ in nil }
        try run.closeSession()
        for leaf in [0x04, 0x00] as [UInt8] {
            let path = try await run.sealForgedStepIndex { bytes in
                // Leaf 2^50, or the first leaf, which is no step.
                bytes.replaceSubrange(3 * 16..<3 * 16 + 8, with: [0, leaf, 0, 0, 0, 0, 0, 0])
            }
            let report = try await run.verify(path, scope: .log)
            #expect(report.verdict == .rejected)
            #expect(
                report.faults.contains(leaf == 0 ? "rewind-invalid" : "hint-mismatch"),
                "\(report.faults)"
            )
        }
    }

    @Test("a step picked by hand in a segment without steps is a finding")
    func pickOfNothing() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.closeSession()
        let path = try await run.seal()
        for pick in [0, 1, 2, 1 << 53, .max] {
            let report = try await run.verify(path, change: { $0.targets = [pick] })
            #expect(report.faults == ["sample-leaf"], "\(pick)")
        }
    }
}
