import Bytes
import Trust

/// Who has the medium while the events are walked over; an event that is out of order changes nothing.
struct CustodyWalk {
    private enum Holder {
        case nobody
        case person(String)
        case outside(taker: String, giver: String, paper: Digest)
        case lost(by: String)
        case disposed(by: String)
    }

    private struct Release {
        let digest: Digest
        let to: String
    }

    typealias Trouble = (code: CustodyFaultCode, detail: String)

    private var holder = Holder.nobody
    private var pending: Release?
    private var answered = Set<Digest>()
    private var releases = Set<Digest>()
    /// Who acted in each event.
    private var actors: [Digest: String] = [:]
    private(set) var last: (number: Int, digest: Digest, event: CustodyEvent)?
    var items: [CustodyEvent.Item] = []
    var seal: String?

    var state: CustodyStory.State {
        switch holder {
        case .nobody: .unknown
        case .person(let person): pending.map { .released(by: person, to: $0.to) } ?? .held(by: person)
        case .outside(let taker, let giver, _): .outside(taker: taker, giver: giver)
        case .lost(let person): .lost(by: person)
        case .disposed(let person): .disposed(by: person)
        }
    }

    var unanswered: Digest? {
        if case .outside(_, _, let paper) = holder { return paper }
        return pending?.digest
    }

    /// The person who holds the medium.
    var person: String? {
        if case .person(let person) = holder { return person }
        return nil
    }

    /// Whether the medium would come back from somebody without a key.
    func isReturn(_ event: CustodyEvent) -> Bool {
        guard event.kind == .receive, case .outside(_, _, let paper) = holder else { return false }
        return event.release == paper
    }

    /// Takes an event into account, or says why it cannot have been.
    mutating func take(_ event: CustodyEvent) -> [Trouble] {
        let digest = event.digest
        let trouble = ended(event) ?? apply(event, digest)
        if event.kind == .release { releases.insert(digest) }
        actors[digest] = event.actor
        last = (event.number, digest, event)
        return trouble.map { [$0] } ?? []
    }

    private func ended(_ event: CustodyEvent) -> Trouble? {
        guard event.kind != .correct else { return nil }
        switch holder {
        case .lost: return (.afterEnd, "the medium was lost before")
        case .disposed: return (.afterEnd, "the medium was disposed of before")
        case .nobody, .person, .outside: return nil
        }
    }

    private mutating func apply(_ event: CustodyEvent, _ digest: Digest) -> Trouble? {
        switch event.kind {
        case .open: holder = .person(event.actor)
        case .release: return release(event, digest)
        case .receive: return receive(event)
        case .correct: return correct(event)
        case .lost: return lose(event)
        case .paper, .copy, .dispose: return act(event, digest)
        }
        return nil
    }

    private func strange(_ event: CustodyEvent) -> Trouble? {
        guard person != event.actor else { return nil }
        return (.overlap, "\(event.actor) does not hold it; \(words) does")
    }

    private var words: String {
        switch holder {
        case .person(let person): person
        case .outside(let taker, _, _): taker
        case .nobody, .lost, .disposed: "nobody"
        }
    }

    private mutating func release(_ event: CustodyEvent, _ digest: Digest) -> Trouble? {
        if event.from == event.to { return (.selfTransfer, "\(event.actor) cannot be giver and recipient") }
        if let trouble = strange(event) { return trouble }
        pending = Release(digest: digest, to: event.to ?? "")
        return nil
    }

    private mutating func receive(_ event: CustodyEvent) -> Trouble? {
        guard let release = event.release else { return nil }
        if isReturn(event) {
            if event.outcome == .accepted { holder = .person(event.actor) }
            return nil
        }
        guard let pending, pending.digest == release else { return unmatched(release) }
        guard pending.to == event.actor else {
            return (.wrongTaker, "\(event.actor) received a medium that was released to \(pending.to)")
        }
        if event.outcome == .accepted { holder = .person(event.actor) }
        answered.insert(release)
        self.pending = nil
        return nil
    }

    private func unmatched(_ release: Digest) -> Trouble {
        if answered.contains(release) { return (.receiveTwice, "that release was already answered") }
        if pending != nil || releases.contains(release) {
            return (.receiveOther, "names a different release than the open one")
        }
        return (.receiveUnreleased, "the medium was not released; \(words) holds it")
    }

    private mutating func act(_ event: CustodyEvent, _ digest: Digest) -> Trouble? {
        if let trouble = strange(event) { return trouble }
        if let pending { return (.inTransit, "the medium was released to \(pending.to) and is in transit") }
        if event.kind == .paper {
            holder = .outside(taker: event.taker ?? "", giver: event.actor, paper: digest)
        }
        if event.kind == .dispose { holder = .disposed(by: event.actor) }
        return nil
    }

    private mutating func lose(_ event: CustodyEvent) -> Trouble? {
        var isGiver = false
        if case .outside(_, let giver, _) = holder { isGiver = giver == event.actor }
        if !isGiver, let trouble = strange(event) { return trouble }
        pending = nil
        holder = .lost(by: event.actor)
        return nil
    }

    private func correct(_ event: CustodyEvent) -> Trouble? {
        guard let correction = event.correction, let actor = actors[correction.event] else {
            return (.correctUnknown, "names no earlier event")
        }
        if actor == event.actor || person == event.actor { return nil }
        return (.overlap, "\(event.actor) neither acted in that event nor holds the medium")
    }
}
