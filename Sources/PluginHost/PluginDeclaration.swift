package import Bytes

/// A plug-in that the auditor trusts, as the auditor's own file declares it; a bundle never declares one.
///
/// `Formats/plugin-v1.md` section 2.
package struct PluginDeclaration: Hashable, Sendable {
    /// What the proofs' soundness rests on besides the plug-in.
    package enum Trust: String, Sendable, CaseIterable {
        /// Whoever made the parameters can forge, unless that was done as it should be.
        case trustedSetup = "trusted-setup"
        /// Hash functions and public randomness only.
        case transparent
    }

    /// What to do where the kernel does not grant full isolation.
    package enum Isolation: String, Sendable, CaseIterable {
        case required
        /// Run with what is granted, and say so.
        case bestEffort = "best-effort"
    }

    /// A file that the plug-in needs besides its executable.
    package struct RuntimeFile: Hashable, Sendable {
        /// Below `runtime/` in the working folder.
        package let name: String
        /// Absolute, on the auditor's machine.
        package let path: String
        package let sha256: Digest

        package init(name: String, path: String, sha256: Digest) {
            self.name = name
            self.path = path
            self.sha256 = sha256
        }
    }

    /// What a run may use.
    package struct Limits: Hashable, Sendable {
        package let wallSeconds: Int
        package let cpuSeconds: Int
        /// Of address space.
        package let memoryBytes: Int
        package let outputBytes: Int

        package init(wallSeconds: Int, cpuSeconds: Int, memoryBytes: Int, outputBytes: Int) {
            self.wallSeconds = wallSeconds
            self.cpuSeconds = cpuSeconds
            self.memoryBytes = memoryBytes
            self.outputBytes = outputBytes
        }
    }

    /// Bytes that the auditor has accepted in a role, such as a verification key.
    package struct AcceptedArtifact: Hashable, Sendable {
        package let role: String
        package let sha256: Digest

        package init(role: String, sha256: Digest) {
            self.role = role
            self.sha256 = sha256
        }
    }

    package let name: String
    /// Such as `ezkl-halo2kzg/23`, ascending.
    package let formats: [String]
    package let path: String
    package let sha256: Digest
    package let runtime: [RuntimeFile]
    package let limits: Limits
    package let trust: Trust
    /// Roles that a proof must hold and the plug-in must say it looked at, ascending.
    package let requiredRoles: [String]
    /// An artifact whose role stands here must be one of those.
    package let acceptedArtifacts: [AcceptedArtifact]
    package let isolation: Isolation

    package init(
        name: String,
        formats: [String],
        path: String,
        sha256: Digest,
        runtime: [RuntimeFile] = [],
        limits: Limits,
        trust: Trust,
        requiredRoles: [String],
        acceptedArtifacts: [AcceptedArtifact] = [],
        isolation: Isolation = .required
    ) {
        self.name = name
        self.formats = formats
        self.path = path
        self.sha256 = sha256
        self.runtime = runtime
        self.limits = limits
        self.trust = trust
        self.requiredRoles = requiredRoles
        self.acceptedArtifacts = acceptedArtifacts
        self.isolation = isolation
    }

    /// The kinds of proof that the plug-in judges.
    package var kinds: [String] { formats.map(PluginWords.kind(ofFormat:)) }
}
