import Bytes
import Certificates

/// A document that Intel signed: the exact bytes under the signature, and who signed them.
struct SignedDocument: Sendable {
    let bytes: [UInt8]
    /// r ‖ s on P-256.
    let signature: [UInt8]
    /// Signer first, root last; nil where they were not captured.
    let issuers: [Certificate]?
}

/// What was fetched from Intel beside a quote: status tables, QE identity, revocation lists.
///
/// Two forms: the raw responses of Intel's service, one file each, or one `collateral.json` as dcap-qvl
/// writes it.
struct IntelCollateral: Sendable {
    var tcbInfo: (content: TCBInfo, document: SignedDocument)?
    var identity: (content: EnclaveIdentity, document: SignedDocument)?
    var pckList: RevocationList?
    var rootList: RevocationList?
    /// Who signed the PCK list, as its response says; the quote's own chain has that certificate as well.
    var pckListIssuers: [Certificate]?
    /// The chain of the PCK certificate beside the quote, where files have it: the quote's own a second time, or that
    /// of a quote without one.
    var pckChain: [Certificate]?

    static let single = "collateral.json"
    static let chain = "pck-chain.pem"
    static let separate = [
        "tcb-info.json", "tcb-info.headers", "qe-identity.json", "qe-identity.headers", "pck-crl.der",
        "pck-crl.headers", "root-crl.der", chain,
    ]

    init(_ files: EvidenceFiles) throws(AttestationError) {
        let names = IntelCollateral.separate.filter { files[$0] != nil }
        guard let single = files[IntelCollateral.single] else {
            try readSeparate(files)
            return
        }
        guard names.isEmpty else {
            throw AttestationError(
                .evidenceFiles,
                at: IntelCollateral.single,
                "stands beside \(names.joined(separator: ", ")); want one form"
            )
        }
        try readSingle(single)
    }

    /// Headers of responses whose bodies are not there: nobody reads them.
    static func idle(in files: EvidenceFiles) -> [String] {
        ["tcb-info", "qe-identity"].filter { files["\($0).json"] == nil }.map { "\($0).headers" }
    }

    /// What is missing of it, in words.
    var missing: [String] {
        var missing: [String] = []
        if tcbInfo == nil { missing.append("TCB Info") }
        if let tcbInfo, tcbInfo.document.issuers == nil { missing.append("issuers of TCB Info") }
        if identity == nil { missing.append("QE identity") }
        if let identity, identity.document.issuers == nil { missing.append("issuers of QE identity") }
        if pckList == nil { missing.append("PCK revocation list") }
        if rootList == nil { missing.append("root revocation list") }
        return missing
    }

    /// Reads with the name of the file in every error.
    static func read<Value>(_ file: String, _ body: () throws -> Value) throws(AttestationError) -> Value {
        do {
            return try body()
        } catch let error as AttestationError {
            throw error
        } catch let error as FormatError where error.code == .unknownVersion {
            throw AttestationError(.evidenceUnsupported, at: file, "\(error)")
        } catch {
            throw AttestationError(.collateralMalformed, at: file, "\(error)")
        }
    }
}

// The raw responses.
extension IntelCollateral {
    private mutating func readSeparate(_ files: EvidenceFiles) throws(AttestationError) {
        if let body = files["tcb-info.json"] {
            let document = try IntelCollateral.document(
                files,
                "tcb-info",
                body,
                key: "tcbInfo",
                header: ["TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain"]
            )
            tcbInfo = try IntelCollateral.read("tcb-info.json") { (try TCBInfo(document.bytes), document) }
        }
        if let body = files["qe-identity.json"] {
            let document = try IntelCollateral.document(
                files,
                "qe-identity",
                body,
                key: "enclaveIdentity",
                header: ["SGX-Enclave-Identity-Issuer-Chain"]
            )
            identity = try IntelCollateral.read("qe-identity.json") {
                (try EnclaveIdentity(document.bytes), document)
            }
        }
        pckListIssuers = try IntelCollateral.issuers(files, "pck-crl.headers", ["SGX-PCK-CRL-Issuer-Chain"])
        pckList = try IntelCollateral.list(files, "pck-crl.der")
        rootList = try IntelCollateral.list(files, "root-crl.der")
        pckChain = try files[IntelCollateral.chain].map { bytes throws(AttestationError) in
            try IntelCollateral.read(IntelCollateral.chain) {
                try Certificate.ordered(Certificate.pem(bytes))
            }
        }
    }

    private static func list(_ files: EvidenceFiles, _ name: String) throws(AttestationError)
        -> RevocationList?
    {
        guard let bytes = files[name] else { return nil }
        return try read(name) { try RevocationList.pemOrDER(bytes) }
    }

    private static func document(
        _ files: EvidenceFiles,
        _ name: String,
        _ body: [UInt8],
        key: String,
        header: [String]
    ) throws(AttestationError) -> SignedDocument {
        let issuers = try issuers(files, "\(name).headers", header)
        return try read("\(name).json") {
            var object = try JSONObject(JSON(parsing: body, limits: .document), path: "")
            _ = try object.object(key)
            let signature = try object.hexadecimal("signature", count: 64)
            try object.end()
            guard let slice = RawMember.value(of: key, in: body) else {
                throw FormatError(.badValue, at: key, "key is spelt with escapes")
            }
            return SignedDocument(bytes: Array(slice), signature: signature, issuers: issuers)
        }
    }

    private static func issuers(
        _ files: EvidenceFiles,
        _ name: String,
        _ headers: [String]
    ) throws(AttestationError) -> [Certificate]? {
        guard let bytes = files[name] else { return nil }
        return try read(name) {
            guard let text = try ResponseHeaders(bytes, file: name).decoded(headers) else {
                throw FormatError(.badValue, at: name, "want a header \(headers.joined(separator: " or "))")
            }
            return try Certificate.pem(text)
        }
    }
}

// The layout of dcap-qvl: signed documents, chains and lists as text in one object.
extension IntelCollateral {
    private mutating func readSingle(_ bytes: [UInt8]) throws(AttestationError) {
        self = try IntelCollateral.read(IntelCollateral.single) {
            var object = try JSONObject(JSON(parsing: bytes, limits: .document), path: "")
            var read = try IntelCollateral(EvidenceFiles([:]))
            let tcbInfo = try IntelCollateral.document(&object, "tcb_info")
            read.tcbInfo = (try TCBInfo(tcbInfo.bytes), tcbInfo)
            let identity = try IntelCollateral.document(&object, "qe_identity")
            read.identity = (try EnclaveIdentity(identity.bytes), identity)
            read.pckListIssuers = try Certificate.pem(Array(object.string("pck_crl_issuer_chain").utf8))
            read.pckList = try RevocationList(der: Hex.decode(object.string("pck_crl").lowercased()))
            read.rootList = try RevocationList(der: Hex.decode(object.string("root_ca_crl").lowercased()))
            // For quotes that lack it; where both have it, the two must be one.
            if object.has("pck_certificate_chain") {
                read.pckChain = try Certificate.ordered(
                    Certificate.pem(Array(object.string("pck_certificate_chain").utf8))
                )
            }
            try object.end()
            return read
        }
    }

    private static func document(_ object: inout JSONObject, _ key: String) throws -> SignedDocument {
        SignedDocument(
            bytes: Array(try object.string(key).utf8),
            signature: try object.hexadecimal("\(key)_signature", count: 64),
            issuers: try Certificate.pem(Array(object.string("\(key)_issuer_chain").utf8))
        )
    }
}
