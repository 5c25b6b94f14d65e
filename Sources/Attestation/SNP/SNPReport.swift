import Bytes

/// An attestation report of SEV-SNP firmware, versions 2 to 5: AMD publication 56860, ATTESTATION_REPORT.
///
///     000 version u32       004 guest SVN u32     008 policy u64         010 family id 16    020 image id 16
///     030 VMPL u32          034 algorithm u32     038 current TCB 8      040 platform u64    048 key info u32
///     04c zero 4            050 report data 64    090 measurement 48     0c0 host data 32    0e0 ID key 48
///     110 author key 48     140 report id 32      160 migration id 32    180 reported TCB 8
///     188 family, model, stepping (version 3 on)  18b zero               1a0 chip id 64
///     1e0 committed TCB 8   1e8 current version 3, zero 1                1ec committed version 3, zero 1
///     1f0 launch TCB 8      1f8 launch and 200 current mitigations u64 (version 5)           208 zero
///     2a0 r 72              2e8 s 72              330 zero to 49f
///
/// All numbers are little-endian; 000 to 29f is signed. What is not signed must be zero.
struct SNPReport: Hashable, Sendable {
    static let byteCount = 1_184
    static let signedCount = 0x2a0
    /// Of r and s, each 48 bytes long and padded with zeros.
    private static let scalarCount = 48

    let bytes: [UInt8]
    let version: UInt32
    let policy: SNPGuestPolicy
    let signer: Signer

    /// Which key signed; others are reserved.
    enum Signer: UInt32, Sendable {
        case vcek = 0
        case vlek = 1
        case none = 7
    }

    init(_ bytes: [UInt8]) throws(AttestationError) {
        guard bytes.count == SNPReport.byteCount else {
            throw AttestationError(
                .evidenceMalformed,
                at: SNPEvidence.reportName,
                "got \(bytes.count) bytes, want \(SNPReport.byteCount)"
            )
        }
        self.bytes = bytes
        version = UInt32(SNPReport.number(bytes, 0x000, 4))
        guard (2...5).contains(version) else {
            throw SNPReport.unsupported("version", "got \(version), want 2 to 5")
        }
        let algorithm = SNPReport.number(bytes, 0x034, 4)
        guard algorithm == 1 else {
            throw SNPReport.unsupported("signature algorithm", "got \(algorithm), want 1")
        }
        policy = try SNPGuestPolicy(SNPReport.number(bytes, 0x008, 8))
        let keyInfo = UInt32(SNPReport.number(bytes, 0x048, 4))
        guard keyInfo >> 5 == 0, let signer = Signer(rawValue: keyInfo >> 2 & 7) else {
            throw SNPReport.unsupported("key info", "got 0x\(String(keyInfo, radix: 16))")
        }
        self.signer = signer
        let platform = SNPReport.number(bytes, 0x040, 8)
        // SMT, TSME, ECC, RAPL, ciphertext hiding, alias check, IOMMU writes (Turin), TIO.
        guard platform >> 8 == 0 else {
            throw SNPReport.unsupported("platform info", "got 0x\(String(platform, radix: 16))")
        }
        try checkZeros()
    }

    private func checkZeros() throws(AttestationError) {
        let zeros = [
            0x04c..<0x050, (version < 3 ? 0x188 : 0x18b)..<0x1a0, 0x1eb..<0x1ec, 0x1ef..<0x1f0,
            (version < 5 ? 0x1f8 : 0x208)..<0x2a0, 0x2d0..<0x2e8, 0x318..<0x4a0,
        ]
        guard let place = zeros.joined().first(where: { bytes[$0] != 0 }) else { return }
        throw AttestationError(
            .evidenceMalformed,
            at: "\(SNPEvidence.reportName), byte 0x\(String(place, radix: 16))",
            "got \(bytes[place]), want 0"
        )
    }

    private static func unsupported(_ field: String, _ detail: String) -> AttestationError {
        AttestationError(.evidenceUnsupported, at: "\(SNPEvidence.reportName), \(field)", detail)
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
        bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func field(_ offset: Int, _ count: Int) -> [UInt8] { Array(bytes[offset..<offset + count]) }

    var guestVersion: Int { Int(SNPReport.number(bytes, 0x004, 4)) }
    var familyID: [UInt8] { field(0x010, 16) }
    var imageID: [UInt8] { field(0x020, 16) }
    var vmpl: Int { Int(SNPReport.number(bytes, 0x030, 4)) }
    var platformInfo: UInt64 { SNPReport.number(bytes, 0x040, 8) }
    var reportData: [UInt8] { field(0x050, 64) }
    var measurement: [UInt8] { field(0x090, 48) }
    var hostData: [UInt8] { field(0x0c0, 32) }
    var idKeyDigest: [UInt8] { field(0x0e0, 48) }
    var authorKeyDigest: [UInt8] { field(0x110, 48) }
    var reportID: [UInt8] { field(0x140, 32) }
    var chipID: [UInt8] { field(0x1a0, 64) }
    /// Family, model and stepping, which version 2 does not state.
    var processor: (family: UInt8, model: UInt8, stepping: UInt8)? {
        version < 3 ? nil : (bytes[0x188], bytes[0x189], bytes[0x18a])
    }

    /// What the signature is over.
    var signed: [UInt8] { field(0, SNPReport.signedCount) }
    /// r ‖ s, most significant byte first as everybody but AMD writes them.
    var signature: [UInt8] {
        field(0x2a0, SNPReport.scalarCount).reversed() + field(0x2e8, SNPReport.scalarCount).reversed()
    }

    /// One of the four TCB versions of a report.
    enum TCBField: Int, CaseIterable {
        case current = 0x038
        case reported = 0x180
        case committed = 0x1e0
        case launch = 0x1f0

        var name: String {
            switch self {
            case .current: "CURRENT_TCB"
            case .reported: "REPORTED_TCB"
            case .committed: "COMMITTED_TCB"
            case .launch: "LAUNCH_TCB"
            }
        }
    }

    /// A TCB version in the layout of the product.
    func tcb(_ field: TCBField, _ product: SNPProduct) throws(AttestationError) -> SNPTCB {
        let bytes = self.field(field.rawValue, 8)
        guard let tcb = SNPTCB(product: product, bytes: bytes) else {
            let detail = "got \(Hex.encode(bytes)), with reserved bytes of \(product.name) set"
            throw AttestationError(
                .evidenceMalformed,
                at: "\(SNPEvidence.reportName), \(field.name)",
                detail
            )
        }
        return tcb
    }
}

/// What the guest's owner allowed the host to do, AMD publication 56860, table "Guest Policy".
struct SNPGuestPolicy: Hashable, Sendable {
    let rawValue: UInt64

    init(_ rawValue: UInt64) throws(AttestationError) {
        self.rawValue = rawValue
        guard rawValue >> 17 & 1 == 1, rawValue >> 26 == 0 else {
            throw AttestationError(
                .evidenceUnsupported,
                at: "\(SNPEvidence.reportName), policy",
                "got \(hex), want bit 17 set and bits 26 to 63 clear"
            )
        }
    }

    var hex: String { "0x\(String(rawValue, radix: 16))" }
    var allowsSMT: Bool { rawValue >> 16 & 1 == 1 }
    var allowsMigration: Bool { rawValue >> 18 & 1 == 1 }
    var allowsDebug: Bool { rawValue >> 19 & 1 == 1 }
}
