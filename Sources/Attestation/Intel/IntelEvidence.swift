import Bytes
import Certificates

/// What evidence of TDX and of SGX has in common: a quote, the certificates in it, and collateral.
struct IntelEvidence: Sendable {
    let quote: IntelQuote
    /// PCK certificate, its CA, root.
    let chain: [Certificate]
    let pck: PCKIdentity
    let collateral: IntelCollateral
    /// Nil without TCB Info or QE identity.
    let assessment: TCBAssessment?

    /// All names of files that are read.
    static let fileNames = [quoteName, IntelCollateral.single] + IntelCollateral.separate
    static let quoteName = "quote.bin"

    init(_ files: EvidenceFiles) throws(AttestationError) {
        for name in IntelEvidence.fileNames {
            guard let size = files[name]?.count, size > EvidenceFiles.largestFile else { continue }
            throw AttestationError(
                .evidenceFiles,
                at: name,
                "\(size) bytes, at most \(EvidenceFiles.largestFile)"
            )
        }
        guard let bytes = files["quote.bin"] else {
            throw AttestationError(.evidenceFiles, at: "quote.bin", "the file is missing")
        }
        quote = try IntelQuote(bytes)
        collateral = try IntelCollateral(files)
        (chain, pck) = try IntelEvidence.certificates(quote.signatureData, collateral)
        if let tcbInfo = collateral.tcbInfo?.content, let identity = collateral.identity?.content {
            let enclave = quote.signatureData.quotingEnclave
            assessment = TCBAssessment(quote.body, pck, enclave, tcbInfo, identity)
        } else {
            assessment = nil
        }
    }

    /// The chain in the quote or, where the quote only names the machine, beside it; in whatever order.
    private static func certificates(
        _ data: QuoteSignatureData,
        _ collateral: IntelCollateral
    ) throws(AttestationError) -> ([Certificate], PCKIdentity) {
        let place = data.chain == nil ? "PCK chain" : "quote.bin, PCK chain"
        do {
            let chain = Certificate.ordered(
                try data.chain.map { try Certificate.pem($0) } ?? collateral.pckChain ?? []
            )
            guard chain.count == 3 else {
                throw FormatError(.badValue, at: "", "\(chain.count) certificates, want PCK, CA and root")
            }
            guard let value = chain[0].extensionValue(PCKIdentity.extensionOID) else {
                throw FormatError(.badValue, at: chain[0].subjectText, "no SGX extension")
            }
            return (chain, try PCKIdentity(value))
        } catch {
            throw AttestationError(.evidenceMalformed, at: place, "\(error)")
        }
    }

    /// The claims that TDX and SGX share, after those of the report itself.
    var platformClaims: [Claim] {
        var claims = [
            Claim("quote version", "\(quote.version)"),
            Claim("FMSPC", Hex.encode(pck.fmspc)),
            Claim("PCE-ID", Hex.encode(pck.pceID)),
            Claim("PPID", Hex.encode(pck.ppid)),
            Claim("PCK certified by", chain[0].issuerText),
            Claim("PCK TCB components", pck.components.map(String.init).joined(separator: " ")),
            Claim("PCESVN", "\(pck.pceSVN)"),
            Claim("quoting enclave ISVSVN", "\(quote.signatureData.quotingEnclave.securityVersion)"),
        ]
        guard let assessment, let tcbInfo = collateral.tcbInfo?.content else { return claims }
        claims.append(Claim("TCB status", assessment.status?.rawValue ?? "none: \(assessment.failure)"))
        if assessment.status != nil { claims.append(Claim("TCB status of the parts", assessment.parts)) }
        let advisories = assessment.advisories
        claims.append(Claim("advisories", advisories.isEmpty ? "none" : advisories.joined(separator: ", ")))
        claims.append(Claim("TCB evaluation number", "\(tcbInfo.evaluationNumber)"))
        claims.append(Claim("TCB Info", "\(tcbInfo.issueDate) to \(tcbInfo.nextUpdate)"))
        return claims
    }

    /// What stays as it is while the machine is the same one.
    var platformConstants: [Claim] {
        [Claim("FMSPC", Hex.encode(pck.fmspc)), Claim("PPID", Hex.encode(pck.ppid))]
    }

    /// How the PCK certificate of `later` shows older firmware.
    func shortfalls(to later: IntelEvidence) -> [String] {
        PlatformTCB(components: later.pck.components, pceSVN: later.pck.pceSVN, tdx: nil).shortfalls(
            to: PlatformTCB(components: pck.components, pceSVN: pck.pceSVN, tdx: nil)
        )
    }

    /// A level of firmware that no policy can accept: none at all, or one that Intel has revoked.
    var levelFaults: [AppraisalFinding] {
        guard let assessment else { return [] }
        guard let status = assessment.status else {
            return [AppraisalFinding(.fail, .tcbLevelNone, "TCB status", assessment.failure)]
        }
        guard status == .revoked else { return [] }
        return [AppraisalFinding(.fail, .tcbStatus, "TCB status", "\(status.rawValue) (\(assessment.parts))")]
    }
}
