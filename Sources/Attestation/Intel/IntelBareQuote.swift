import Bytes

/// A quote that only names its machine, without the certificates to check it with: nothing can be found out about it.
struct IntelBareQuote: Evidence {
    private let quote: IntelQuote
    /// The names of files beside the quote.
    private let others: [String]

    /// Nil where the quote or its collateral has the whole chain of the PCK certificate.
    init?(_ files: EvidenceFiles) throws(AttestationError) {
        guard let bytes = files[IntelEvidence.quoteName], bytes.count <= EvidenceFiles.largestFile else {
            return nil
        }
        quote = try IntelQuote(bytes)
        guard quote.signatureData.chain == nil, try (IntelCollateral(files).pckChain?.count ?? 0) < 3
        else { return nil }
        others = files.names.filter { $0 != IntelEvidence.quoteName }
    }

    var kind: EvidenceKind { quote.body.tdReport == nil ? .sgx : .tdx }
    var isBare: Bool { true }
    var constants: [Claim] { [] }

    var boundData: [UInt8] {
        switch quote.body {
        case .sgx(let report): report.reportData
        case .tdx(let report): report.reportData
        }
    }

    var claims: [Claim] {
        let version = Claim("quote version", "\(quote.version)")
        let bound = Claim("report data", Hex.encode(boundData))
        switch quote.body {
        case .sgx(let report):
            return [
                version, Claim("mrenclave", Hex.encode(report.mrEnclave)),
                Claim("mrsigner", Hex.encode(report.mrSigner)), bound,
            ]
        case .tdx(let report):
            return [version] + report.measurements.map { Claim($0.name, Hex.encode($0.value)) } + [bound]
        }
    }

    func authenticate(_ context: AuthenticationContext) -> [AppraisalFinding] {
        let detail =
            "the quote only names the machine; give PCK certificate, CA and root (\(IntelCollateral.chain))"
        return [AppraisalFinding(.unfinished, .collateralMissing, "PCK chain", detail)]
            + others.map {
                AppraisalFinding(.notChecked, .notChecked, $0, "without a PCK chain nothing can be checked")
            }
    }

    func appraise(_ policy: AttestationPolicy, _ context: AuthenticationContext) -> [AppraisalFinding] { [] }

    func regression(to later: any Evidence) -> String? { nil }
}
