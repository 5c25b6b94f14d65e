import Bytes
import Certificates

/// Gives files that somebody captured the names that they have in a folder of evidence, by what is in them.
///
/// Containers and texts are taken apart: the documents of NVIDIA's tools, tables of certificates, base64 and
/// hexadecimal. `Formats/evidence-v1.md` section 1 lists the names, section 6.1 what is taken apart.
package struct EvidenceSorter: Sendable {
    private var sorted: [String: [UInt8]] = [:]
    /// ASK or ASVK and ARK, where they came as files of their own.
    private var authorities: [Certificate] = []
    /// VCEKs and VLEKs: a host may hand over both.
    private var leaves: [Certificate] = []
    /// Certificates of the PCK chain, where they came beside the quote.
    private var platform: [Certificate] = []

    /// How often what is in a text may be a text itself.
    private static let deepest = 3

    package init() {}

    /// The files taken so far, under their proper names.
    package var files: EvidenceFiles {
        var files = sorted
        if let leaf = chosenLeaf { files["leaf.der"] = leaf.der }
        let issuers = authorities.filter { !isIdle($0) }
        if !issuers.isEmpty {
            // The root is its own issuer, and stands last.
            let chain = issuers.filter { !$0.isSelfIssued } + issuers.filter(\.isSelfIssued)
            files["chain.pem"] = chain.flatMap(\.pem)
        }
        if !platform.isEmpty {
            files[IntelCollateral.chain] = Certificate.ordered(platform).flatMap(\.pem)
        }
        return EvidenceFiles(files)
    }

    /// The leaf that the report names as its signer; the one there is where there is one.
    private var chosenLeaf: Certificate? {
        guard leaves.count > 1, let (report, _) = try? SNPEvidence.report(EvidenceFiles(sorted)) else {
            return leaves.first
        }
        return leaves.first { (try? SNPLeaf($0))?.signer == report.signer } ?? leaves.first
    }

    /// Whether an authority only issued a leaf that did not sign: beside a VLEK the ASK, beside a VCEK the ASVK.
    private func isIdle(_ authority: Certificate) -> Bool {
        guard leaves.count > 1, let leaf = chosenLeaf, !authority.isSelfIssued else { return false }
        return authority.subject != leaf.issuer && leaves.contains { $0.issuer == authority.subject }
    }

    /// Takes a file in; a name that fits already is kept.
    package mutating func take(_ bytes: [UInt8], named name: String) throws(AttestationError) {
        try take(bytes, named: name, depth: 0)
    }

    private mutating func take(_ bytes: [UInt8], named name: String, depth: Int) throws(AttestationError) {
        guard bytes.count <= EvidenceFiles.largestFile else {
            throw AttestationError(
                .evidenceFiles,
                at: name,
                "got \(bytes.count) bytes, want at most \(EvidenceFiles.largestFile)"
            )
        }
        if let devices = try EvidenceSorter.devices(bytes, named: name) {
            for (proper, content) in devices.sorted(by: { $0.key < $1.key }) {
                try put(content, as: proper, from: name)
            }
            return
        }
        guard !EvidenceReader.isProper(name) else { return try put(bytes, as: name, from: name) }
        // A quote has certificates in text inside, and is no chain with text around.
        if let proper = EvidenceSorter.evidence(bytes) { return try put(bytes, as: proper, from: name) }
        if try takeReport(bytes, named: name, depth: depth) { return }
        if try takeAMD(bytes, named: name) || takePlatform(bytes) { return }
        if let (proper, content) = EvidenceSorter.recognise(bytes) {
            return try put(content, as: proper, from: name)
        }
        guard depth < EvidenceSorter.deepest, let binary = CapturedText.binary(bytes) else {
            throw EvidenceSorter.unknown(bytes, name)
        }
        try take(binary, named: name, depth: depth + 1)
    }

    private static func unknown(_ bytes: [UInt8], _ name: String) -> AttestationError {
        let detail =
            "is no report, quote, document, certificate, revocation list or collateral that is known here"
        return AttestationError(.evidenceUnsupported, at: name, detail)
    }

    // A file that took another's place would be the one that is judged, and the other be there unjudged.
    private mutating func put(_ content: [UInt8], as proper: String, from name: String)
        throws(AttestationError)
    {
        let isTaken =
            sorted[proper] != nil || (proper == "chain.pem" && !authorities.isEmpty)
            || (proper == "leaf.der" && !leaves.isEmpty)
            || (proper == IntelCollateral.chain && !platform.isEmpty)
        guard !isTaken else { throw EvidenceSorter.second(proper, name) }
        sorted[proper] = content
    }

    private static func second(_ proper: String, _ name: String) -> AttestationError {
        AttestationError(.evidenceFiles, at: name, "a second file that would be \(proper)")
    }

    /// The files within a document of NVIDIA's SDK; nil for anything else.
    private static func devices(
        _ bytes: [UInt8],
        named name: String
    ) throws(AttestationError) -> [String: [UInt8]]? {
        let text = String(decoding: bytes.prefix(512), as: UTF8.self)
        guard let first = text.first(where: { !$0.isWhitespace }), first == "[" || first == "{",
            text.contains("\"arch\"") || text.contains("\"evidences\"")
        else { return nil }
        return try NVIDIAEvidence.files(inSDKDocument: bytes, name: name)
    }
}

