import Bytes
import Keys
import SecretKeys

@testable import Trust

/// Puts the people of small worlds before the real judge of ages.
final class AgeCourt {
    typealias World = AgeWorlds

    /// How sightings are counted: the rule, or what comes of leaving it out.
    enum Count {
        case overAllMeans
        /// As many in one of the means.
        case inOneMeans
        /// As many as the laxest role wants: several witnesses, or one of the others.
        case laxest
    }

    let rules: AgeRules
    let count: Count
    private var keys: [Digest: TrustedKey] = [:]
    private var keysOf: [Key: Digest] = [:]
    private var trees: [Bool?: [SealTree.Head]] = [:]
    private var whole: [Bool?: SealTree] = [:]
    private var seats: [Seat: [Sighting]] = [:]
    /// Stands for the key of each seat and hat; nothing of it is ever verified here.
    private let anyKey: PublicKey

    private struct Key: Hashable {
        let seat: String
        let person: World.Person
        let hat: World.Hat
    }

    private struct Seat: Hashable {
        let seat: String
        let person: World.Person
        let line: World.Line
        let signer: String
        let papers: World.Papers
    }

    init(_ rules: AgeRules = .all, count: Count = .overAllMeans) throws {
        self.rules = rules
        self.count = count
        anyKey = try Samples.key(1).publicKey
    }

    static func time(_ number: Int) -> Timestamp {
        Timestamp(seconds: 1_800_000_000 + Int64(number)) ?? .last
    }

    // MARK: The tree

    /// The tree of a line, whole and at each size; signatures stand in the order in which they were made.
    private func tree(_ line: World.Line) -> (SealTree, [SealTree.Head]) {
        let order: Bool? = line.second == nil ? nil : line.isSecondFirst
        if let known = whole[order], let heads = trees[order] { return (known, heads) }
        let names = order == nil ? ["ann"] : order == true ? ["second", "ann"] : ["ann", "second"]
        var envelope = Envelope(payloadType: "text/plain", payload: [1])
        var heads = [SealTree(envelope).head]
        for name in names {
            let digest = SHA256.hash(Array(name.utf8))
            envelope.signatures.append(Signature(keyIdentifier: digest, bytes: [1]))
            heads.append(SealTree(envelope).head)
        }
        whole[order] = SealTree(envelope)
        trees[order] = heads
        return (SealTree(envelope), heads)
    }

    private func leaf(of signer: String, _ line: World.Line) -> Int {
        guard line.second != nil else { return 1 }
        return (signer == "ann") == line.isSecondFirst ? 2 : 1
    }

    // MARK: Keys

    private func key(_ seat: String, _ person: World.Person, _ hat: World.Hat) -> Digest {
        let id = Key(seat: seat, person: person, hat: hat)
        if let known = keysOf[id] { return known }
        let digest = SHA256.hash(Array("\(seat) \(person) \(hat)".utf8))
        keysOf[id] = digest
        keys[digest] = trusted(seat, person, hat)
        return digest
    }

    private func trusted(_ seat: String, _ person: World.Person, _ hat: World.Hat) -> TrustedKey {
        var (from, retired, revoked): (Timestamp?, Retirement?, Revocation?)
        switch person.fate {
        case .live: break
        case .new(let time): from = Self.time(time)
        case .retired(let time): retired = Retirement(at: Self.time(time), reason: .left)
        case .stolen(let time): revoked = Revocation(since: Self.time(time), reason: .compromised)
        case .robbed:
            if hat == .exporter { revoked = Revocation(since: Self.time(0), reason: .compromised) }
        }
        return TrustedKey(
            person: seat,
            key: anyKey,
            roles: [hat.role],
            from: from,
            until: nil,
            retired: retired,
            revoked: revoked
        )
    }

    /// Ann's key, or the second exporter's, as it ended.
    private func ended(_ line: World.Line) -> TrustedKey {
        let end = Self.time(line.end)
        return TrustedKey(
            person: "ann",
            key: anyKey,
            roles: [.exporter],
            from: nil,
            until: nil,
            retired: line.isRevoked ? nil : Retirement(at: end, reason: .left),
            revoked: line.isRevoked ? Revocation(since: end, reason: .compromised) : nil
        )
    }

    // MARK: Judging

    private func judge(_ line: World.Line, _ signer: String, _ seen: [Sighting], wanted: Int) -> AgeJudge {
        // Without the rule nobody but the signer is left out.
        AgeJudge(
            keysByIdentifier: keys,
            tree: tree(line).0,
            sightings: seen,
            sealers: Set(line.sealers),
            wanted: wanted,
            rules: rules
        )
    }

    func sighting(_ entry: World.Entry, _ seat: String, _ person: World.Person, _ line: World.Line)
        -> Sighting
    {
        Sighting(
            at: Self.time(entry.time),
            person: seat,
            key: key(seat, person, entry.hat),
            means: entry.means,
            seen: tree(line).1[entry.size - 1]
        )
    }

    /// What counts of all that somebody could hand in: the earliest of each key and means.
    func best(
        _ seat: String,
        _ person: World.Person,
        _ line: World.Line,
        for signer: String,
        _ entries: [World.Entry]
    ) -> [Sighting] {
        let seen = entries.map { sighting($0, seat, person, line) }
        let judge = judge(line, signer, [], wanted: 1)
        var best: [String: Sighting] = [:]
        for sighting in seen
        where judge.fault(of: sighting, for: signer, leaf: leaf(of: signer, line)) == nil {
            let id = "\(sighting.key) \(sighting.means)"
            if best[id].map({ sighting.at < $0.at }) ?? true { best[id] = sighting }
        }
        return best.values.sorted()
    }

    func alone(
        _ seat: String,
        _ person: World.Person,
        _ line: World.Line,
        for signer: String,
        _ papers: World.Papers
    ) -> [Sighting] {
        let id = Seat(seat: seat, person: person, line: line, signer: signer, papers: papers)
        if let known = seats[id] { return known }
        let found = best(seat, person, line, for: signer, World.alone(person, line, papers))
        seats[id] = found
        return found
    }

    /// Whether a signature counts as of the last time, by what is given.
    func counts(_ line: World.Line, _ signer: String, _ seen: [Sighting]) -> Bool {
        let leaf = leaf(of: signer, line)
        func counts(_ seen: [Sighting], _ wanted: Int) -> Bool {
            let age = judge(line, signer, seen, wanted: wanted).age(of: signer, leaf: leaf)
            return ended(line).standing(at: Self.time(World.last), shownBy: age.at, rules: rules).counts
        }
        switch count {
        case .overAllMeans: return counts(seen, line.wanted)
        case .inOneMeans, .laxest:
            return Sighting.Means.allCases.contains { means in
                let wanted = count == .inOneMeans || means == .note ? line.wanted : 1
                return counts(seen.filter { $0.means == means }, wanted)
            }
        }
    }
}
