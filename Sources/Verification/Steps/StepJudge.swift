import Bytes
import Container
import Layout
import Leaves
import MerkleLog
import Reports
import StepEvidence
import Trust

/// Looks at the proofs of single steps.
struct StepJudge: Sendable {
    /// A step to be looked at: which of the segment's step leaves it is, and the ticket that drew it.
    struct Pick: Sendable {
        var ticket: Int?
        var stratum: Int?
        let pick: Int
    }

    /// Picks whose leaves stand in one entry bundle, by the index.
    struct Job: Sendable {
        var picks: [(pick: Pick, leaf: Int, firstBlob: Int)]

        /// The number of their entry bundle in the log.
        var entryBundle: Int? { picks.first.map { $0.leaf / 256 } }
    }

    let bundle: OpenBundle
    let leaves: LeafReader
    let context: ProofContext
    /// Every session that opened before the segment's end.
    let sessions: SessionTable
    let verifiers: ProofVerifiers
    let required: [String]
    let keepsPaths: Bool
    /// Kinds of proof whose blobs are not in the bundle.
    let withheld: Set<String>
    let openings: Openings
    let time: TimeLimit
    /// False where shards judged the proofs: theirs are left open, with no code.
    var judgesProofs = true

    /// Judges the picks of one entry bundle; it throws only when time is over.
    func judge(_ job: Job) throws(Fault) -> [SampledStep] {
        let segment = bundle.manifest.from..<bundle.manifest.to
        let entries: LeafReader.Entries
        do {
            // Which picks share the job must not matter, since shards cut it elsewhere.
            guard let first = job.picks.first(where: { segment.contains($0.leaf) }) else {
                throw Fault(.sampleLeaf, "sample", "the index points to no step leaf")
            }
            entries = try leaves.entries(holding: first.leaf)
        } catch {
            let fault = Fault(error)
            return job.picks.map { failed($0.pick, leaf: $0.leaf, fault) }
        }
        return try judge(job, in: entries)
    }

    /// Judges the picks of one entry bundle that is at hand.
    func judge(_ job: Job, in entries: LeafReader.Entries) throws(Fault) -> [SampledStep] {
        try job.picks.map { (pick) throws(Fault) in
            try time.check()
            return judge(pick.pick, leaf: pick.leaf, firstBlob: pick.firstBlob, in: entries)
        }
    }

    private func judge(
        _ pick: Pick,
        leaf index: Int,
        firstBlob: Int,
        in entries: LeafReader.Entries
    ) -> SampledStep {
        do {
            guard index >= bundle.manifest.from, let bytes = entries.leaf(index),
                case .step(let step) = try Leaf(canonical: bytes)
            else { throw Fault(.sampleLeaf, "leaf \(index)", "the index points to no step leaf") }
            try sessions.check(step, at: index)
            let path = keepsPaths ? try leaves.path(to: index, in: entries).hashes : []
            return SampledStep(
                ticket: pick.ticket,
                stratum: pick.stratum,
                pick: pick.pick,
                leaf: index,
                step: step.step,
                session: step.session,
                metrics: step.metrics.map { .init($0) },
                proofs: proofs(of: step, firstBlob: firstBlob),
                path: path
            )
        } catch {
            return failed(pick, leaf: index, Fault(error))
        }
    }

    private func proofs(of step: StepLeaf, firstBlob: Int) -> [SampledStep.Proof] {
        var found: [SampledStep.Proof] = []
        var blob = firstBlob
        for reference in step.proofs {
            defer { if reference.blob != nil { blob += 1 } }
            found.append(proof(reference, of: step, blob: blob))
        }
        for kind in required where !step.proofs.contains(where: { $0.kind == kind }) {
            found.append(
                SampledStep.Proof(
                    kind: kind,
                    code: FaultCode.proofMissing.rawValue,
                    detail: "the policy demands it"
                )
            )
        }
        if found.isEmpty {
            found.append(
                SampledStep.Proof(
                    kind: "none",
                    code: FaultCode.proofMissing.rawValue,
                    detail: "the step has no proof"
                )
            )
        }
        return found
    }

    private func proof(_ reference: ProofReference, of step: StepLeaf, blob: Int) -> SampledStep.Proof {
        func result(_ code: String, _ detail: String) -> SampledStep.Proof {
            SampledStep.Proof(kind: reference.kind, code: code, detail: detail)
        }
        do {
            let isWithheld = reference.blob != nil && withheld.contains(reference.kind)
            let opened = isWithheld ? try opened(reference) : nil
            guard !isWithheld || opened != nil else { return unopened(reference.kind) }
            guard let verifier = verifiers[reference.kind] else {
                let isDemanded = required.contains(reference.kind)
                return result(
                    (isDemanded ? FaultCode.proofMissing : .proofKindUnknown).rawValue,
                    "this build cannot judge such proofs"
                        + (isDemanded ? ", but the policy demands them" : "")
                )
            }
            guard judgesProofs else { return result("", "") }
            return try leaves.withMemory(for: reference) {
                let bytes = try opened ?? content(of: reference, blob: blob)
                switch verifier.verify(step, proof: bytes, context) {
                case .valid(let note, let judge):
                    var valid = result("ok", note)
                    valid.judge = judge
                    return valid
                case .invalid(let code, let detail): return result(code, detail)
                }
            }
        } catch {
            let fault = Fault(error)
            return result(fault.code, fault.detail)
        }
    }

    // Openings larger than this are no step's; a blob is held in memory while it is judged.
    static let largestProof = 1 << 30

    private func content(of reference: ProofReference, blob: Int) throws -> [UInt8] {
        switch reference.content {
        case .inline(let bytes): return bytes
        case .blob(let digest):
            guard reference.size <= bundle.mostHeld else {
                throw Fault(
                    .proofInvalid,
                    digest.hex,
                    "\(reference.size) bytes, at most \(bundle.mostHeld) can be judged in a bundle of this size"
                )
            }
            let bytes = try bundle.content(of: place(of: digest, size: reference.size, number: blob))
            guard SHA256.hash(bytes) == digest else {
                throw Fault(.blobDigest, digest.hex, "the blob has another digest")
            }
            return bytes
        }
    }

    private func place(of digest: Digest, size: Int, number: Int) throws -> SegmentMap.Place {
        let record = try StepIndex.record(
            MemberPath.blobIndex,
            number,
            size: IndexRecords.blobRecord,
            in: bundle
        )
        guard let offset = try IndexRecords.blobOffset(record) else {
            throw Fault(
                .hintMismatch,
                digest.hex,
                "the index says that it is withheld, the manifest does not"
            )
        }
        return SegmentMap.Place(
            name: MemberPath.blob(digest),
            size: size,
            kind: .blob,
            offset: bundle.map.blobsOffset + offset
        )
    }

    private func failed(_ pick: Pick, leaf: Int, _ fault: Fault) -> SampledStep {
        SampledStep(
            ticket: pick.ticket,
            stratum: pick.stratum,
            pick: pick.pick,
            leaf: leaf,
            step: 0,
            session: nil,
            metrics: [],
            proofs: [SampledStep.Proof(kind: "none", code: fault.code, detail: fault.detail)],
            path: []
        )
    }
}
