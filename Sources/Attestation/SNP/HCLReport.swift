import Bytes

/// What an Azure confidential VM has in index 0x01400001 of its virtual TPM: a report, and claims that it binds.
///
///     magic "HCLA" | version u32 = 1 or 2 | size of what follows the header u32 | request u32 = 2 | status u32 = 0
///     zero 12 | report 1,184 | size of the rest u32 | version u32 = 1 | report type u32 | hash type u32
///     claims size u32 | claims, JSON | zeros
///
/// All numbers are little-endian. The guest runs above Microsoft's paravisor, the only one that asks the processor for
/// reports: REPORT_DATA is SHA-256 of the claims and 32 zeros. `user-data` in the claims is what the guest wrote into
/// index 0x01400002. `Formats/evidence-v1.md` section 2.1 says what follows from that.
struct HCLReport: Hashable, Sendable {
    static let name = "hcl.bin"
    static let magic = Array("HCLA".utf8)

    /// The report of SEV-SNP.
    let report: [UInt8]
    /// The exact bytes under the digest.
    let claimBytes: [UInt8]
    let content: HCLClaims

    private static let kinds: [UInt32: String] = [1: "VBS", 2: "SEV-SNP", 3: "TVM", 4: "TDX"]
    private static let snp: UInt32 = 2
    private static let sha256: UInt32 = 1
    private static let reportPlace = 32
    private static let largestClaims = 64 << 10

    init(_ bytes: [UInt8]) throws(AttestationError) {
        var cursor = ByteCursor(bytes, name: HCLReport.name)
        let fields = try AttestationError.reading { () throws(FormatError) in
            try HCLReport.header(&cursor)
        }
        report = fields.report
        guard fields.kind == HCLReport.snp else {
            let kind = HCLReport.kinds[fields.kind] ?? "type \(fields.kind)"
            throw AttestationError(
                .evidenceUnsupported,
                at: HCLReport.name,
                "an Azure HCL report of \(kind), want SEV-SNP; of TDX, give the quote that Azure makes of it"
            )
        }
        guard fields.hash == HCLReport.sha256 else {
            throw AttestationError(
                .evidenceUnsupported,
                at: HCLReport.name,
                "claims under hash type \(fields.hash), want 1 (SHA-256)"
            )
        }
        claimBytes = fields.claims
        content = try HCLClaims(fields.claims)
    }

    private struct Header {
        let report: [UInt8]
        let kind: UInt32
        let hash: UInt32
        let claims: [UInt8]
    }

    private static func header(_ cursor: inout ByteCursor) throws(FormatError) -> Header {
        guard try cursor.take(4).elementsEqual(magic) else { throw cursor.error(.badValue, "want HCLA") }
        let version = try cursor.littleEndian(UInt32.self)
        guard (1...2).contains(version) else {
            throw cursor.error(.unknownVersion, "got version \(version), want 1 or 2")
        }
        let size = Int(try cursor.littleEndian(UInt32.self))
        let request = try cursor.littleEndian(UInt32.self)
        guard request == 2 else { throw cursor.error(.unknownVersion, "got request \(request), want 2") }
        let rest = try cursor.take(16)
        guard rest.allSatisfy({ $0 == 0 }) else { throw cursor.error(.badValue, "want status 0 and zeros") }
        let report = Array(try cursor.take(SNPReport.byteCount))
        let dataSize = Int(try cursor.littleEndian(UInt32.self))
        let dataVersion = try cursor.littleEndian(UInt32.self)
        guard dataVersion == 1 else {
            throw cursor.error(.unknownVersion, "got claims of version \(dataVersion), want 1")
        }
        let kind = try cursor.littleEndian(UInt32.self)
        let hash = try cursor.littleEndian(UInt32.self)
        let count = Int(try cursor.littleEndian(UInt32.self))
        guard count <= largestClaims else { throw cursor.error(.tooLarge, "\(count) bytes of claims") }
        let claims = Array(try cursor.take(count))
        // Of version 1 the sizes are larger than what is there: nothing rests on them.
        guard dataSize >= count, size >= count else {
            throw cursor.error(.badValue, "sizes \(size) and \(dataSize) are below that of the claims")
        }
        guard try cursor.take(cursor.remaining).allSatisfy({ $0 == 0 }) else {
            throw cursor.error(.trailingBytes, "bytes after the claims are not signed and not all zero")
        }
        return Header(report: report, kind: kind, hash: hash, claims: claims)
    }

    var claims: [Claim] {
        var claims = [Claim("made by", "Azure's paravisor, which runs below the guest")]
        claims.append(Claim("user-data", content.userData.map { Hex.encode($0) } ?? "none"))
        if let key = content.attestationKey { claims.append(Claim("HCLAkPub", key.hex)) }
        return claims + content.settings
    }

    /// What stays while it is the same machine.
    var constants: [Claim] {
        [
            content.machine.map { Claim("vmUniqueId", $0) },
            content.attestationKey.map { Claim("HCLAkPub", $0.hex) },
        ]
        .compactMap { $0 }
    }
}

extension HCLReport {
    /// Why the measurement of such a report is not that of a trainer.
    static let unmeasured =
        "the measurement is that of Azure's paravisor, which starts any guest: which programs ran in the machine, "
        + "the report does not show"

    /// Whether the report binds these claims, and whether the paravisor alone could have asked for it.
    func findings(in report: SNPReport) -> [AppraisalFinding] {
        let bound = SHA256.hash(claimBytes).bytes + [UInt8](repeating: 0, count: 32)
        let claims =
            report.reportData == bound
            ? AppraisalFinding(.pass, .ok, "claims", "REPORT_DATA is their SHA-256 and zeros")
            : AppraisalFinding(.fail, .claimsMismatch, "claims", "REPORT_DATA is not their SHA-256 and zeros")
        guard report.vmpl == 0 else {
            let detail =
                "made at VMPL \(report.vmpl), where the guest could ask for it, want 0: the paravisor's"
            return [claims, AppraisalFinding(.fail, .paravisorLevel, "paravisor", detail)]
        }
        return [claims, AppraisalFinding(.pass, .ok, "paravisor", "made at VMPL 0")]
    }
}