// What a confidential VM gets from its host and its kernel.
extension EvidenceSorter {
    /// Takes what holds a report of SEV-SNP and more, or a table of certificates; false where it is nothing of these.
    private mutating func takeReport(
        _ bytes: [UInt8],
        named name: String,
        depth: Int
    ) throws(AttestationError) -> Bool {
        if SNPCertificateTable.isOne(bytes) {
            for content in try SNPCertificateTable.contents(of: bytes, name: name) {
                guard try takeAMD(content, named: name) else {
                    try take(content, named: name, depth: EvidenceSorter.deepest)
                    continue
                }
            }
            return true
        }
        let table = Array(bytes.dropFirst(SNPReport.byteCount))
        if SNPCertificateTable.isOne(table) {
            try put(Array(bytes.prefix(SNPReport.byteCount)), as: SNPEvidence.reportName, from: name)
            return try takeReport(table, named: name, depth: depth)
        }
        guard bytes.starts(with: Array("{".utf8)), let (out, auxiliary) = EvidenceSorter.configuration(bytes)
        else { return false }
        try take(out, named: name, depth: depth + 1)
        if !auxiliary.allSatisfy({ $0 == 0 }) { try take(auxiliary, named: name, depth: depth + 1) }
        return true
    }

    /// The attributes of a configfs-tsm report in one object, as some tools keep them.
    private static func configuration(_ json: [UInt8]) -> (out: [UInt8], auxiliary: [UInt8])? {
        guard let value = try? JSON(parsing: json, limits: .document),
            var object = try? JSONObject(value, path: ""), object.has("outblob"),
            let out = try? object.string("outblob"), let blob = CapturedText.binary(Array(out.utf8))
        else { return nil }
        let auxiliary = object.has("auxblob") ? try? object.string("auxblob") : nil
        return (blob, auxiliary.flatMap { CapturedText.binary(Array($0.utf8)) } ?? [])
    }

    /// Takes AMD's certificates in whatever portions they come; false where these are none.
    private mutating func takeAMD(_ bytes: [UInt8], named name: String) throws(AttestationError) -> Bool {
        let found = EvidenceSorter.certificates(bytes)
        let isAMD = found.allSatisfy {
            let name = $0.subjectCommonName ?? ""
            return name.hasPrefix("SEV-") || name.hasPrefix("ARK-")
        }
        guard !found.isEmpty, isAMD else { return false }
        for leaf in found where !leaf.isAuthority {
            // Two of one name would be two of which one is not judged.
            let isTaken = leaves.contains { $0.subjectCommonName == leaf.subjectCommonName }
            guard !isTaken, sorted["leaf.der"] == nil else { throw EvidenceSorter.second("leaf.der", name) }
            leaves.append(leaf)
        }
        let more = found.filter(\.isAuthority)
        guard more.isEmpty || sorted["chain.pem"] == nil else {
            throw EvidenceSorter.second("chain.pem", name)
        }
        authorities += more
        return true
    }

