import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@Suite("Trust that rotates")
struct TrustChainTests {
    let keys: [SecretKey]

    init() throws { keys = try (1...6).map { try Samples.key($0) } }

    /// A file with these authorities, so many of whom must sign.
    func file(_ authorities: [Int], of threshold: Int) throws -> Trust {
        var trust = Trust()
        for number in authorities {
            try trust.add(person: "Authority \(number)", key: keys[number].publicKey, roles: [.authority])
        }
        try trust.setThreshold(.authority, threshold)
        return trust
    }

    func adding(_ chain: TrustChain, _ trust: Trust, by signers: [Int]) throws -> TrustChain {
        var chain = chain
        try chain.propose(trust.draft(after: chain.current?.trust))
        for number in signers { try chain.sign(keys[number].publicKey, keys[number].sign(chain.signedBytes)) }
        return chain
    }

    /// 2 of 0, 1, 2; then 2 of 2, 3, 4; then 2 of 3, 4, 5.
    func threeVersions() throws -> TrustChain {
        var chain = try adding(TrustChain(), file([0, 1, 2], of: 2), by: [0, 1])
        chain = try adding(chain, file([2, 3, 4], of: 2), by: [0, 2, 3])
        return try adding(chain, file([3, 4, 5], of: 2), by: [3, 4])
    }

    func lines(_ chain: TrustChain) -> [[UInt8]] {
        chain.fileBytes.split(separator: 0x0a).map { Array($0) + [0x0a] }
    }

