import Bytes
import Certificates

// What Intel says of the platform: signed, of this platform, and about this quoting enclave and TDX module.
extension IntelAuthentication {
    private static let signerNames = [["Intel SGX TCB Signing"]]

    mutating func checkCollateral() {
        let missing = evidence.collateral.missing
        if !missing.isEmpty {
            findings.add(
                .unfinished,
                .collateralMissing,
                "collateral",
                "without \(missing.joined(separator: ", "))"
            )
        }
        if let (tcbInfo, document) = evidence.collateral.tcbInfo {
            checkDocument(document, "TCB Info")
            checkPlatform(tcbInfo)
            checkModule(tcbInfo)
            noteUnknown(tcbInfo.unknown, "TCB Info")
        }
        if let (identity, document) = evidence.collateral.identity {
            checkDocument(document, "QE identity")
            checkIdentity(identity)
            noteUnknown(identity.unknown, "QE identity")
        }
        if let issuers = evidence.collateral.pckListIssuers {
            checkChain(
                issuers,
                "chain of the PCK revocation list",
                names: [IntelAuthentication.authorities],
                for: .authority
            )
        }
        if let chain = evidence.collateral.pckChain {
            findings.check(
                chain == evidence.chain,
                .collateralMismatch,
                "PCK chain in the collateral",
                evidence.quote.signatureData.chain == nil ? "is the only one" : "is the quote's",
                or: "has other certificates than the quote"
            )
        }
    }

    private mutating func checkDocument(_ document: SignedDocument, _ subject: String) {
        guard let issuers = document.issuers, let signer = issuers.first else { return }
        checkChain(issuers, "chain of \(subject)", names: IntelAuthentication.signerNames)
        findings.check(
            signer.publicKey.verifies(
                signature: document.signature,
                message: document.bytes,
                digest: .sha256
            ),
            .collateralSignature,
            subject,
            "signed by \(signer.subjectCommonName ?? signer.subjectText)",
            or: "not signed by \(signer.subjectCommonName ?? signer.subjectText)"
        )
    }

    private mutating func checkPlatform(_ info: TCBInfo) {
        let pck = evidence.pck
        var faults: [String] = []
        let tee: TCBInfo.TEE = evidence.quote.body.tdReport == nil ? .sgx : .tdx
        if info.tee != tee { faults.append("it is for \(info.tee.rawValue), the quote of \(tee.rawValue)") }
        if info.fmspc != pck.fmspc {
            faults.append("FMSPC: got \(Hex.encode(info.fmspc)), want \(Hex.encode(pck.fmspc))")
        }
        if info.pceID != pck.pceID {
            faults.append("PCE-ID: got \(Hex.encode(info.pceID)), want \(Hex.encode(pck.pceID))")
        }
        findings.check(
            faults.isEmpty,
            .collateralMismatch,
            "platform of TCB Info",
            "FMSPC \(Hex.encode(pck.fmspc)), PCE-ID \(Hex.encode(pck.pceID))",
            or: faults.joined(separator: "; ")
        )
    }

    /// Which TDX module runs: its signer, and attributes that must be zero so far.
    private mutating func checkModule(_ info: TCBInfo) {
        guard let report = evidence.quote.body.tdReport, info.tee == .tdx else { return }
        let id = TCBInfo.moduleID(report.teeTCBSVN[1])
        guard let module = info.module(version: report.teeTCBSVN[1]) else {
            return findings.add(.fail, .collateralMismatch, "TDX module", "TCB Info has no \(id)")
        }
        var faults: [String] = []
        if report.mrSignerSEAM != module.signer {
            let (got, want) = (Hex.encode(report.mrSignerSEAM), Hex.encode(module.signer))
            faults.append("MRSIGNERSEAM: got \(got), want \(want)")
        }
        if report.seamAttributes.contains(where: { $0 != 0 }) || report.seamAttributes != module.attributes {
            let (got, want) = (Hex.encode(report.seamAttributes), Hex.encode(module.attributes))
            faults.append("SEAM attributes: got \(got), want zero and \(want)")
        }
        findings.check(
            faults.isEmpty,
            .collateralMismatch,
            "TDX module",
            "\(id), signed by Intel",
            or: faults.joined(separator: "; ")
        )
    }

    private mutating func checkIdentity(_ identity: EnclaveIdentity) {
        let wanted = evidence.quote.body.tdReport == nil ? "QE" : "TD_QE"
        guard identity.id == wanted else {
            let detail = "it is for \(identity.id), want \(wanted)"
            return findings.add(.fail, .collateralMismatch, "QE identity", detail)
        }
        let differences = identity.differences(from: evidence.quote.signatureData.quotingEnclave)
        findings.check(
            differences.isEmpty,
            .quotingEnclave,
            "quoting enclave",
            "is Intel's \(identity.id)",
            or: differences.joined(separator: "; ")
        )
    }

    /// A field that is not understood may be one that would have changed the verdict.
    private mutating func noteUnknown(_ fields: [String], _ subject: String) {
        guard !fields.isEmpty else { return }
        let names = Set(fields.map { $0.prefix(80) }).sorted().prefix(10).joined(separator: ", ")
        findings.add(
            .warn,
            .evidenceUnsupported,
            subject,
            "fields that are not understood, and not judged: \(names)"
        )
    }
}
