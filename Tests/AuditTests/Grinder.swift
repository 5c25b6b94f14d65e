import Bytes
import Keys
import SecretKeys

@testable import Audit

/// A producer who holds the exporter's key and a signed ceremony, and wants another sample.
struct Grinder {
    /// Changes of what is signed that would steer the sample, if signatures did not hold it.
    enum Forgery: CaseIterable {
        case dice, round, strata, sample, confidence, plannedAt, beacon, otherBundle, root, goodRate
    }

    static let forgeries: [Forgery] = Forgery.allCases

    let good: Ceremony
    let segment: AuditedSegment
    private let text: String
    private let exporter: SecretKey
    private let stranger: SecretKey

    init(good: Ceremony, segment: AuditedSegment) throws {
        self.good = good
        self.segment = segment
        text = String(decoding: good.canonicalBytes, as: UTF8.self)
        exporter = try Samples.key(.exporter)
        stranger = try Samples.key(.stranger)
    }

    static func digest(_ mixer: inout Mixer) -> Digest {
        SHA256.hash((0..<32).map { _ in UInt8.random(in: 0...255, using: &mixer) })
    }

    private func attempt(_ ceremony: Ceremony, _ name: String) -> GrindingTests.Attempt {
        .init(file: ceremony.canonicalBytes, segment: segment, name: name)
    }

    /// One variant; its number chooses the kind, the mixer the rest.
    func attempt(_ number: Int, _ mixer: inout Mixer) throws -> GrindingTests.Attempt {
        switch number % 10 {
        case 0: return attempt(try shuffled(&mixer), "signatures in another order")
        case 1: return attempt(try signedMore(&mixer), "signatures added or taken away")
        case 2: return .init(file: spelled(&mixer), segment: segment, name: "another spelling")
        case 3: return .init(file: flipped(&mixer), segment: segment, name: "a changed byte")
        case 4: return attempt(try revealed(&mixer), "another reveal")
        case 5: return attempt(try diceSpelled(&mixer), "dice in another spelling")
        case 6:
            var other = segment
            other.manifest = Self.digest(&mixer)
            return .init(file: good.canonicalBytes, segment: other, name: "another bundle, same counts")
        default:
            let kinds = Self.forgeries
            return try forge(kinds[Int.random(in: kinds.indices, using: &mixer)], &mixer)
        }
    }

    private func shuffled(_ mixer: inout Mixer) throws -> Ceremony {
        func shuffle(_ envelope: Envelope) -> Envelope {
            var envelope = envelope
            envelope.signatures.shuffle(using: &mixer)
            return envelope
        }
        return try Ceremony(
            plan: shuffle(good.plan),
            reveal: good.reveal.map(shuffle),
            draw: good.draw.map(shuffle)
        )
    }

    /// Signatures of the producer's own keys come, or some of the others' go.
    private func signedMore(_ mixer: inout Mixer) throws -> Ceremony {
        var (plan, draw) = (good.plan, good.draw)
        for key in [exporter, stranger] where Bool.random(using: &mixer) {
            try key.sign(&plan)
            if var signed = draw, Bool.random(using: &mixer) {
                try key.sign(&signed)
                draw = signed
            }
        }
        if Bool.random(using: &mixer) {
            plan.signatures.remove(at: Int.random(in: plan.signatures.indices, using: &mixer))
        }
        return try Ceremony(plan: plan, reveal: good.reveal, draw: draw)
    }

    private func spelled(_ mixer: inout Mixer) -> [UInt8] {
        var bytes = Array(text.utf8)
        let places = bytes.indices.filter { [0x2c, 0x3a, 0x7b, 0x7d].contains(bytes[$0]) }
        let place = places[Int.random(in: places.indices, using: &mixer)]
        let blanks: [[UInt8]] = [[0x20], [0x0a], [0x09], [0x20, 0x20], [0x2c]]
        bytes.insert(contentsOf: blanks[Int.random(in: blanks.indices, using: &mixer)], at: place + 1)
        return bytes
    }

    private func flipped(_ mixer: inout Mixer) -> [UInt8] {
        var bytes = Array(text.utf8)
        bytes[Int.random(in: bytes.indices, using: &mixer)] ^= 1 << UInt8.random(in: 0..<8, using: &mixer)
        return bytes
    }

