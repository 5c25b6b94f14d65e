package import ArgumentParser
import Bytes

/// What a bundle is judged by, and what is kept of it.
package struct BundleOptions: ParsableArguments {
    @Option(help: "Your trust file, or the chain of its signed versions.", completion: .file()) package
        var trust: String
    @Option(
        help: ArgumentHelp(
            "The SHA-256 that the bundle's file must have; of several bundles, one for each in their order (repeatable).",
            valueName: "sha256"
        )
    )
    package var digest: [String] = []
    @Option(help: "The scope of the verification.") var scope = Scope.all
    @Option(help: "The checkpoint that you kept from the previous segment.", completion: .file())
    var previous: String?
    @Flag(help: "The bundle is the run's first segment.") var first = false
    @Option(
        help: "Write this segment's checkpoint to this file if it is accepted, for --previous next time.",
        completion: .file()
    )
    package var keep: String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.")
    package var at: TimeArgument?
    @Option(
        help:
            "A receipt of this bundle, which shows that the signatures existed when it was accepted (repeatable).",
        completion: .file()
    )
    var receipt: [String] = []
    @Option(help: "The SHA-256 that the trust file, or a version in its chain, must have.") var trustPin:
        String?
    @Option(help: "The minimum version of the trust file.") var trustMinVersion: Int?
    @Option(help: "Write the report as JSON to this file.", completion: .file()) package var report: String?

    package init() {}

    package func validate() throws {
        if first && previous != nil { throw ValidationError("--first and --previous exclude each other") }
        if let trustPin, Digest(hex: trustPin) == nil {
            throw ValidationError("--trust-pin: want 64 lower-case hexadecimal digits")
        }
        if let trustMinVersion, trustMinVersion < 1 {
            throw ValidationError("--trust-min-version: got \(trustMinVersion), want 1 or more")
        }
        for digits in digest where Digest(hex: digits) == nil {
            throw ValidationError("--digest: want 64 lower-case hexadecimal digits")
        }
    }
}

extension Scope: ExpressibleByArgument {}
