package import CustodyChain
package import Reports
import Trust

extension CustodyRecord {
    /// The story as reports hold it.
    package init(_ story: CustodyStory) {
        self.init(
            chain: story.chain,
            state: State(story.state),
            holder: story.state.holder,
            taker: story.state.taker,
            seal: story.seal,
            items: story.items.map {
                Item(kind: $0.kind.rawValue, label: $0.label, marking: $0.marking, serial: $0.serial)
            },
            events: story.events.map(Event.init)
        )
    }
}

extension CustodyRecord.State {
    fileprivate init(_ state: CustodyStory.State) {
        self =
            switch state {
            case .held: .held
            case .outside: .outside
            case .released: .released
            case .lost: .lost
            case .disposed: .disposed
            case .unknown: .unknown
            }
    }
}

extension CustodyStory.State {
    /// Who is to have it next, or has it without a key.
    fileprivate var taker: String? {
        switch self {
        case .released(_, let to): to
        case .outside(let taker, _): taker
        case .held, .lost, .disposed, .unknown: nil
        }
    }
}

extension CustodyRecord.Event {
    fileprivate init(_ event: CustodyEvent) {
        self.init(
            number: event.number,
            event: event.kind.rawValue,
            digest: event.digest,
            at: event.at,
            place: event.place,
            actor: event.actor,
            to: event.kind == .paper ? event.taker : event.kind == .release ? event.to : nil,
            people: event.signers,
            outcome: event.outcome?.rawValue
        )
    }
}
