import Bytes
import Layout
import LogStore
import Reports
import Sealing
import TestSupport
import Testing
import Trust
import Verification

@testable import Container

/// Somebody who has the medium, but no key.
@Suite("A bundle that was tampered with")
struct TamperTests {
    struct Act: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let codes: [String]
        let change: @Sendable (inout Tamperer) throws -> Void

        init(_ name: String, _ codes: String..., change: @escaping @Sendable (inout Tamperer) throws -> Void)
        {
            testDescription = name
            self.codes = codes
            self.change = change
        }
    }

    static let acts: [Act] = [
        Act("drops a blob", "xz-index") { $0.members.removeLast() },
        Act("drops the recipe", "xz-index") {
            $0.members.remove(at: try #require($0.index(MemberPath.recipe)))
        },
        Act("writes a member twice", "xz-index") { $0.members.append($0.members[$0.members.count - 1]) },
        Act("changes the order of two blobs", "tar-header") {
            $0.members.swapAt($0.members.count - 1, $0.members.count - 2)
        },
        Act("changes the order of the head", "head-member") { $0.members.swapAt(1, 2) },
        Act("exchanges the contents of two blobs", "blob-digest") {
            let (a, b) = ($0.members.count - 1, $0.members.count - 2)
            let content = $0.members[a].content
            $0.members[a].content = $0.members[b].content
            $0.members[b].content = content
        },
        Act("renames a blob", "tar-header") { $0.header($0.members.count - 1, at: 60, [0x66]) },
        Act("makes a link of a member", "tar-header") {
            $0.header(try #require($0.index(MemberPath.recipe)), at: 156, [0x32])
        },
        Act("makes a device of a member", "tar-header") {
            $0.header(try #require($0.index(MemberPath.recipe)), at: 156, [0x33])
        },
        Act("gives a member another owner", "tar-header") {
            $0.header(try #require($0.index(MemberPath.run)), at: 108, Array("001750 \0".utf8))
        },
        Act("gives a member another time", "tar-header") {
            $0.header(try #require($0.index(MemberPath.run)), at: 146, [0x31])
        },
        Act("gives a blob another mode", "tar-header") { $0.header($0.members.count - 1, at: 103, [0x37]) },
        Act("changes a leaf", "session-close", "root-mismatch") {
            let bundle = try #require($0.first("data/log/tile/entries/"))
            let digit = try #require($0.members[bundle].content.lastIndex(of: 0x35))
            $0.members[bundle].content[digit] = 0x36
        },
        Act("changes the step index", "hint-mismatch", "member-digest") {
            $0.members[try #require($0.index(MemberPath.stepIndex))].content[7] ^= 1
        },
        Act("changes the README", "member-digest") { $0.members[0].content[3] ^= 1 },
        Act("changes bag-info", "head-member") { $0.members[2].content[3] ^= 1 },
        Act(
            "changes the manifest",
            "envelope-payload",
            "bad-value",
            "json-not-canonical",
            "signature-invalid"
        ) {
            let manifest = try #require($0.index(MemberPath.manifest))
            let digit = try #require($0.members[manifest].content.lastIndex(of: 0x33))
            $0.members[manifest].content[digit] = 0x34
        },
        Act("writes past the archive's end", "xz-index") { $0.end += [0] },
        Act("puts a byte into the archive's end", "tar-end") { $0.end[100] = 1 },
        Act("puts a byte into the tag manifest", "head-member") {
            $0.members[try #require($0.index(MemberPath.tagManifest))].content[0] ^= 1
        },
        Act("changes the payload manifest", "payload-manifest-mismatch", "bound-digest") {
            $0.members[try #require($0.index(MemberPath.payloadManifest))].content[0] ^= 1
        },
    ]

    static func makeRun() throws -> TestRun {
        let run = try TestRun()
        try run.openSession()
        try run.steps(6) { $0 < 4 ? [UInt8](repeating: UInt8($0), count: 100) : nil }
        try run.closeSession()
        return run
    }

    static func verdict(_ run: TestRun, _ bytes: [UInt8]) async throws -> Report {
        let path = "\(run.folder)/tampered"
        try AtomicFile.write(bytes, to: path)
        return try await run.verify(path) { $0.sample = .none }
    }

    @Test("is rejected with the reason", arguments: acts)
    func rejected(_ act: Act) async throws {
        let run = try Self.makeRun()
        let bytes = try await File.contents(of: run.seal(), limit: 1 << 24)
        #expect(try Tamperer(bytes).file() == bytes, "the tamperer puts together what it took apart")
        #expect(try await Self.verdict(run, bytes).verdict == .accepted)
        var tamperer = try Tamperer(bytes)
        try act.change(&tamperer)
        let report = try await Self.verdict(run, tamperer.file())
        #expect(report.verdict == .rejected)
        #expect(report.faults.first.map { act.codes.contains($0) } == true, "\(report.faults)")
    }

    @Test("extra bytes, Streams and padding, and cut-off files are refused by name")
    func container() async throws {
        let run = try Self.makeRun()
        let bytes = try await File.contents(of: run.seal(), limit: 1 << 24)
        let cases: [(String, [UInt8], [String])] = [
            ("a byte after the end", bytes + [1], ["xz-footer"]),
            ("stream padding", bytes + [0, 0, 0, 0], ["xz-stream-padding"]),
            ("a second stream", bytes + bytes, ["xz-index", "xz-footer"]),
            ("cut off", Array(bytes.dropLast(20)), ["xz-footer"]),
            ("only the magic", Array(bytes.prefix(6)), ["xz-truncated"]),
            ("the half of the magic", Array(bytes.prefix(3)), ["xz-truncated"]),
            ("empty", [], ["xz-truncated"]),
            ("the magic and zeros", bytes.prefix(6) + [UInt8](repeating: 0, count: 9_000), ["xz-truncated"]),
            ("zeros alone", [UInt8](repeating: 0, count: bytes.count), ["xz-truncated"]),
            ("zeros at the end", bytes.dropLast(100) + [UInt8](repeating: 0, count: 100), ["xz-truncated"]),
            (
                "zeros from the middle", bytes.prefix(5_000) + [UInt8](repeating: 0, count: 70_000),
                ["xz-truncated"]
            ),
            ("more padding", bytes + [UInt8](repeating: 0, count: 200_000), ["xz-stream-padding"]),
            ("no xz at all", Array("hello, this is no bundle".utf8), ["xz-not-xz"]),
            ("check CRC64", bytes.prefix(7) + [4] + bytes.dropFirst(8), ["xz-unsupported-check"]),
        ]
        for (name, changed, codes) in cases {
            let report = try await Self.verdict(run, changed)
            #expect(report.verdict == .rejected, "\(name)")
            #expect(report.faults.first.map { codes.contains($0) } == true, "\(name): \(report.faults)")
            guard report.faults.first == "xz-truncated" else { continue }
            let details = report.findings.map(\.detail)
            #expect(details.contains { $0.contains("incomplete copy") }, "\(name): \(details)")
        }
        let missing = try await run.verify("\(run.folder)/nothing")
        #expect(missing.verdict == .incomplete)
        #expect(missing.faults == ["file-open"])
    }

    @Test("a compressed block recoded to other bytes is caught by the bound digest, and by nothing else")
    func recoded() async throws {
        let run = try Self.makeRun()
        // The same log sealed harder, under the same name, so that only the encoding differs.
        let harder = try await run.seal(configure: { $0.effort = .best })
        let other = try Blocks(File.contents(of: harder, limit: 1 << 24))
        let path = try await run.seal()
        var blocks = try Blocks(File.contents(of: path, limit: 1 << 24))
        var exchanged = 0
        for index in blocks.blocks.indices
        where blocks.content(index) == other.content(index)
            && blocks.blocks[index].bytes != other.blocks[index].bytes
        {
            blocks.blocks[index] = other.blocks[index]
            exchanged += 1
        }
        #expect(exchanged > 0)
        let tampered = "\(run.folder)/tampered"
        try AtomicFile.write(Tamperer.stream(blocks.blocks), to: tampered)
        #expect(try await run.verify(tampered, change: { $0.sample = .none }).faults == ["bound-digest"])
        let logOnly = try await run.verify(tampered, scope: .log) { $0.sample = .none }
        #expect(logOnly.verdict == .accepted, "the knock-out: scope log does not read the digest")
    }

    @Test("with one byte changed, wherever it stands, is never accepted")
    func everyByte() async throws {
        let run = try TestRun()
        try run.openSession()
        try run.steps(2) { $0 == 1 ? [1, 2, 3] : nil }
        let path = try await run.seal()
        let bytes = try File.contents(of: path, limit: 1 << 24)
        let trust = try run.trust()
        let folder = run.folder
        let accepted = try await withThrowingTaskGroup(of: [Int].self) { group in
            for part in 0..<4 {
                group.addTask {
                    var accepted: [Int] = []
                    let target = "\(folder)/flip\(part)"
                    try AtomicFile.write(bytes, to: target)
                    for index in Effort.places(bytes.count, oneIn: 16, part: part, of: 4) {
                        try Flip.write(bytes[index] ^ 1 << (index % 8), at: index, of: target)
                        var request = VerificationRequest(
                            path: target,
                            trust: trust,
                            trustDigest: trust.digest,
                            at: TestRun.sealedAt
                        )
                        request.sample = .none
                        request.width = 1
                        if await Verifier.verify(request).report.verdict == .accepted {
                            accepted.append(index)
                        }
                        try Flip.write(bytes[index], at: index, of: target)
                    }
                    return accepted
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(accepted == [], "of \(bytes.count) bytes")
    }
}

/// The blocks of a file, to be exchanged.
private struct Blocks {
    var blocks: [BlockCodec.Encoded] = []

    init(_ file: [UInt8]) throws {
        var offset = 12
        while file[offset] != 0 {
            let header = try BlockHeader(reading: Array(file[offset...].prefix(20)), at: "\(offset)")
            let end = offset + (header.unpaddedSize + 3) & ~3
            blocks.append(
                BlockCodec.Encoded(
                    bytes: Array(file[offset..<end]),
                    record: XZIndex.Record(unpadded: header.unpaddedSize, uncompressed: header.uncompressed)
                )
            )
            offset = end
        }
    }

    func content(_ index: Int) -> [UInt8]? {
        guard blocks.indices.contains(index),
            let header = try? BlockHeader(reading: blocks[index].bytes, at: "")
        else { return nil }
        return try? Array(blocks[index].bytes.dropFirst(header.bytes.count)).withUnsafeBytes {
            try BlockCodec.decode($0, header: header, at: "")
        }
    }
}
