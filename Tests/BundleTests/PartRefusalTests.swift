import Bytes
import Keys
import LogStore
import Reports
import SecretKeys
import Testing
import Trust
import Verification

@Suite("Partial reports that are refused")
struct PartRefusalTests {
    private func small(steps: Int = 24) async throws -> PartRun {
        let run = try TestRun()
        try run.openSession()
        try run.steps(steps) { $0.isMultiple(of: 2) ? [UInt8](repeating: UInt8($0), count: 40_000) : nil }
        try run.closeSession()
        return PartRun(run: run, request: try run.request(try await run.seal()))
    }

    @Test("are those of which one is lost; done again, the report is there")
    func lost() async throws {
        let parts = try await small()
        let all = try await parts.shards(4)
        for index in 1...4 {
            let refusal = try #require(await parts.refusal(all.filter { $0.shard != index }))
            #expect(refusal.code == .missing && refusal.again == ["\(index)/4"], "\(refusal)")
            let again = all.filter { $0.shard != index } + [try await parts.shard(index, of: 4)]
            #expect(try await parts.merge(again).verdict == .accepted)
        }
        #expect(await parts.refusal([])?.code == .missing)
    }

    @Test("are a shard twice, and shards of other numbers")
    func numbers() async throws {
        let parts = try await small()
        let (two, three) = (try await parts.shards(2), try await parts.shards(3))
        #expect(await parts.refusal(two + [two[1]])?.code == .twice)
        #expect(await parts.refusal([two[0], three[1], three[2]])?.code == .shards)
        #expect(await parts.refusal(two.reversed()) == nil)
    }

    @Test("are those with other inputs, and the input is named")
    func inputs() async throws {
        let parts = try await small()
        let run = parts.run
        let changes: [(String, (inout VerificationRequest) -> Void)] = [
            ("scope", { $0.scope = .log }), ("path_limit", { $0.pathLimit = 7 }),
            ("program", { $0.program = "other" }),
            ("sample", { $0.sample = .drawn(count: 5, seed: "1") }),
        ]
        for (key, change) in changes {
            var request = parts.request
            change(&request)
            let refusal = try #require(
                await parts.refusal(try await PartRun(run: run, request: request).shards(2))
            )
            #expect(refusal.code == .inputs && refusal.detail.contains("\(key)"), "\(refusal)")
        }
        let trust = try run.trust {
            try $0.add(person: "B. Second", key: run.sessionKey.publicKey, roles: [.witness])
        }
        let other = VerificationRequest(
            path: parts.request.path,
            trust: trust,
            trustDigest: trust.digest,
            at: TestRun.sealedAt
        )
        let refusal = await parts.refusal(try await PartRun(run: run, request: other).shards(2))
        #expect(refusal?.code == .inputs && refusal?.detail.contains("trust") == true)
        let seeds = ["1", "2"].map { seed in
            var request = parts.request
            request.sample = .drawn(count: 5, seed: seed)
            return PartRun(run: run, request: request)
        }
        let seed = await seeds[0].refusal(try await seeds[1].shards(2))
        #expect(seed?.code == .inputs && seed?.detail.contains("seed") == true)
    }

    @Test("are those of another bundle")
    func bundle() async throws {
        let parts = try await small()
        let run = parts.run
        let other = PartRun(
            run: run,
            request: try run.request(try await run.seal(to: run.store.size - 1, as: "other"))
        )
        #expect(await parts.refusal(try await other.shards(2))?.code == .manifest)
    }

    @Test("are files cut off anywhere, and files with any bit flipped")
    func bytes() async throws {
        let parts = try await small(steps: 3)
        let file = try await parts.shard(2, of: 3).canonicalLine
        #expect(throws: Never.self) { try PartialReport(canonicalLine: file) }
        for index in file.indices {
            #expect(throws: FormatError.self) { try PartialReport(canonicalLine: Array(file[..<index])) }
            var changed = file
            changed[index] ^= 1 << UInt8(index % 7)
            #expect(throws: FormatError.self) { try PartialReport(canonicalLine: changed) }
        }
    }

    @Test("are those that say otherwise than the log, although their digests fit", arguments: [1_000, 2])
    func forged(limit: Int) async throws {
        let whole = try await small()
        var request = whole.request
        request.pathLimit = limit
        let parts = PartRun(run: whole.run, request: request)
        let all = try await parts.shards(3)
        #expect(await parts.refusal([all[0], try all[1].forged { _ in }, all[2]]) == nil)
        for path in Self.lies(shown: limit > 24) {
            let lied = try? all[1].forged { $0 = Self.changed($0, path) }
            guard let lied else { continue }
            #expect(lied != all[1], "\(path)")
            let refusal = await parts.refusal([all[0], lied, all[2]])
            #expect(
                refusal?.code == .steps || refusal?.code == .blobs,
                "\(path): \(String(describing: refusal))"
            )
            #expect(refusal?.location == "shard 2/3" || refusal?.location == "shards" || path[0] == "blobs")
        }
    }

    /// Paths of what is changed, each alone.
    private static func lies(shown: Bool) -> [[String]] {
        let tally = ["keeps_all", "limit", "valid", "sessions", "proofs", "unjudged"].map { ["tally", $0] }
        let counts = [["tally", "proofs", "0", "count"], ["tally", "unjudged", "0", "count"]]
        let blobs = ["from", "to", "count", "names", "blocks"].map { ["blobs", $0] }
        let step = ["leaf", "pick", "step", "session", "path", "metrics", "proofs"].map {
            ["tally", "steps", "1", $0]
        }
        let proof = ["kind", "code"].map { ["tally", "steps", "1", "proofs", "0", $0] }
        return tally + counts + blobs + (shown ? step + proof + [["tally", "steps"]] : [])
    }

    private static func changed(_ members: [String: JSON], _ path: [String]) -> [String: JSON] {
        guard case .object(let changed) = changed(.object(members), path[...]) else { return members }
        return changed
    }

    private static func changed(_ value: JSON, _ path: ArraySlice<String>) -> JSON {
        guard let key = path.first else { return value.other }
        var value = value
        value[key] = changed(value[key], path.dropFirst())
        return value
    }

    @Test("are those whose digests of blocks are not those of the bundle")
    func blocks() async throws {
        let parts = try await small()
        let all = try await parts.shards(2)
        let lied = try all[1].forged { members in
            guard case .string(let text) = members["blobs"]?["blocks"], let bytes = try? Base64.decode(text)
            else {
                return
            }
            members["blobs"]?["blocks"] = .string(
                Base64.encode([UInt8](repeating: 0, count: 32) + bytes.dropFirst(32))
            )
        }
        #expect(lied != all[1])
        #expect(await parts.refusal([all[0], lied])?.code == .blobs)
    }

    @Test("are those that find blobs bad which hold")
    func bad() async throws {
        let parts = try await small()
        let all = try await parts.shards(2)
        let doubtful = try all[0].forged { $0["blobs"] = nil }
        let refusal = await parts.refusal([doubtful, all[1]])
        #expect(refusal?.code == .blobs && refusal?.again == ["1/2"])
        #expect(await parts.refusal([all[0], all[1]]) == nil)
    }
}
