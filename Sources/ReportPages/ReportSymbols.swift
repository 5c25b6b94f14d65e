import Markup

extension ReportDocument.Finding.Outcome {
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

extension SamplingStatement.Judgement {
    var symbol: Symbols.Name { self == .pass ? .pass : .fail }
}
