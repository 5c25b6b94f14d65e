import Markup
import Reports

extension Finding.Outcome {
    var symbol: Symbols.Name {
        switch self {
        case .pass: .pass
        case .fail: .fail
        case .warn: .warn
        case .notChecked: .notChecked
        case .unfinished: .unfinished
        }
    }

    /// Mark and word.
    var markup: Markup { Symbols.word(symbol, rawValue) }
}
