import Bytes
import CustodyChain
import Trust

extension CustodyStory {
    /// Who has the medium, and how it came there: one line, and one for each event.
    var lines: [String] {
        ["custody    \(words)"] + events.map { "  \($0.line)" }
            + (seal.map { ["  left with seal \($0)"] } ?? [])
    }

    private var words: String {
        switch state {
        case .held(let person): "held by \(person)"
        case .outside(let taker, let giver): "with \(taker), who has no key; handed over by \(giver)"
        case .released(let person, let taker): "held by \(person), released to \(taker)"
        case .lost(let person): "lost, as \(person) says"
        case .disposed(let person): "disposed of by \(person)"
        case .unknown: "nobody knows"
        }
    }
}

extension CustodyEvent {
    fileprivate var line: String {
        var words = "\(subject.padded(12))\(at) (\(clock.rawValue)) at \(place) by \(actor)"
        if kind == .release, let to { words += " to \(to)" }
        if kind == .paper, let taker { words += " to \(taker)" }
        if let outcome { words += ": \(outcome.rawValue)" }
        if !witnesses.isEmpty { words += ", before \(witnesses.joined(separator: ", "))" }
        if !approvers.isEmpty { words += ", approved by \(approvers.joined(separator: ", "))" }
        if let correction {
            words += ": \(correction.field.rawValue) of \(correction.event) is \(correction.value)"
        }
        return words
    }
}
