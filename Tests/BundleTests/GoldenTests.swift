import Bytes
import Keys
import Layout
import MerkleLog
import Reports
import TestSupport
import Testing
import Trust
import Verification

@testable import Container

/// Bundles by another hand than the one under test.
@Suite("Golden bundles")
struct GoldenTests {
    private static func request(_ number: Int) throws -> VerificationRequest {
        let trust = try File.contents(of: Golden.trust, limit: 1 << 20)
        var request = VerificationRequest(
            path: Golden.bundle(number),
            trust: try Trust(file: trust),
            trustDigest: SHA256.hash(trust),
            at: try Timestamp(Golden.time)
        )
        request.previous = number == 1 ? .first : .kept(try kept(number - 1))
        return request
    }

    private static func kept(_ number: Int) throws -> Checkpoint {
        try Checkpoint(text: SignedNote(File.contents(of: Golden.checkpoint(number), limit: 1 << 16)).text)
    }

    @Test("are accepted in every scope", arguments: Golden.numbers, Scope.allCases)
    func accepted(_ number: Int, _ scope: Scope) async throws {
        let golden = try Golden(number)
        var request = try Self.request(number)
        request.scope = scope
        let result = await Verifier.verify(request)
        let report = result.report
        #expect(report.verdict == .accepted, "\(report.faults)")
        let bundle = try #require(report.bundle)
        #expect(bundle.manifest == golden.manifest)
        #expect(bundle.segment.root == golden.root)
        #expect(bundle.segment.from == golden.from && bundle.segment.to == golden.to)
        #expect(try result.checkpoint == File.contents(of: Golden.checkpoint(number), limit: 1 << 16))
    }

    @Test("have proofs that hold, but for kinds that no verifier knows", arguments: Golden.numbers)
    func proofs(_ number: Int) async throws {
        let result = await Verifier.verify(try Self.request(number))
        let report = result.report
        let others = report.steps.flatMap(\.proofs).filter { !$0.isValid }
        #expect(!others.isEmpty)
        #expect(others.allSatisfy { $0.isUnjudged && $0.kind.hasPrefix("opaque-test/") })
        #expect(result.tally.proofs["attested/1", default: 0] == report.bundle?.population)
        #expect(report.findings.contains { $0.outcome == .warn && $0.code == "proof-kind-unknown" })
    }

    @Test("are read from volumes as from one file, whose path is not opened", arguments: Golden.numbers)
    func volumes(_ number: Int) async throws {
        let whole = try Self.request(number)
        let bytes = try File.contents(of: whole.path, limit: 1 << 24)
        var request = VerificationRequest(
            path: "/nowhere",
            trust: whole.trust,
            trustDigest: whole.trustDigest,
            at: whole.at
        )
        request.previous = whole.previous
        request.source = Volumes(bytes, each: 1_000)
        let expected = await Verifier.verify(whole)
        let result = await Verifier.verify(request)
        #expect(result.report.verdict == .accepted)
        #expect(result.report.canonicalLine == expected.report.canonicalLine)
        request.source = Volumes(Array(bytes.dropLast()), each: 1_000)
        #expect(await Verifier.verify(request).report.verdict == .rejected)
    }

    @Test("draw the same sample as often as one asks", arguments: Golden.numbers)
    func sampled(_ number: Int) async throws {
        var request = try Self.request(number)
        request.scope = .sample
        request.sample = .drawn(count: 3, seed: "31415926535897932384")
        let first = await Verifier.verify(request).report
        request.scope = .all
        let second = await Verifier.verify(request).report
        #expect(first.steps == second.steps && first.steps.count == 3)
    }

    @Test(
        "continue each other, and nothing else",
        arguments: [(2, 2, "segment-stale"), (3, 1, "segment-gap")]
    )
    func order(_ number: Int, _ previous: Int, _ code: String) async throws {
        var request = try Self.request(number)
        request.sample = .none
        request.previous = .kept(try Self.kept(previous))
        #expect(await Verifier.verify(request).report.faults == [code])
    }

    @Test("have the blocks that their descriptions list", arguments: Golden.numbers)
    func blocks(_ number: Int) throws {
        let golden = try Golden(number)
        let bytes = try File.contents(of: golden.path, limit: 1 << 24)
        #expect(SHA256.hash(bytes) == golden.fileDigest)
        let read = try Opened(golden.path)
        #expect(read.blocks == golden.blocks)
        #expect(read.tar.count == golden.tarSize && SHA256.hash(read.tar) == golden.tarDigest)
        let reader = try XZFile(File.reading(golden.path)).readIndex(expected: golden.blocks.count)
        #expect(reader.tarSize == golden.tarSize)
        for (index, block) in golden.blocks.enumerated() {
            #expect(reader.block(beginningAt: block.tarOffset) == index)
            #expect(reader.uncompressedSize(ofBlock: index) == block.uncompressed)
        }
    }

    @Test(
        "have the members that their descriptions list, and headers as we make them",
        arguments: Golden.numbers
    )
    func members(_ number: Int) throws {
        let golden = try Golden(number)
        let tar = try Opened(golden.path).tar
        let contents = try BundleContents(path: golden.path)
        #expect(contents.manifestDigest == golden.manifest && contents.manifest.root == golden.root)
        var offset = 0
        for member in golden.members {
            #expect(member.tarOffset == offset, "\(member.name)")
            let header = Array(tar[offset..<offset + TarHeader.byteCount])
            #expect(SHA256.hash(header) == member.headerDigest, "\(member.name)")
            #expect(member.header == nil || member.header == header)
            let ours = TarHeader(
                path: "\(golden.name)/\(member.name)",
                size: member.size,
                modified: contents.manifest.sealedAt
            )
            #expect(try ours.bytes() == header, "\(member.name)")
            let start = offset + TarHeader.byteCount
            #expect(SHA256.hash(tar[start..<start + member.size]) == member.sha256, "\(member.name)")
            offset += TarHeader.tarBytes(size: member.size)
        }
        #expect(tar[offset...].elementsEqual([UInt8](repeating: 0, count: TarHeader.endByteCount)))
    }

    @Test("are what our writer makes of their members", arguments: Golden.numbers)
    func rewritten(_ number: Int) async throws {
        let golden = try Golden(number)
        let theirs = try Opened(golden.path)
        let folder = try ScratchFolder()
        let path = "\(folder.path)/again.tar.xz"
        try await Rewriting(golden, tar: theirs.tar).write(to: path)
        let ours = try Opened(path)
        #expect(ours.tar == theirs.tar)
        #expect(ours.blocks.map(\.uncompressed) == golden.blocks.map(\.uncompressed))
        #expect(ours.blocks.map(\.tarOffset) == golden.blocks.map(\.tarOffset))
        for (ours, theirs) in zip(ours.raw, theirs.raw) where theirs.block.isStored && ours.block.isStored {
            #expect(ours.bytes == theirs.bytes, "stored block at tar byte \(theirs.block.tarOffset)")
        }
        let data = golden.members.first { $0.name.hasPrefix("data/") }?.tarOffset ?? 0
        let heads = ours.blocks.filter { $0.tarOffset < data }.map(\.isStored)
        #expect(heads == golden.blocks.filter { $0.tarOffset < data }.map(\.isStored))
        _ = try XZFile(File.reading(path)).readIndex(expected: golden.blocks.count)
    }
}