    /// Takes certificates of a PCK chain that lie beside the quote; false where these are none.
    private mutating func takePlatform(_ bytes: [UInt8]) -> Bool {
        let found = EvidenceSorter.certificates(bytes)
        let isPlatform = found.allSatisfy {
            let name = $0.subjectCommonName ?? ""
            return name.hasPrefix("Intel SGX PCK ") || name == "Intel SGX Root CA"
        }
        guard !found.isEmpty, isPlatform, sorted[IntelCollateral.chain] == nil else { return false }
        platform += found.filter { !platform.contains($0) }
        return true
    }

    private static func certificates(_ bytes: [UInt8]) -> [Certificate] {
        (try? Certificate(der: bytes)).map { [$0] } ?? (try? Certificate.pem(bytes)) ?? []
    }
}

// What is what, by its content.
extension EvidenceSorter {
    /// The name that the content calls for, and the content in its binary form.
    private static func recognise(_ bytes: [UInt8]) -> (String, [UInt8])? {
        if let list = try? RevocationList.pemOrDER(bytes) { return (revocationName(list), list.der) }
        let isReport = bytes.count == SNPReport.byteCount && !PEM.isIn(bytes)
        let report = isReport ? SNPEvidence.reportName : nil
        return (report ?? endorsement(bytes) ?? document(bytes)).map { ($0, bytes) }
    }

    /// The evidence itself, by its first bytes; a report of SEV-SNP has but its size.
    private static func evidence(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x84, 0x44, 0xa1]) || bytes.starts(with: [0xd2, 0x84, 0x44]) {
            return NitroEvidence.file
        }
        if bytes.starts(with: HCLReport.magic) { return HCLReport.name }
        if bytes.starts(with: [0x11, 0xe0]) {
            let device = (try? GPUReport(reading: bytes, name: ""))?.properties.device ?? .gpu
            return device.fileNames(0).report
        }
        let isQuote = bytes.count > 436 && (3...9).contains(bytes[0]) && bytes[1...3] == [0, 2, 0]
        return isQuote ? IntelEvidence.quoteName : nil
    }

    private static func revocationName(_ list: RevocationList) -> String {
        if list.issuerText.contains("Intel SGX Root CA") { return "root-crl.der" }
        return list.issuerText.contains("Intel") ? "pck-crl.der" : "crl.der"
    }

    /// One certificate, or a chain.
    private static func endorsement(_ bytes: [UInt8]) -> String? {
        if (try? Certificate(der: bytes)) != nil { return "leaf.der" }
        guard let chain = try? Certificate.pem(bytes) else { return nil }
        if chain.contains(where: { $0.subjectText.contains("NVIDIA") }) {
            let isSwitch = chain.contains { $0.subjectText.contains("LS_10") }
            return (isSwitch ? NVIDIADevice.nvSwitch : .gpu).fileNames(0).chain
        }
        return chain.count == 1 ? "leaf.pem" : "chain.pem"
    }

    /// Collateral in JSON, by the member that it begins with.
    private static func document(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes.prefix(4_096), as: UTF8.self)
        guard text.first == "{" || text.first == "[" else { return nil }
        for (member, name) in [
            ("\"tcb_info\"", IntelCollateral.single), ("\"pck_crl_issuer_chain\"", IntelCollateral.single),
            ("\"tcbInfo\"", "tcb-info.json"), ("\"enclaveIdentity\"", "qe-identity.json"),
        ] where text.contains(member) {
            return name
        }
        return nil
    }
}