    /// The exporter signs what it likes: another secret, another plan's digest, or no reveal at all.
    private func revealed(_ mixer: inout Mixer) throws -> Ceremony {
        guard Int.random(in: 0..<8, using: &mixer) > 0 else {
            return try Ceremony(plan: good.plan, draw: good.draw)
        }
        var reveal = AuditReveal(plan: good.planned.digest, secret: Samples.secret)
        if Bool.random(using: &mixer) {
            reveal.secret = Self.digest(&mixer)
        } else {
            reveal.plan = Self.digest(&mixer)
        }
        var envelope = Envelope(payloadType: AuditReveal.payloadType, payload: reveal.canonicalBytes)
        try exporter.sign(&envelope)
        // The draw follows the secret, with the old signatures: new ones are not to be had.
        guard var draw = good.drawn else { return good }
        draw.secret = reveal.secret
        return try Ceremony(
            plan: good.plan,
            reveal: envelope,
            draw: signedLike(good.draw, draw.canonicalBytes)
        )
    }

    private func diceSpelled(_ mixer: inout Mixer) throws -> Ceremony {
        guard var draw = good.drawn else { return good }
        let zeros = String(repeating: "0", count: Int.random(in: 1...5, using: &mixer))
        let variants = [
            zeros + Samples.dice, Samples.dice + zeros, String(Samples.dice.dropLast(zeros.count)),
        ]
        draw.outcome = .dice(variants[Int.random(in: variants.indices, using: &mixer)])
        return try Ceremony(
            plan: good.plan,
            reveal: good.reveal,
            draw: signedLike(good.draw, draw.canonicalBytes)
        )
    }

    /// Another payload under the signatures of the old one, and one that the producer can give.
    private func signedLike(_ envelope: Envelope?, _ payload: [UInt8]) throws -> Envelope {
        var changed = Envelope(
            payloadType: envelope?.payloadType ?? "",
            payload: payload,
            signatures: envelope?.signatures ?? []
        )
        try exporter.sign(&changed)
        return changed
    }

    /// A plan or draw that would steer the sample, made to fit in everything but signatures.
    func forge(_ kind: Forgery, _ mixer: inout Mixer) throws -> GrindingTests.Attempt {
        var (plan, segment) = (good.planned, segment)
        guard var draw = good.drawn else { return attempt(good, "nothing") }
        let number = Int.random(in: 2...1_000_000, using: &mixer)
        let dice = String((0..<20).map { _ in "0123456789".randomElement(using: &mixer) ?? "0" })
        switch kind {
        case .dice: draw.outcome = .dice(dice)
        case .round:
            plan.round = number
            plan.previousPlan = Self.digest(&mixer)
        case .strata:
            let cut = Int.random(in: 1_000...3_000, using: &mixer)
            plan.strata = [
                .init(first: 1, last: cut, sample: cut / 2),
                .init(first: cut + 1, last: plan.population, sample: (plan.population - cut) / 2),
            ]
        case .sample: plan.strata[0].sample += Int.random(in: 1...1_000, using: &mixer)
        case .confidence: plan.confidence = Int.random(in: 9_000...9_499, using: &mixer)
        case .plannedAt: plan.plannedAt = Timestamp(seconds: plan.plannedAt.seconds - Int64(number)) ?? .last
        case .beacon:
            plan.randomness = .beacon(name: "producer.beacon", round: number)
            draw.outcome = .beacon(Self.digest(&mixer))
        case .otherBundle:
            plan.manifest = Self.digest(&mixer)
            segment.manifest = plan.manifest
        case .root:
            plan.segment.root = Self.digest(&mixer)
            segment.segment = plan.segment
        case .goodRate:
            plan.witnesses = Int.random(in: 0...2, using: &mixer)
            plan.goodRate = Int.random(in: 9_000...9_899, using: &mixer)
        }
        draw.plan = plan.digest
        let reveal = AuditReveal(plan: plan.digest, secret: Samples.secret)
        var envelope = Envelope(payloadType: AuditReveal.payloadType, payload: reveal.canonicalBytes)
        try exporter.sign(&envelope)
        let forged = try Ceremony(
            plan: plan == good.planned ? good.plan : signedLike(good.plan, plan.canonicalBytes),
            reveal: envelope,
            draw: signedLike(good.draw, draw.canonicalBytes)
        )
        return .init(file: forged.canonicalBytes, segment: segment, name: "\(kind)")
    }
}
