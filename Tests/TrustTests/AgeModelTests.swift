import Bytes
import Keys
import TestSupport
import Testing

@testable import Trust

/// An exhaustive search of small worlds: `Formats/trust-v1.md` section 2.3 must refuse every forgery for which fewer than
/// the wanted people lie, and accept every honest history that enough others saw in time; and no rule can be left out.
@Suite("How old a signature is, in all small worlds")
struct AgeModelTests {
    typealias World = AgeWorlds

    /// Sightings that a vouching rule would let pass: a stolen key's, where somebody says to have seen them before.
    enum Vouching {
        case never
        /// Somebody with another key that is live.
        case byOneOther
        /// Anybody else, of a stolen key as well.
        case inCircles
    }

    struct Variant: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var rules = AgeRules.all
        var count = AgeCourt.Count.overAllMeans
        var papers = World.Papers()
        var vouching = Vouching.never

        init(_ words: String, without rule: AgeRules = []) {
            testDescription = words
            rules = AgeRules.all.subtracting(rule)
        }

        init(_ words: String, _ change: (inout Variant) -> Void) {
            self.init(words)
            change(&self)
        }
    }

    /// One for all people between whom neither the judge nor the promise sees a difference.
    private static func alike(_ court: AgeCourt, _ line: World.Line, _ variant: Variant) -> [World.Person] {
        let isShared = variant.papers.sharesReceipts || variant.papers.sharesEvents
        guard !isShared, variant.vouching == .never else { return World.everybody }
        var known: Set<String> = []
        return World.everybody.filter { person in
            let shown = line.sealers.map { signer in
                court.alone("x", person, line, for: signer, variant.papers).map { "\($0.at) \($0.means)" }
            }
            return known.insert("\(World.isLiar(person, line)) \(shown)").inserted
        }
    }

    /// All that the people of a world can hand in for one signature, as far as it counts.
    private static func evidence(
        _ court: AgeCourt,
        _ cast: [(seat: String, person: World.Person)],
        _ line: World.Line,
        _ signer: String,
        _ variant: Variant
    ) -> [Sighting] {
        var found = cast.flatMap { court.alone($0.seat, $0.person, line, for: signer, variant.papers) }
        if variant.papers.sharesReceipts || variant.papers.sharesEvents {
            for author in cast {
                for other in cast where other.seat != author.seat {
                    let entries = World.added(other.person, to: author.person, line, variant.papers)
                    found += court.best(other.seat, other.person, line, for: signer, entries)
                }
            }
        }
        guard variant.vouching != .never else { return found }
        let people = Dictionary(uniqueKeysWithValues: cast.map { ($0.seat, $0.person) })
        return found.filter { sighting in
            guard let person = people[sighting.person], case .stolen(let since) = person.fate else {
                return true
            }
            return found.contains { other in
                guard other.person != sighting.person, other.at < AgeCourt.time(since),
                    let voucher = people[other.person]
                else { return false }
                return voucher.isStolen ? variant.vouching == .inCircles : !voucher.isHonest
            }
        }
    }

    /// The first forged signature that counts although fewer people lie than are wanted (and `spare` more).
    private static func forgery(
        _ variant: Variant,
        spare: Int = 0,
        among lines: [World.Line] = World.forged
    ) throws -> (story: String?, worlds: Int) {
        let court = try AgeCourt(variant.rules, count: variant.count)
        var worlds = 0
        for line in lines {
            let others = alike(court, line, variant)
            let seconds: [World.Person?] =
                line.second == nil
                ? [nil] : Set([true, false].map { World.second(line, isHonest: $0) }).map { $0 }
            for second in seconds {
                for (index, first) in others.enumerated() {
                    for other in others[index...] {
                        var cast = [("ann", World.ann(line)), ("x", first), ("y", other)]
                        if let second { cast.append(("second", second)) }
                        worlds += 1
                        let liars = [first, other].filter { World.isLiar($0, line) }.count
                        guard liars < line.wanted + spare else { continue }
                        let signers = line.isSecondStolen ? ["ann", "second"] : ["ann"]
                        let counts = signers.allSatisfy { signer in
                            court.counts(line, signer, evidence(court, cast, line, signer, variant))
                        }
                        if counts { return ("\(line): \(cast)", worlds) }
                    }
                }
            }
        }
        return (nil, worlds)
    }

    /// The first honest history that is refused although enough others saw the signature in time.
    private static func refusal(_ variant: Variant) throws -> (story: String?, worlds: Int) {
        let court = try AgeCourt(variant.rules, count: variant.count)
        var worlds = 0
        let honest = World.everybody.filter { $0.isHonest && $0.sees }
        for wanted in [2, 1] {
            for (end, isRevoked) in [1, 2, 3, 4, 0].flatMap({ end in [(end, true), (end, false)] }) {
                for second in [nil, 0, 2, 4] as [Int?] {
                    for signed in World.times where signed <= (isRevoked ? end - 1 : end) {
                        let line = World.Line(
                            wanted: wanted,
                            isRevoked: isRevoked,
                            end: end,
                            signed: signed,
                            manifest: 0,
                            second: second
                        )
                        let acts = acts(honest, line)
                        for (index, first) in acts.enumerated() {
                            for other in acts[index...] {
                                worlds += 1
                                let seen = [("x", first), ("y", other)].map { seat, act in
                                    court.sighting(act.entry, seat, act.person, line)
                                }
                                let inTime = [first, other].filter {
                                    !$0.person.isStolen && (signed...line.deadline).contains($0.entry.time)
                                }
                                guard inTime.count >= wanted, !court.counts(line, "ann", seen) else {
                                    continue
                                }
                                return ("\(line): \(first), \(other)", worlds)
                            }
                        }
                    }
                }
            }
        }
        return (nil, worlds)
    }

    /// What honest people hand in: one for each fate, means and time, and in custody those of live keys alone, since a judge
    /// sees no difference between one means and another.
    private static func acts(
        _ people: [World.Person],
        _ line: World.Line
    ) -> [(person: World.Person, entry: World.Entry)] {
        var known: Set<String> = []
        return people.flatMap { person in
            World.alone(person, line, .init()).filter { entry in
                entry.hat != .exporter && !person.isStolen
                    && (entry.means != .custody || person.fate == .live)
                    && known.insert("\(person.fate) \(entry.means) \(entry.time)").inserted
            }
            .map { (person, $0) }
        }
    }

    @Test("no forgery counts while fewer people lie than are wanted; with as many, one does")
    func forgeries() throws {
        let lines = Effort.spread(World.forged, usual: World.forged.count / 6)
        let found = try Self.forgery(Variant("all rules"), among: lines)
        #expect(found.story == nil && found.worlds > Effort.rounds(10_000, usual: 1_000), "\(found)")
        #expect(
            try Self.forgery(Variant("all rules"), spare: 1, among: lines).story != nil,
            "the promise says no more than it must"
        )
    }

    @Test("no honest history is refused that enough others saw in time")
    func refusals() throws {
        let found = try Self.refusal(Variant("all rules"))
        #expect(found.story == nil && found.worlds > 10_000, "\(found)")
    }

    static let forging: [Variant] = [
        Variant("a sighting shows signatures, not manifests", without: .signatures),
        Variant("who sealed vouches for nobody", without: .sealers),
        Variant("the key has the role of the means", without: .role),
        Variant("one person is one", without: .once),
        Variant("a revoked key shows nothing", without: .revoked),
        Variant("... though one other vouches for it") {
            $0.rules.remove(.revoked)
            $0.vouching = .byOneOther
        },
        Variant("... nor do two for each other") {
            $0.rules.remove(.revoked)
            $0.vouching = .inCircles
        },
        Variant("in office when they saw", without: .office),
        Variant("the last time that is wanted, not the first", without: .last),
        Variant("revoked: strictly before", without: .before),
        Variant("one number, not the laxest role's") { $0.count = .laxest },
        Variant("receipt: a time of each inspector's own") { $0.papers.sharesReceipts = true },
        Variant("custody: only who acts is a sighting") { $0.papers.sharesEvents = true },
        Variant("custody: the time is that of signing") { $0.papers.statesActs = true },
    ]

    @Test("with one rule left out its forgery comes back", arguments: forging)
    func forged(_ variant: Variant) throws { #expect(try Self.forgery(variant).story != nil) }

    static let refusing: [Variant] = [
        Variant("a tree that was seen may have grown since", without: .growth),
        Variant("retired since: still good", without: .retired),
        Variant("over all means, not in one") { $0.count = .inOneMeans },
    ]

    @Test("with one rule left out true sightings are lost", arguments: refusing)
    func refused(_ variant: Variant) throws { #expect(try Self.refusal(variant).story != nil) }

    @Test("more evidence never makes a signature younger")
    func monotone() throws {
        let court = try AgeCourt()
        let line = World.Line(wanted: 2, isRevoked: true, end: 4, signed: 0, manifest: 0)
        let person = World.Person(hats: [.witness], isHonest: false, fate: .live)
        let entries = ["x", "y", "z"].flatMap { seat in
            World.alone(person, line, .init()).map { court.sighting($0, seat, person, line) }
        }
        for (index, first) in entries.enumerated() {
            for other in entries[index...] where court.counts(line, "ann", [first, other]) {
                for more in entries { #expect(court.counts(line, "ann", [first, other, more])) }
            }
        }
    }
}
