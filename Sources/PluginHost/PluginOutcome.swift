import Bytes

/// What came of asking a plug-in; only `accept` lets a proof hold.
package enum PluginOutcome: Hashable, Sendable {
    /// `statementBound`: the proof itself names the step's statement, as the plug-in says.
    case accept(statementBound: Bool, verifier: String)
    /// The plug-in found the proof bad; `code` is its own word for why.
    case reject(code: String)
    /// Nobody knows whether the proof is good.
    case error(code: PluginCode, detail: String)

    /// Why a proof does not hold; nil when it does.
    package var fault: (code: PluginCode, detail: String)? {
        switch self {
        case .accept: nil
        case .reject(let code): (.rejected, "the plug-in rejects the proof: \(code)")
        case .error(let code, let detail): (code, detail)
        }
    }
}

/// One run of a plug-in, and what it was shut in by.
package struct PluginRun: Hashable, Sendable {
    package let outcome: PluginOutcome
    /// What the kernel granted, in a fixed order; empty where nothing ran.
    package let isolation: [String]
    /// The first 4 KiB of standard error on one line, without control characters.
    package let messages: String

    package init(outcome: PluginOutcome, isolation: [String] = [], messages: String = "") {
        self.outcome = outcome
        self.isolation = isolation
        self.messages = messages
    }
}
