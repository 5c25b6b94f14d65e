import Bytes
import Certificates

/// The certificates that lead from the key that signed evidence to a vendor's root, leaf first.
struct EndorsementChain: Hashable, Sendable {
    let leaf: Certificate
    /// The leaf and those above it, the root last.
    let certificates: [Certificate]
    private let vendor: VendorRoots.Vendor

    init(leaf: Certificate, above: [Certificate], vendor: VendorRoots.Vendor) {
        self.leaf = leaf
        certificates = [leaf] + above
        self.vendor = vendor
    }

    /// Whether the leaf's key made `signature`, r ‖ s on P-384 over SHA-384.
    func hasSigned(_ message: [UInt8], _ signature: [UInt8]) -> Bool {
        guard case .p384 = leaf.publicKey else { return false }
        return leaf.publicKey.verifies(signature: signature, message: message, digest: .sha384)
    }

    /// Links, root and windows.
    func findings(_ context: AuthenticationContext) -> [AppraisalFinding] {
        linkFindings + [rootFinding(context.roots)] + windowFindings(context.bracket)
    }

    private var linkFindings: [AppraisalFinding] {
        let faults = CertificatePath.faults(certificates, for: .signer).map(\.description)
        guard faults.isEmpty else {
            return faults.map { AppraisalFinding(.fail, .chainInvalid, "certificate chain", $0) }
        }
        let detail = "\(certificates.count) certificates, each signed by the next"
        return [AppraisalFinding(.pass, .ok, "certificate chain", detail)]
    }

    private func rootFinding(_ roots: VendorRoots) -> AppraisalFinding {
        let root = certificates.last ?? leaf
        guard let name = roots.name(of: root, vendor: vendor) else {
            let detail = "\(root.subjectText) with key \(root.publicKeyDigest) is not a root that is known"
            return AppraisalFinding(.fail, .rootUnknown, "root", detail)
        }
        return AppraisalFinding(.pass, .ok, "root", name)
    }

    private func windowFindings(_ bracket: TimeBracket?) -> [AppraisalFinding] {
        guard let bracket else {
            let detail = "the time of the evidence is unknown"
            return [AppraisalFinding(.unfinished, .timeUnknown, "certificate windows", detail)]
        }
        let outside = certificates.enumerated().filter { !$1.covers(bracket) }
        guard outside.isEmpty else {
            return outside.map { index, certificate in
                let detail = "evidence of \(bracket), certificate of \(certificate.window)"
                return AppraisalFinding(.fail, .certificateWindow, "certificate \(index) window", detail)
            }
        }
        let detail = "all contain \(bracket)"
        return [AppraisalFinding(.pass, .ok, "certificate windows", detail)]
    }
}

extension Certificate {
    // No range: nobody promises that a certificate ends after it begins.
    func isValid(at time: Timestamp) -> Bool { notBefore <= time && time <= notAfter }

    fileprivate func covers(_ bracket: TimeBracket) -> Bool { bracket.isWithin(notBefore, notAfter) }

    fileprivate var window: String { "\(notBefore) to \(notAfter)" }
}

extension AttestationError {
    /// What `read` gives; where it fails, the code of the certificate's error becomes part of the words.
    static func certificate<Value>(
        _ location: String,
        _ read: () throws(CertificateError) -> Value
    ) throws(AttestationError) -> Value {
        do { return try read() } catch {
            throw AttestationError(.evidenceMalformed, at: location, error.description)
        }
    }
}
