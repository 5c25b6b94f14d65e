import Bytes
package import Reports

/// A verification in parts: shards judge steps and read blobs, a merge does all else.
extension Verifier {
    /// Looks at one shard of the request; nil where the medium could not be read to the end.
    ///
    /// - Precondition: the request is for a shard.
    package static func shard(
        _ request: VerificationRequest,
        progress: @escaping (Progress) -> Void = { _ in }
    ) async -> (partial: PartialReport?, findings: [Finding]) {
        guard let shard = request.shard else { preconditionFailure("the request is for no shard") }
        let verifier = Verifier(request, progress: progress)
        await verifier.run()
        verifier.leave()
        let bad = verifier.report.findings.filter { $0.outcome == .fail || $0.outcome == .unfinished }
        guard !bad.contains(where: { $0.outcome == .unfinished }) else { return (nil, bad) }
        let partial = PartialReport(
            inputs: VerificationInputs(request, manifest: verifier.report.bundle?.manifest),
            shard: shard,
            tally: verifier.tally,
            blobs: verifier.blobs,
            faults: bad
        )
        return (partial, bad)
    }

    /// The report that one run would give, from what shards found and this run's own look at everything else.
    ///
    /// - Precondition: the request is for a merge.
    package static func merge(
        _ request: VerificationRequest,
        progress: @escaping (Progress) -> Void = { _ in }
    ) async throws(PartialError) -> VerificationResult {
        guard let partials = request.partials else { preconditionFailure("the request is for no merge") }
        let set = try PartialSet(partials, inputs: VerificationInputs(request, manifest: nil))
        var sorted = request
        sorted.part = .merged(set.parts)
        let verifier = Verifier(sorted, progress: progress)
        await verifier.run()
        verifier.leave()
        if let refusal = verifier.refusal { throw refusal }
        return verifier.result()
    }

    /// Refuses partial reports of another bundle, as soon as this one's manifest is known.
    func partialsAreOfThis(bundle manifest: Digest) -> Bool {
        for part in request.partials ?? [] where part.inputs.manifest != manifest {
            refusal = PartialError(
                .manifest,
                part,
                "is of a bundle with manifest \(part.inputs.text("manifest")), this one has \"\(manifest)\""
            )
            return false
        }
        return true
    }

    /// Judges the shard's slice of the sample and, with scope `all`, reads its range of the blobs.
    func judge(_ shard: Shard, of bundle: OpenBundle, _ round: StepRound?) async {
        enter(.proofs)
        if let round { await judgeSteps(round) }
        guard request.scope == .all else { return }
        enter(.blobs)
        do {
            blobs = try await ShardBlobs(
                bundle: bundle,
                leaves: round?.judge.leaves ?? LeafReader(bundle),
                shard: shard,
                width: request.width,
                time: time,
                progress: { self.reach($0, of: $1) }
            ).read()
        } catch { add(.blobs, Fault(error), "data/blobs") }
    }

    /// Takes the next step that was looked at.
    func take(_ step: SampledStep) {
        if tallies == nil { tally.take(step) } else { tallies?.take(step) }
    }

    /// Puts what the shards counted into the report.
    func takeTallies() throws(PartialError) {
        guard let merged = tallies?.finish() else { return }
        if let contradiction = tallies?.contradiction { throw contradiction }
        tally = merged
    }

    /// Sums up the steps, all of which were looked at, here or by shards.
    func finish(_ round: StepRound) throws(PartialError) {
        try takeTallies()
        conclude(round)
    }
}
