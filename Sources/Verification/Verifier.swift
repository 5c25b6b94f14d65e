import Bytes
import Container
import Keys
import Layout
import Leaves
import MerkleLog
import Reports
import Sampling
import StepEvidence
import Training
import Trust

/// Makes the checks in their order and collects findings; it throws nothing and writes nothing.
package final class Verifier {
    let request: VerificationRequest
    let progress: (Progress) -> Void
    let time: TimeLimit
    var report: Report
    /// What looking at the steps gave.
    var tally: StepTally
    /// References to proofs in the segment by kind, as the manifest has them.
    var coverage: [String: Int] = [:]
    /// The segment's checkpoint.
    var checkpoint: [UInt8]?
    /// The ceremony that drew the sample, and what its plan demands.
    var ceremony: SamplingOutcome.CeremonyRecord?
    var demands: SamplingOutcome.Demands
    /// How old the manifest and its signatures are, as others show.
    var ages: AgeJudge?
    /// Ids of the people who have a verifying exporter's signature on the bundle.
    var sealers: Set<String> = []
    /// Who had seen the manifest by when, as the chain of custody shows.
    var custodySightings: [Sighting] = []
    var place = Whereabouts()
    /// What shards say of steps; nil where proofs are judged here.
    var tallies: PartialTallies?
    /// The blobs that a shard read.
    var blobs: BlobRange?
    /// Why partial reports do not count; then nothing is said of the bundle.
    var refusal: PartialError?
    /// The bundle's file as it was before anything of it was read.
    var beginning: (file: File, mark: File.Mark)?

    init(_ request: VerificationRequest, progress: @escaping (Progress) -> Void) {
        self.request = request
        self.progress = progress
        demands = SamplingOutcome.Demands(request.trust.policy.acceptance)
        time = TimeLimit(isOver: request.isOver)
        var seed: String?
        if case .drawn(_, let given) = request.sample { seed = given }
        report = Report(
            scope: request.scope,
            asOf: request.at,
            trustDigest: request.trustDigest,
            trustVersion: request.trust.version,
            trustFirst: request.trustVersions.first,
            seed: seed
        )
        tally = StepTally(keepsAll: true, limit: request.pathLimit)
    }

    /// Verifies a bundle; whatever goes wrong is in the report.
    package static func verify(
        _ request: VerificationRequest,
        progress: @escaping (Progress) -> Void = { _ in }
    ) async -> VerificationResult {
        let verifier = Verifier(request, progress: progress)
        await verifier.run()
        verifier.checkUnchanged()
        verifier.leave()
        if let refusal = verifier.refusal {
            verifier.add(
                .proofs,
                .unfinished,
                refusal.code.rawValue,
                refusal.location,
                refusal.detail
            )
        }
        return verifier.result()
    }

    func run() async {
        guard let (file, head, manifest) = openSigned() else { return }
        guard
            let bundle = attempt(
                .container,
                "Index and blocks",
                { try self.readIndex(file, head, manifest) }
            ),
            let documents = attempt(.members, "data/run, data/log", { try SegmentDocuments(bundle) })
        else { return }
        checkReview(bundle)
        checkpoint = documents.checkpointNote.bytes
        attempt(.log, MemberPath.checkpoint) { try self.checkCheckpoint(documents) }
        if request.scope == .sample, let leaf = manifest.commitment {
            attempt(
                .log,
                "leaf \(leaf)",
                { try LeafReader(bundle).commitment() },
                pass: "the commitment leaf"
            )
        }
        checkContinuity(documents)
        guard let start = readStart(documents) else { return }
        let round = drawSteps(bundle, documents, start)
        if let shard = request.shard { return await judge(shard, of: bundle, round) }
        if request.scope == .sample {
            enter(.proofs)
            if let round {
                await judgeSteps(round)
                judgeTargets(bundle, round.judge)
            }
            noteSampled(start)
            enter(.sessions)
            checkSampledSessions(start, bundle)
        } else {
            await walkLog(bundle, start, round)
            if let round { judgeTargets(bundle, round.judge) }
        }
    }

    /// Reads the head and judges who signed it: nothing beyond it is read for people whom nobody trusts.
    func openSigned() -> (XZFile, BundleHead, Manifest)? {
        enter(.head)
        guard attempt(.trust, "trust.json", { try self.checkTrust() }) != nil,
            let file = attempt(
                .container,
                "file",
                { try self.open() },
                pass: nil
            ),
            let head = attempt(.head, "head", { try BundleHead(file) }, pass: nil),
            let manifest = attempt(.manifest, MemberPath.manifest, { try self.readManifest(head) }),
            attempt(.head, "head", { try head.compare(with: manifest) }) != nil
        else { return nil }
        note(manifest, head)
        let digest = SHA256.hash(head.manifestBytes)
        guard partialsAreOfThis(bundle: digest) else { return nil }
        checkClocks(manifest)
        checkCustody(manifest, head)
        let isSigned = attempt(
            .signatures,
            MemberPath.envelope,
            { try self.checkSignatures(head, manifest) },
            pass: nil
        )
        guard isSigned == true || request.isForensic else { return nil }
        return (file, head, manifest)
    }

    private func open() throws -> XZFile {
        let source = try request.source ?? File.reading(request.path)
        if let file = source as? File { beginning = (file, try file.mark()) }
        try checkDigest(of: source)
        let file = try XZFile(source)
        place.file = file
        return file
    }

    /// Before anything in the file is looked at: another file than the one that was named is not judged.
    private func checkDigest(of source: any ByteSource) throws {
        guard let wanted = request.fileDigest else { return }
        let digest = try source.digest(time.check).sha256
        guard digest == wanted || KnockOut.isOff(FaultCode.fileDigest.rawValue) else {
            throw Fault(.fileDigest, "file", "has SHA-256 \(digest), want \(wanted)")
        }
        add(.container, .pass, "ok", "file", "the SHA-256 that was given")
    }

    private func readIndex(_ file: XZFile, _ head: BundleHead, _ manifest: Manifest) throws -> OpenBundle {
        enter(.index)
        let bundle = try OpenBundle(file: file, head: head, manifest: manifest)
        place.workload = Workload(bundle, scope: request.scope)
        enter(.documents)
        return bundle
    }

    private func readStart(_ documents: SegmentDocuments) -> SegmentStart? {
        do {
            let start = try documents.start()
            add(.links, .pass, "ok", MemberPath.carried, "")
            return start
        } catch {
            let fault = Fault(error)
            add(fault.check == .sessions ? .sessions : .links, fault, MemberPath.carried)
            return nil
        }
    }

    /// Runs one check: a fault becomes a finding, and nil.
    @discardableResult
    func attempt<Value>(
        _ check: Check,
        _ subject: String,
        _ body: () throws -> Value,
        pass: String? = ""
    ) -> Value? {
        do {
            try time.check()
            let value = try body()
            if let pass { add(check, .pass, "ok", subject, pass) }
            return value
        } catch {
            add(check, Fault(error), subject)
            return nil
        }
    }

    func add(_ check: Check, _ fault: Fault, _ subject: String) {
        let fault = located(fault)
        add(
            check,
            fault.isUnfinished ? .unfinished : .fail,
            fault.code,
            fault.subject.isEmpty ? subject : fault.subject,
            fault.detail
        )
    }

    func add(_ check: Check, _ outcome: Finding.Outcome, _ code: String, _ subject: String, _ detail: String)
    {
        report.findings.append(Finding(check, outcome, code: code, subject: subject, detail: detail))
    }

    // MARK: The checks on what is read first

    private func checkTrust() throws {
        if let pin = request.trustPin, pin != request.trustDigest, !request.trustVersions.contains(pin) {
            let chained = request.trustVersions.isEmpty ? "" : ", nor has a version of its chain"
            throw Fault(
                .trustPinMismatch,
                "trust.json",
                "has digest \(request.trustDigest), want \(pin)\(chained)"
            )
        }
        if let least = request.trustMinimumVersion, request.trust.version < least {
            throw Fault(
                .trustTooOld,
                "trust.json",
                "is version \(request.trust.version), want \(least) or later"
            )
        }
    }

    private func readManifest(_ head: BundleHead) throws -> Manifest {
        let manifest = try Manifest(canonical: head.manifestBytes)
        try manifest.checkMemberOrder()
        return manifest
    }

    private func note(_ manifest: Manifest, _ head: BundleHead) {
        report.bundle = Report.Bundle(manifest, digest: SHA256.hash(head.manifestBytes))
        coverage = manifest.proofs
    }

    private func checkCheckpoint(_ documents: SegmentDocuments) throws {
        let named = request.trust.logKeys(at: request.at, ages: ages)
        let trusted = named?.keys ?? []
        for warning in named?.warnings ?? [] {
            add(.log, .warn, warning.code.rawValue, warning.subject, warning.detail)
        }
        guard named == nil || !trusted.isEmpty else {
            throw Fault(
                .checkpointUnknownKey,
                MemberPath.checkpoint,
                "no log key of the trust file counts as of \(request.at)"
            )
        }
        try documents.checkCheckpoints(trustedLogKeys: trusted)
        report.restsOn.append(
            trusted.isEmpty
                ? "the log's own key, for which nobody but the exporters vouches"
                : "the log key that the trust file names"
        )
        if let shown = named?.shownBy, !shown.isEmpty {
            let seen = Set(shown).sorted()
            report.restsOn.append(
                Verifier.word(
                    of: seen,
                    for: "the manifest with this checkpoint",
                    request.trust.sightingsWanted
                )
            )
        }
    }

    private func checkContinuity(_ documents: SegmentDocuments) {
        let manifest = documents.manifest
        switch request.previous {
        case .unknown:
            add(
                .continuity,
                .notChecked,
                "not-checked",
                MemberPath.previousCheckpoint,
                "no earlier checkpoint was given (--previous, or --first): whether the segment before is the one "
                    + "that was audited is not known"
            )
        case .first:
            attempt(.continuity, MemberPath.checkpoint) {
                guard manifest.from == 0 else {
                    throw Fault(
                        .segmentNotFirst,
                        MemberPath.manifest,
                        "begins at leaf \(manifest.from), want 0"
                    )
                }
            }
        case .kept(let kept):
            attempt(.continuity, MemberPath.previousCheckpoint) { try self.compare(manifest, with: kept) }
        case .signed(let note):
            attempt(.continuity, MemberPath.previousCheckpoint) {
                try self.compare(manifest, with: Checkpoint(text: note.text))
                try documents.checkKept(note)
            }
        }
    }

    private func compare(_ manifest: Manifest, with kept: Checkpoint) throws {
        let subject = "segment [\(manifest.from), \(manifest.to))"
        guard kept.origin == manifest.origin else {
            throw Fault(
                .segmentOtherLog,
                subject,
                "is of log \(manifest.origin), the kept checkpoint of \(kept.origin)"
            )
        }
        if manifest.from > kept.size {
            throw Fault(
                .segmentGap,
                subject,
                "leaves \(kept.size) to \(manifest.from - 1) are in no segment seen so far"
            )
        }
        if manifest.from < kept.size {
            throw Fault(
                .segmentStale,
                subject,
                "begins before leaf \(kept.size), up to which the log was seen"
            )
        }
        guard kept.root == manifest.previousRoot ?? TreeHash.empty else {
            throw Fault(.segmentFork, subject, "continues another log than the kept checkpoint")
        }
    }
}
