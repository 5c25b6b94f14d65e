import ArgumentParser
import Bytes
import Verification

/// What `verify` and the commands that begin with a verification take.
///
/// Such a command declares the groups itself, in this order. One group around them all would be a level more, and for each
/// level the parser's checks of itself, which are part of a debug build, take four times as long.
package struct VerifyOptions {
    package let file: String
    /// What the file must be, where somebody was told.
    let fileDigest: Digest?
    package var bundle: BundleOptions
    var sample: SampleOptions
    var response: ResponseOptions
    var custody: CustodyOptions
    var part: PartOptions
    var evidence: EvidenceOptions
    var timing: TimingOptions
    var pages: PageOptions
    package var mode: ModeOptions

    /// - Parameter number: the place of the bundle among several.
    package init(
        of file: String,
        number: Int = 0,
        _ bundle: BundleOptions,
        _ sample: SampleOptions,
        _ response: ResponseOptions,
        _ custody: CustodyOptions,
        _ part: PartOptions,
        _ evidence: EvidenceOptions,
        _ timing: TimingOptions,
        _ pages: PageOptions,
        _ mode: ModeOptions
    ) {
        self.file = file
        fileDigest = bundle.digest.indices.contains(number) ? Digest(hex: bundle.digest[number]) : nil
        self.bundle = bundle
        self.sample = sample
        self.response = response
        self.custody = custody
        self.part = part
        self.evidence = evidence
        self.timing = timing
        self.pages = pages
        self.mode = mode
    }

    /// Where the timing goes.
    package var timingPath: String? { timing.timing }
    /// The files that a verification writes.
    package var outputs: [String] {
        [bundle.report, bundle.keep, timing.timing, part.partial].compactMap(\.self) + pages.outputs
    }
    /// Whether nothing is to be verified.
    package var isEstimate: Bool { timing.estimate }

    /// Refuses options of several groups that contradict each other.
    ///
    /// - Parameter count: how many bundles there are.
    package func validate(count: Int = 1) throws {
        guard bundle.digest.isEmpty || bundle.digest.count == count else {
            throw ValidationError("--digest: got \(bundle.digest.count), want one for each bundle")
        }
        if bundle.scope == .sample && !sample.isDrawn {
            throw ValidationError("--scope sample needs --plan, or --sample and --seed")
        }
        if part.isPart && bundle.at == nil {
            throw ValidationError(
                "--shard and --merge need --at: all parts of one verification judge keys as of one time"
            )
        }
        if part.isPart && timing.estimate {
            throw ValidationError("--estimate is of a whole verification, not of --shard or --merge")
        }
        if part.isPart && mode.forensic {
            throw ValidationError("--forensic is of a whole verification, not of --shard or --merge")
        }
        if part.shard != nil && (timing.timing != nil || timing.sla != nil) {
            throw ValidationError("--shard excludes --timing and --sla: one shard gives no verdict to time")
        }
        if part.shard != nil && (bundle.report != nil || bundle.keep != nil || mode.json || pages.isWanted) {
            throw ValidationError(
                "--shard excludes --report, --html, --junit, --keep and --json: one shard gives a partial report, no verdict"
            )
        }
    }

    /// The request that the options make; reads the trust file, the kept checkpoint and notes of witnesses.
    func request() throws -> VerificationRequest {
        let trusted = try Inputs.trusted(bundle.trust)
        let time = try Inputs.time(bundle.at)
        var request = VerificationRequest(
            path: file,
            trust: trusted.trust,
            trustDigest: trusted.digest,
            at: time
        )
        request.fileDigest = fileDigest
        request.trustVersions = trusted.versions
        request.scope = bundle.scope
        try sample.apply(to: &request)
        try response.apply(to: &request)
        if let previous = bundle.previous { request.previous = try Inputs.previous(previous) }
        if bundle.first { request.previous = .first }
        request.trustPin = bundle.trustPin.flatMap { Digest(hex: $0) }
        request.trustMinimumVersion = bundle.trustMinVersion
        request.width = Inputs.width
        request.isForensic = mode.forensic
        try custody.apply(to: &request)
        try part.apply(to: &request)
        try evidence.apply(to: &request)
        for path in bundle.receipt {
            if let signed = try ReceiptCheck.readUnlessOlder(path) {
                request.receipts.append(signed)
            } else {
                request.olderReceipts += 1
            }
        }
        return request
    }
}

extension VerifyOptions {
    /// What shows how far the verification is.
    var meter: ProgressMeter { ProgressMeter(mode.quiet ? .none : mode.progress, of: file) }
}
