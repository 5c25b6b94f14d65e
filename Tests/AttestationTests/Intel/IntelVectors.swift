import Attestation
import Bytes
import Certificates
import TestSupport

/// Quotes and collateral of others, and what their READMEs say of them.
enum IntelVectors {
    static let folder = "attestation"
    static var there: Bool { Vectors.has("\(folder)/tdx") && Vectors.has("\(folder)/sgx") }

    static func bytes(_ name: String) throws -> [UInt8] {
        try File.contents(of: Vectors.path("\(folder)/\(name)"), limit: 1 << 20)
    }

    /// `quote.bin`, and `collateral.json` where there is one.
    static func files(_ name: String) throws -> [String: [UInt8]] {
        var files = ["quote.bin": try bytes("\(name).quote.bin")]
        let collateral = "\(name).collateral.json"
        if Vectors.has("\(folder)/\(collateral)") { files["collateral.json"] = try bytes(collateral) }
        return files
    }

    /// The raw responses of June 2023; their headers were not kept, the issuers come from the other form.
    static func rawFiles() throws -> [String: [UInt8]] {
        let raw = "tdx/collateral-raw-2023-06"
        let single = try bytes("tdx/v4-spr-2022.collateral.json")
        var object = try JSONObject(JSON(parsing: single, limits: .document), path: "")
        return [
            "quote.bin": try bytes("tdx/v4-spr-2022.quote.bin"),
            "tcb-info.json": try bytes("\(raw)/tcbInfo_response.json"),
            "tcb-info.headers": headers("TCB-Info-Issuer-Chain", try object.string("tcb_info_issuer_chain")),
            "qe-identity.json": try bytes("\(raw)/qeIdentity_response.json"),
            "qe-identity.headers": headers(
                "SGX-Enclave-Identity-Issuer-Chain",
                try object.string("qe_identity_issuer_chain")
            ),
            "pck-crl.der": try bytes("\(raw)/pckcrl.der"),
            "pck-crl.headers": headers("SGX-PCK-CRL-Issuer-Chain", try object.string("pck_crl_issuer_chain")),
            "root-crl.der": try bytes("\(raw)/rootcrl.der"),
        ]
    }

    /// A response as a tool writes it down, the chain encoded as Intel's service does.
    static func headers(_ name: String, _ pem: String) -> [UInt8] {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        let encoded = pem.utf8.flatMap { byte in
            plain.contains(byte) ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\(name): "
        return Array(head.utf8) + encoded + Array("\r\nRequest-ID: 1\r\n\r\n".utf8)
    }

    static func context(_ from: String, _ to: String? = nil) throws -> AuthenticationContext {
        let bracket = try TimeBracket(from: Timestamp(from), to: Timestamp(to ?? from))
        return AuthenticationContext(roots: .builtIn, bracket: bracket)
    }

    static func evidence(_ files: [String: [UInt8]]) throws -> any Evidence {
        let isSGX = files["quote.bin"]?.first == 3
        return isSGX ? try SGXEvidence(EvidenceFiles(files)) : try TDXEvidence(EvidenceFiles(files))
    }

    static func policy(_ text: String) throws -> AttestationPolicy {
        let json = try JSON(parsing: Array(text.utf8), limits: .document)
        return try AttestationPolicy(json, path: "attestation")
    }

    /// A policy that accepts this very quote with these statuses.
    static func policy(
        for evidence: any Evidence,
        statuses: String = "\"UpToDate\"",
        debug: Bool = false,
        more: String = ""
    ) throws -> AttestationPolicy {
        let known = Dictionary(uniqueKeysWithValues: evidence.constants.map { ($0.name, $0.value) })
        let rest = "\"debug\": \(debug), \"statuses\": [\(statuses)]\(more)"
        if let enclave = known["mrenclave"] {
            return try policy("{\"sgx\": {\"enclaves\": [{\"mrenclave\": \"\(enclave)\"}], \(rest)}}")
        }
        let mrtd = known["mrtd"] ?? ""
        return try policy("{\"tdx\": {\"measurements\": [{\"mrtd\": \"\(mrtd)\"}], \(rest)}}")
    }
}

extension [AppraisalFinding] {
    /// The codes of everything that keeps evidence from being accepted, each once and in order.
    var refusals: [AppraisalCode] {
        var codes: [AppraisalCode] = []
        for finding in self where [.fail, .unsupported, .unfinished].contains(finding.outcome) {
            if !codes.contains(finding.code) { codes.append(finding.code) }
        }
        return codes
    }

    func with(_ code: AppraisalCode) -> AppraisalFinding? { first { $0.code == code } }
}