    @Test("a chain reads back, and its last version counts")
    func roundTrip() throws {
        let chain = try threeVersions()
        let read = try TrustChain(file: chain.fileBytes)
        #expect(read == chain && read.current?.trust.version == 3)
        #expect(
            read.versions.map(\.trust.previous) == [nil, read.versions[0].digest, read.versions[1].digest]
        )
        #expect(read.versions.map(\.digest) == read.versions.map(\.trust.digest))
    }

    @Test("no byte of a chain can be changed")
    func flipped() throws {
        var chain = try adding(TrustChain(), file([0], of: 1), by: [0])
        chain = try adding(chain, file([1], of: 1), by: [0, 1])
        let bytes = chain.fileBytes
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1 << (index % 8)
            #expect(throws: TrustError.self, "byte \(index)") { try TrustChain(file: changed, pending: true) }
        }
        #expect(throws: Never.self) { try TrustChain(file: bytes) }
    }

    @Test("versions reordered, dropped, repeated or cut off are refused")
    func order() throws {
        let lines = lines(try threeVersions())
        func refusal(_ order: [Int]) -> TrustError.Code? {
            code { _ = try TrustChain(file: order.flatMap { lines[$0] }) }
        }
        #expect(refusal([0, 1, 2]) == nil)
        #expect(refusal([0, 1]) == nil, "an older chain is a chain: only who has a newer one can tell")
        for order in [[1, 2], [1, 0, 2], [0, 2], [0, 2, 1], [0, 0, 1], [0, 1, 1], [0, 1, 0], [2]] {
            #expect(refusal(order) == .chainBroken, "\(order)")
        }
        #expect(refusal([]) == .chainMalformed)
        let bytes = lines.flatMap { $0 }
        #expect(code { _ = try TrustChain(file: bytes.dropLast()) } == .chainMalformed)
        #expect(code { _ = try TrustChain(file: bytes + [0x0a]) } == .chainMalformed)
        #expect(code { _ = try TrustChain(file: Array("{}\n".utf8)) } == .chainMalformed)
    }

    @Test("enough people of the old and of the new version must sign, each by their own keys")
    func thresholds() throws {
        let first = try adding(TrustChain(), file([0, 1, 2], of: 2), by: [0, 1])
        let next = try file([2, 3, 4], of: 2)
        func refusal(_ signers: [Int]) throws -> TrustError.Code? {
            let chain = try adding(first, next, by: signers)
            return code { _ = try TrustChain(file: chain.fileBytes) }
        }
        #expect(try refusal([0, 1]) == .chainUnsigned, "the old threshold alone")
        #expect(try refusal([3, 4]) == .chainUnsigned, "the new threshold alone")
        #expect(try refusal([0, 3, 4]) == .chainUnsigned)
        #expect(try refusal([0, 2, 3]) == nil)
        #expect(try refusal([0, 1, 3, 4]) == nil)
        let alone = try adding(TrustChain(), file([0, 1, 2], of: 2), by: [0])
        #expect(code { _ = try TrustChain(file: alone.fileBytes) } == .chainUnsigned)
        #expect(code { _ = try adding(first, next, by: [5]) } == .chainSignature, "nobody's key")
        #expect(code { _ = try adding(first, next, by: [0, 0]) } == .chainSignature, "the same key again")
    }

    @Test(
        "a version counts only once its thresholds hold, and until then only its signers can open the chain"
    )
    func pending() throws {
        let first = try adding(TrustChain(), file([0, 1, 2], of: 2), by: [0, 1])
        let chain = try adding(first, file([2, 3, 4], of: 2), by: [2])
        #expect(chain.isPending && chain.current?.trust.version == 1)
        let quorums = chain.quorums(1)
        #expect(quorums.map(\.version) == [1, 2] && quorums.allSatisfy { $0.signed == ["authority-2"] })
        #expect(quorums[0].absent == ["authority-0", "authority-1"])
        #expect(code { _ = try TrustChain(file: chain.fileBytes) } == .chainUnsigned)
        var read = try TrustChain(file: chain.fileBytes, pending: true)
        #expect(read == chain)
        #expect(read.signed == first && first.signed == first, "what readers go by")
        // Another draft takes the place of one that lacks signatures.
        let other = try file([2, 3], of: 1).draft(after: read.current?.trust)
        #expect(try !read.propose(other))
        #expect(read.versions.count == 2 && read.versions[1].trust == other)
        #expect(try read.propose(other), "stands there already")
        // In the middle a version that lacks signatures is refused to everybody.
        let lines = lines(chain)
        #expect(code { _ = try TrustChain(file: lines[1], pending: true) } == .chainBroken)
    }

    @Test("signatures of one version are worth nothing on another")
    func moved() throws {
        let chain = try threeVersions()
        let texts = lines(chain).map { String(decoding: $0, as: UTF8.self) }
        func signatures(_ text: String) throws -> Substring {
            let start = try #require(text.firstRange(of: #""signatures":"#))
            return text[start.lowerBound...]
        }
        let (second, third) = (try signatures(texts[1]), try signatures(texts[2]))
        let changed = texts[0] + texts[1] + texts[2].replacing(third, with: second)
        #expect(code { _ = try TrustChain(file: Array(changed.utf8)) } == .chainSignature)
    }

    @Test(
        "keys that a version states to have ended sign no version judged by it, and stolen keys need a quorum"
    )
    func ended() throws {
        let first = try adding(TrustChain(), file([0, 1, 2], of: 2), by: [0, 1])
        var next = try #require(first.current?.trust)
        try next.revoke(keys[0].publicKey.identifier, since: Samples.day(1), reason: .compromised)
        // By the old version 0 still counts, by the new it does not.
        let short = try adding(first, next, by: [0, 1])
        #expect(code { _ = try TrustChain(file: short.fileBytes) } == .chainUnsigned)
        let good = try adding(first, next, by: [1, 2])
        #expect(throws: Never.self) { try TrustChain(file: good.fileBytes) }
        var later = try #require(good.current?.trust)
        try later.setThreshold(.authority, 1)
        #expect(code { _ = try adding(good, later, by: [0]) } == .chainSignature)
    }

    @Test("where policy wants ML-DSA-87 beside Ed25519, authorities without it do not count")
    func pairs() throws {
        func chain(pair: Bool) throws -> TrustChain {
            let key = try Samples.key(9, pair: pair)
            var trust = Trust(
                policy: try Policy(
                    acceptingSessions: ["software"],
                    proofs: [],
                    sampleMinimum: 0,
                    rewindsMaximum: 0,
                    requireMLDSA87: true
                )
            )
            try trust.add(person: "Ann", key: key.publicKey, roles: [.authority])
            var chain = TrustChain()
            try chain.propose(trust.draft(after: nil))
            try chain.sign(key.publicKey, key.sign(chain.signedBytes))
            return chain
        }
        #expect(code { _ = try chain(pair: false) } == .chainSignature)
        let whole = try chain(pair: true)
        #expect(throws: Never.self) { try TrustChain(file: whole.fileBytes) }
        let key = try Samples.key(9, pair: true)
        var half = TrustChain()
        try half.propose(try #require(whole.current).trust)
        #expect(code { try half.sign(key.publicKey, [key.sign(half.signedBytes)[0]]) } == .chainSignature)
    }

    @Test("an update takes over what extends mine, and refuses older and forked chains")
    func update() throws {
        let whole = try threeVersions()
        let lines = lines(whole)
        let old = try TrustChain(file: lines[0] + lines[1])
        var mine = old
        #expect(try mine.update(to: whole) == 1 && mine == whole)
        #expect(try mine.update(to: whole) == 0)
        #expect(code { try mine.update(to: old) } == .rollback)
        #expect(mine == whole)
        let first = try TrustChain(file: lines[0])
        let fork = try adding(first, file([1, 3, 4], of: 2), by: [0, 1, 3])
        #expect(code { try mine.update(to: fork) } == .fork)
        let strange = try adding(TrustChain(), file([5], of: 1), by: [5])
        #expect(code { try mine.update(to: strange) } == .fork)
        #expect(mine == whole)
    }

    @Test("two people with one key are refused, and one person with two keys signs once")
    func people() throws {
        var trust = Trust()
        try trust.add(person: "Ann", key: keys[0].publicKey, roles: [.authority])
        #expect(
            code { try trust.add(person: "Bob", key: keys[0].publicKey, roles: [.authority]) }
                == .duplicateKey
        )
        try trust.add(person: "Ann", key: keys[1].publicKey, roles: [.authority])
        try trust.setThreshold(.authority, 2)
        let chain = try adding(TrustChain(), trust, by: [0, 1])
        #expect(code { _ = try TrustChain(file: chain.fileBytes) } == .chainUnsigned)
    }

    @Test("a chain has at most a thousand versions")
    func limit() throws {
        let line = lines(try adding(TrustChain(), file([0], of: 1), by: [0]))[0]
        let bytes = (0...1_000).flatMap { _ in line }
        #expect(code { _ = try TrustChain(file: bytes) } == .chainMalformed)
    }
}
