/// What came of asking a plug-in; only `accept` lets a proof hold.
package enum PluginOutcome: Hashable, Sendable {
    /// `statementBound`: the proof itself names the step's statement, as the plug-in says.
    case accept(statementBound: Bool, verifier: String)
    /// The plug-in found the proof bad; `code` is its own word for why.
    case reject(code: String)
    /// Nobody knows whether the proof is good.
    case error(code: PluginCode, detail: String)
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
