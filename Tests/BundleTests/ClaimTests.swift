import Bytes
import Layout
import Reports
import Testing
import Verification

@testable import Container

/// Numbers that a signer, or anybody, writes into a bundle: they are compared before they count or index anything.
@Suite("Numbers from a bundle")
struct ClaimTests {
    typealias Claim = (inout Manifest) -> Void

    private static func run() throws -> TestRun {
        let run = try TestRun()
        try run.openSession()
        try run.steps(9) { $0 == 4 ? [1, 2, 3] : nil }
        try run.closeSession()
        return run
    }

    private static func size(_ path: String, _ size: Int, _ manifest: inout Manifest) {
        let index = manifest.members.firstIndex { $0.path == path } ?? 0
        manifest.members[index] = .init(path: path, size: size, sha256: .zero)
    }

    @Test("a claim that no file of that size can hold is refused, and what is there is not")
    func tooLarge() async throws {
        let run = try Self.run()
        defer { withExtendedLifetime(run) {} }
        let path = try await run.seal()
        let file = try XZFile(File.reading(path))
        let good = try BundleContents(path: path).manifest
        try good.checkClaims(file)
        let most = Int(JSON.largestInteger)
        let claims: [Claim] = [
            { $0.container.blocks = 1 << 32 }, { $0.container.bytes = 1 << 50 },
            { $0.entries.count = Manifest.largestPayload }, { $0.entries.bytes = most },
            { $0.entries.offset = most }, { $0.blobs.count = Manifest.largestPayload },
            { $0.blobs.bytes = most }, { $0.blobs.offset = most }, { $0.payload.bytes = most },
            { $0.payload.count = Manifest.largestPayload },
            { Self.size(MemberPath.run, TarHeader.largestMember, &$0) },
            { Self.size(MemberPath.blobIndex, $0.steps * 8 * 8 + 8, &$0) },
        ]
        for (number, claim) in claims.enumerated() {
            var manifest = good
            claim(&manifest)
            let error = #expect(throws: FormatError.self) { try manifest.checkClaims(file) }
            #expect(error?.code == .tooLarge, "\(number)")
        }
    }

    @Test("more steps than leaves are refused when the manifest is read")
    func steps() async throws {
        let run = try Self.run()
        defer { withExtendedLifetime(run) {} }
        let path = try await run.seal()
        let manifest = try BundleContents(path: path).manifest
        let text = String(decoding: manifest.canonicalBytes, as: UTF8.self)
        let parts = text.split(separator: #""steps":\#(manifest.steps),"#)
        #expect(parts.count == 2)
        for steps in [manifest.to - manifest.from + 1, 1 << 29 - 1, Int(JSON.largestInteger)] {
            let error = #expect(throws: FormatError.self) {
                try Manifest(canonical: Array(parts.joined(separator: #""steps":\#(steps),"#).utf8))
            }
            #expect(error?.code == .badValue)
        }
    }

    @Test("a signed claim is a finding in every scope")
    func signed() async throws {
        let run = try Self.run()
        let path = try await run.seal(verifies: false, forge: { $0.blobs.bytes = Int(JSON.largestInteger) })
        for scope in [Scope.all, .log, .sample] {
            let report = try await run.verify(
                path,
                scope: scope,
                change: { if scope == .sample { $0.sample = .drawn(count: 3, seed: "1") } }
            )
            #expect(report.verdict == .rejected && report.faults == ["too-large"], "\(report.faults)")
        }
    }

    @Test("a step index that names a leaf far outside is refused where a rewind follows it")
    func rewindByIndex() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(9)
        try run.rewind(to: 4)
        try run.steps(2)
        try run.closeSession()
        // Leaf 2^50, and the first leaf, which is no step.
        for (leaf, code) in [(4, "hint-mismatch"), (0, "rewind-invalid")] as [(UInt8, String)] {
            try? Folder.remove("\(run.folder)/forged.bulla.tar.xz")
            let path = try await run.sealForgedStepIndex { bytes in
                bytes.replaceSubrange(3 * 16..<3 * 16 + 8, with: [0, leaf, 0, 0, 0, 0, 0, 0])
            }
            let report = try await run.verify(path, scope: .log, change: { $0.sample = .none })
            #expect(report.verdict == .rejected && report.faults.contains(code), "\(report.faults)")
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
            #expect(report.faults == ["sample-leaf"], "\(pick): \(report.faults)")
        }
    }
}
