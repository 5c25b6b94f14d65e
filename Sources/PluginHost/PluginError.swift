package import Bytes

/// Why a plug-in gave no verdict that counts, or what its verdict was.
///
/// Stable across releases: scripts match them, `Docs/error-codes.md` explains them.
package enum PluginCode: String, StableCode {
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
package typealias PluginError = Failure<PluginCode>
