package import Bytes
package import CustodyChain
import Trust

extension CustodyStory {
    /// The story as reports hold it; `Formats/report-v1.schema.json` describes it.
    package var json: JSON {
        var members: [String: JSON] = [
            "events": .array(events.map(\.summary)), "items": .array(items.map(\.summary)),
            "state": .string(state.word),
        ]
        members["chain"] = chain.map { .digest($0) }
        members["holder"] = state.holder.map { .string($0) }
        members["taker"] = state.taker.map { .string($0) }
        members["seal"] = seal.map { .string($0) }
        return .object(members)
    }

    /// The answer of `bulla custody status --json`; `Formats/custody-status-v1.schema.json`.
    package func status(asOf: Timestamp, trust: Digest, version: Int) -> JSON {
        [
            "as_of": .string(asOf.description), "custody": json,
            "faults": .array(faults.map(\.json)),
            "trust": ["sha256": .digest(trust), "version": .number(version)],
            "type": "bulla-custody-status/1", "unchecked": .array(unchecked.map { .string($0) }),
            "warnings": .array(warnings.map(\.json)),
        ]
    }
}

extension CustodyStory.State {
    /// Who is to have it next, or has it without a key.
    var taker: String? {
        switch self {
        case .released(_, let to): to
        case .outside(let taker, _): taker
        case .held, .lost, .disposed, .unknown: nil
        }
    }
}

extension CustodyFault {
    fileprivate var json: JSON {
        ["code": .string(code.rawValue), "detail": .string(detail), "subject": .string(subject)]
    }
}

extension CustodyEvent {
    fileprivate var summary: JSON {
        var members: [String: JSON] = [
            "actor": .string(actor), "at": .string(at.description), "digest": .digest(digest),
            "event": .string(kind.rawValue), "number": .number(number),
            "people": .array(signers.map { .string($0) }), "place": .string(place),
        ]
        members["outcome"] = outcome.map { .string($0.rawValue) }
        members["to"] = (kind == .paper ? taker : kind == .release ? to : nil).map { .string($0) }
        return .object(members)
    }
}

extension CustodyEvent.Item {
    fileprivate var summary: JSON {
        [
            "kind": .string(kind.rawValue), "label": .string(label), "marking": .string(marking),
            "serial": .string(serial),
        ]
    }
}
