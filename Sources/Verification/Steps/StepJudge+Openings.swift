import Bytes
import Leaves
import Reports

/// Proofs whose blobs the producer withholds, and what was opened of them.
extension StepJudge {
    /// The content of a withheld proof; nil where it was not opened.
    func opened(_ reference: ProofReference) throws -> [UInt8]? {
        guard let content = openings.content, let digest = reference.blob else { return nil }
        try checkSize(reference.size, of: digest)
        guard let bytes = try content(digest, reference.size) else { return nil }
        guard bytes.count == reference.size, SHA256.hash(bytes) == digest else {
            throw Fault(.openingDigest, digest.hex, "the opening is not what the leaf commits to")
        }
        return bytes
    }

    /// What is said of a withheld proof of that kind that was not opened.
    func unopened(_ kind: String) -> SampledStep.Proof {
        func result(_ code: FaultCode, _ detail: String) -> SampledStep.Proof {
            SampledStep.Proof(kind: kind, code: code.rawValue, detail: detail)
        }
        if openings.demanded.contains(kind) {
            return result(.openingMissing, "it was to be opened, and was not")
        }
        if required.contains(kind) { return result(.proofMissing, "withheld, but the policy demands it") }
        return result(.proofWithheld, "withheld")
    }

    func checkSize(_ size: Int, of digest: Digest) throws {
        guard size <= StepJudge.largestProof else {
            throw Fault(.proofInvalid, digest.hex, "\(size) bytes, at most 1 GiB can be judged")
        }
    }
}
