import Bytes

/// Why a plug-in gave no verdict that counts, or what its verdict was.
///
/// Stable across releases: scripts match them, `Docs/error-codes.md` explains them.
package enum PluginCode: String, Sendable, CaseIterable {
    // What the step carries.
    case proof = "plugin-proof"
    case proofTooLarge = "plugin-proof-too-large"
    case proofSize = "plugin-proof-size"
    case artifactDigest = "plugin-artifact-digest"
    case format = "plugin-format"
    case roleMissing = "plugin-role-missing"
    case artifactNotAccepted = "plugin-artifact-not-accepted"
    // What the auditor declared.
    case file = "plugin-file"
    case executableDigest = "plugin-executable-digest"
    case runtimeDigest = "plugin-runtime-digest"
    // How it ran.
    case isolation = "plugin-isolation"
    case start = "plugin-start"
    case timeout = "plugin-timeout"
    case cpuLimit = "plugin-cpu-limit"
    case killed = "plugin-killed"
    case exit = "plugin-exit"
    // What it answered.
    case outputTooLarge = "plugin-output-too-large"
    case output = "plugin-output"
    case nonce = "plugin-nonce"
    case requestDigest = "plugin-request-digest"
    case publicInputs = "plugin-public-inputs"
    case checked = "plugin-checked"
    case rolesUnchecked = "plugin-roles-unchecked"
    case verdictError = "plugin-verdict-error"
    case rejected = "plugin-rejected"
}

/// A plug-in that could not be asked, or whose answer does not count.
package struct PluginError: Error, Equatable, Sendable, CustomStringConvertible {
    package let code: PluginCode
    /// A path, a role, or a key of the document.
    package let location: String
    package let detail: String

    package init(_ code: PluginCode, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    /// A document that could not be read, as a fault of its kind.
    init(_ code: PluginCode, _ error: FormatError) {
        self.init(code, at: error.location, "\(error.code.rawValue): \(error.detail)")
    }

    package var description: String {
        location.isEmpty ? "\(code.rawValue): \(detail)" : "\(code.rawValue) at \(location): \(detail)"
    }
}
