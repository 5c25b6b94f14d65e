package import ArgumentParser
import Bytes
import Verification

/// What `verify` and the commands that begin with a verification take.
package struct VerifyOptions: ParsableArguments {
    @Argument(help: "The bundle.") package var file: String
    @Option(help: "Your trust file, or the chain of its signed versions.") package var trust: String
    @Option(help: "The scope of the verification.") var scope = Scope.all
    @OptionGroup(title: "Sample") var sample: SampleOptions
    @OptionGroup(title: "Openings") var response: ResponseOptions
    @OptionGroup(title: "Custody") var custody: CustodyOptions
    @OptionGroup(title: "Work in parts") var part: PartOptions
    @Option(help: "The checkpoint that you kept from the previous segment.") var previous: String?
    @Flag(help: "The bundle is the run's first segment.") var first = false
    @Option(help: "Write this segment's checkpoint to this file if it is accepted, for --previous next time.")
    package var keep: String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.")
    package var at: String?
    @Option(
        help:
            "A receipt of this bundle, which shows that the signatures existed when it was accepted (repeatable)."
    )
    var receipt: [String] = []
    @Option(help: "The SHA-256 that the trust file, or a version in its chain, must have.") var trustPin:
        String?
    @Option(help: "The minimum version of the trust file.") var trustMinVersion: Int?
    @OptionGroup(title: "Evidence from TEEs") var evidence: EvidenceOptions
    @OptionGroup(title: "Time") var timing: TimingOptions
    @Option(help: "Write the report as JSON to this file.") package var report: String?
    @OptionGroup var pages: PageOptions
    @Flag(
        help:
            "Continue after invalid signatures, to find other faults; never accepts. Reads bytes that nobody you trust has signed."
    )
    var forensic = false
    @Flag(help: "Print the report as JSON.") package var json = false
    @Flag(help: "Print only the verdict.") package var quiet = false

    /// Where the timing goes.
    package var timingPath: String? { timing.timing }
    /// The files that a verification writes.
    package var outputs: [String] {
        [report, keep, timing.timing, part.partial].compactMap(\.self) + pages.outputs
    }
    /// Whether nothing is to be verified.
    package var isEstimate: Bool { timing.estimate }

    package init() {}

    package func validate() throws {
        if scope == .sample && !sample.isDrawn {
            throw ValidationError("--scope sample needs --plan, or --sample and --seed")
        }
        if part.isPart && at == nil {
            throw ValidationError(
                "--shard and --merge need --at: all parts of one verification judge keys as of one time"
            )
        }
        if part.isPart && timing.estimate {
            throw ValidationError("--estimate is of a whole verification, not of --shard or --merge")
        }
        if part.isPart && forensic {
            throw ValidationError("--forensic is of a whole verification, not of --shard or --merge")
        }
        if part.shard != nil && (timing.timing != nil || timing.sla != nil) {
            throw ValidationError("--shard excludes --timing and --sla: one shard gives no verdict to time")
        }
        if part.shard != nil && (report != nil || keep != nil || json || pages.isWanted) {
            throw ValidationError(
                "--shard excludes --report, --html, --junit, --keep and --json: one shard gives a partial report, no verdict"
            )
        }
        if first && previous != nil { throw ValidationError("--first and --previous exclude each other") }
        if let trustPin, Digest(hex: trustPin) == nil {
            throw ValidationError("--trust-pin: want 64 lower-case hexadecimal digits")
        }
    }

    /// The request that the options make; reads the trust file, the kept checkpoint and notes of witnesses.
    func request() throws -> VerificationRequest {
        let trusted = try Inputs.trusted(trust)
        let time = try Inputs.time(at)
        var request = VerificationRequest(
            path: file,
            trust: trusted.trust,
            trustDigest: trusted.digest,
            at: time
        )
        request.trustVersions = trusted.versions
        request.scope = scope
        try sample.apply(to: &request)
        try response.apply(to: &request)
        if let previous { request.previous = try Inputs.previous(previous) }
        if first { request.previous = .first }
        request.trustPin = trustPin.flatMap { Digest(hex: $0) }
        request.trustMinimumVersion = trustMinVersion
        request.width = Inputs.width
        request.isForensic = forensic
        try custody.apply(to: &request)
        try part.apply(to: &request)
        try evidence.apply(to: &request)
        for path in receipt {
            if let signed = try ReceiptCheck.readUnlessOlder(path) {
                request.receipts.append(signed)
            } else {
                request.olderReceipts += 1
            }
        }
        return request
    }
}

extension Scope: ExpressibleByArgument {}
