import Bytes
import Certificates

/// Gives files that somebody captured the names that they have in a folder of evidence, by what is in them.
///
/// `Formats/evidence-v1.md` section 1 lists the names.
package struct EvidenceSorter: Sendable {
    private var sorted: [String: [UInt8]] = [:]
    /// ASK or ASVK and ARK, where they came as files of their own.
    private var authorities: [Certificate] = []

    package init() {}

    /// The files taken so far, under their proper names.
    package var files: EvidenceFiles {
        guard !authorities.isEmpty else { return EvidenceFiles(sorted) }
        // The root is its own issuer, and stands last.
        let chain =
            authorities.filter { $0.issuer != $0.subject } + authorities.filter { $0.issuer == $0.subject }
        return EvidenceFiles(sorted.merging(["chain.pem": chain.flatMap(\.pem)]) { own, _ in own })
    }

    /// Takes a file in; a name that fits already is kept.
    package mutating func take(_ bytes: [UInt8], named name: String) throws(AttestationError) {
        guard bytes.count <= EvidenceFiles.largestFile else {
            throw AttestationError(
                .evidenceFiles,
                at: name,
                "got \(bytes.count) bytes, want at most \(EvidenceFiles.largestFile)"
            )
        }
        if let gpus = try EvidenceSorter.gpus(bytes, named: name) {
            for (proper, content) in gpus.sorted(by: { $0.key < $1.key }) {
                try put(content, as: proper, from: name)
            }
            return
        }
        if !EvidenceReader.isProper(name), try takeAMD(bytes, named: name) { return }
        let (proper, content) = try EvidenceSorter.recognise(bytes, named: name)
        try put(content, as: proper, from: name)
    }

    // A file that took another's place would be the one that is judged, and the other be there unjudged.
    private mutating func put(_ content: [UInt8], as proper: String, from name: String)
        throws(AttestationError)
    {
        let isTaken = sorted[proper] != nil || (proper == "chain.pem" && !authorities.isEmpty)
        guard !isTaken else {
            throw AttestationError(.evidenceFiles, at: name, "a second file that would be \(proper)")
        }
        sorted[proper] = content
    }

    /// The files within a document of NVIDIA's SDK; nil for anything else.
    private static func gpus(
        _ bytes: [UInt8],
        named name: String
    ) throws(AttestationError) -> [String: [UInt8]]? {
        let text = String(decoding: bytes.prefix(256), as: UTF8.self)
        guard text.first == "[", text.contains("\"arch\"") else { return nil }
        return try NVIDIAEvidence.files(inSDKDocument: bytes, name: name)
    }

    /// The name that the content calls for, and the content in its binary form.
    private static func recognise(
        _ bytes: [UInt8],
        named name: String
    ) throws(AttestationError) -> (String, [UInt8]) {
        if EvidenceReader.isProper(name) { return (name, bytes) }
        if let binary = hexadecimal(bytes) { return try recognise(binary, named: name) }
        if let list = try? RevocationList.pemOrDER(bytes) { return (revocationName(list), list.der) }
        if let found = evidence(bytes) ?? endorsement(bytes) ?? document(bytes) { return (found, bytes) }
        throw AttestationError(
            .evidenceUnsupported,
            at: name,
            "is no report, quote, document, certificate, revocation list or collateral that is known here"
        )
    }

    /// The bytes of a text of hexadecimal digits, whatever its line breaks.
    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8]? {
        let digits = bytes.filter { !($0 == 0x0a || $0 == 0x0d || $0 == 0x20) }
        guard digits.count >= 256, digits.allSatisfy({ Hex.value($0 | 0x20) != nil }) else { return nil }
        return try? Hex.decode(String(decoding: digits.map { $0 | 0x20 }, as: UTF8.self))
    }

    /// The evidence itself: a report by its size, a quote by its header, a document by its first bytes.
    private static func evidence(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x84, 0x44, 0xa1]) || bytes.starts(with: [0xd2, 0x84, 0x44]) {
            return "document.cose"
        }
        if bytes.starts(with: [0x11, 0xe0]) { return "gpu-0.report.bin" }
        if bytes.count > 436, [3, 4, 5].contains(bytes[0]), bytes[1] == 0, bytes[2] == 2, bytes[3] == 0 {
            return "quote.bin"
        }
        return bytes.count == 1_184 ? "report.bin" : nil
    }

    private static func revocationName(_ list: RevocationList) -> String {
        if list.issuerText.contains("Intel SGX Root CA") { return "root-crl.der" }
        return list.issuerText.contains("Intel") ? "pck-crl.der" : "crl.der"
    }

    /// Takes AMD's certificates in whatever portions they come; false where these are none.
    private mutating func takeAMD(_ bytes: [UInt8], named name: String) throws(AttestationError) -> Bool {
        let found = (try? Certificate(der: bytes)).map { [$0] } ?? (try? Certificate.pem(bytes)) ?? []
        let leaves = found.filter { !$0.isAuthority }
        let isAMD = found.allSatisfy {
            let name = $0.subjectCommonName ?? ""
            return name.hasPrefix("SEV-") || name.hasPrefix("ARK-")
        }
        guard !found.isEmpty, isAMD, leaves.count <= 1, sorted["leaf.der"] == nil || leaves.isEmpty else {
            return false
        }
        for leaf in leaves { try put(leaf.der, as: "leaf.der", from: name) }
        let more = found.filter(\.isAuthority)
        guard more.isEmpty || sorted["chain.pem"] == nil else {
            throw AttestationError(.evidenceFiles, at: name, "a second file that would be chain.pem")
        }
        authorities += more
        return true
    }

    /// One certificate, or a chain.
    private static func endorsement(_ bytes: [UInt8]) -> String? {
        if (try? Certificate(der: bytes)) != nil { return "leaf.der" }
        guard let chain = try? Certificate.pem(bytes) else { return nil }
        if chain.contains(where: { $0.subjectText.contains("NVIDIA") }) { return "gpu-0.chain.pem" }
        return chain.count == 1 ? "leaf.pem" : "chain.pem"
    }

    /// Collateral in JSON, by the member that it begins with.
    private static func document(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes.prefix(4_096), as: UTF8.self)
        guard text.first == "{" || text.first == "[" else { return nil }
        for (member, name) in [
            ("\"tcb_info\"", "collateral.json"), ("\"pck_crl_issuer_chain\"", "collateral.json"),
            ("\"tcbInfo\"", "tcb-info.json"), ("\"enclaveIdentity\"", "qe-identity.json"),
        ] where text.contains(member) {
            return name
        }
        return nil
    }
}
