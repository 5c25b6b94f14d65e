import Bytes
import Certificates
import Crypto
import TestSupport
import Testing

@testable import Attestation

/// Evidence under a root of our own, for processors and keys that no sample stands for.
struct ForgedSNP {
    private let scratch: ScratchFolder
    private let key: P384.Signing.PrivateKey
    private let rootKey: P384.Signing.PrivateKey
    private let files: [String: [UInt8]]
    let root: Certificate
    let intermediate: Certificate
    /// A revocation list beside the report.
    var list: [UInt8]?
    let roots: VendorRoots
    let bracket: TimeBracket
    /// The report before it is signed.
    var report: [UInt8]

    static let present = Command.has("openssl")

    /// Issues root, intermediate and leaf; `numbers` are the leaf's extensions below 1.3.6.1.4.1.3704.1.3, and `more`
    /// others in the words of openssl.
    init(
        _ product: SNPProduct,
        vlek: Bool,
        numbers: [Int: UInt8],
        tcb: [UInt8],
        processor: [UInt8],
        more: [String] = []
    ) throws {
        scratch = try ScratchFolder()
        let arc = "1.3.6.1.4.1.3704.1"
        let chip = [UInt8](1...64).prefix(product.chipIDCount)
        let name = Array(product.name.utf8)
        var extensions = ["\(arc).2=DER:16\(Hex.encode([UInt8(name.count)] + name))"]
        extensions += numbers.map { "\(arc).3.\($0.key)=DER:0201\(Hex.encode([$0.value]))" }
        extensions += more
        extensions.append(vlek ? "\(arc).5=DER:160441434d45" : "\(arc).4=DER:\(Hex.encode(chip))")
        let signs = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"]
        let middle = "SEV-\(vlek ? "VLEK-" : "")\(product.name)"
        let root = try ForgedSNP.issue("ARK-\(product.name)", nil, "root", signs, scratch.path)
        let issuer = try ForgedSNP.issue(middle, "root", "issuer", signs, scratch.path)
        let leaf = try ForgedSNP.issue(
            "SEV-\(vlek ? "VLEK" : "VCEK")",
            "issuer",
            "leaf",
            extensions,
            scratch.path
        )
        key = try ForgedSNP.key("\(scratch.path)/leaf.key")
        rootKey = try ForgedSNP.key("\(scratch.path)/root.key")
        (self.root, intermediate) = (root, issuer)
        files = [
            "leaf.der": leaf.der, "chain.pem": ForgedSNP.armour(issuer.der) + ForgedSNP.armour(root.der),
        ]
        roots = VendorRoots.builtIn.adding([root], for: .amd)
        bracket = try #require(TimeBracket(from: leaf.notBefore, to: leaf.notAfter))
        report = [UInt8](repeating: 0, count: SNPReport.byteCount)
        for (offset, value) in [(0, UInt8(5)), (0x0a, 2), (0x34, 1), (0x48, vlek ? 4 : 0)] {
            report[offset] = value
        }
        report.replaceSubrange(0x180..<0x188, with: tcb)
        report.replaceSubrange(0x188..<0x18b, with: processor)
        report.replaceSubrange(0x1a0..<0x1a0 + chip.count, with: chip)
    }

    private static func key(_ path: String) throws -> P384.Signing.PrivateKey {
        let pem = try File.contents(of: path, limit: 1 << 16)
        return try P384.Signing.PrivateKey(pemRepresentation: String(decoding: pem, as: UTF8.self))
    }

    /// A list of the root's, valid as long as the leaf, with these entries and extensions beside its number.
    func revocationList(_ entries: [[UInt8]] = [], extensions: [UInt8] = []) throws -> [UInt8] {
        let algorithm = ForgedDER.sequence(ForgedDER.identifier([0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3]))
        func time(_ time: Timestamp) -> [UInt8] {
            ForgedDER.time("\(time)".filter { $0.isNumber }.dropFirst(2) + "Z")
        }
        let content = ForgedDER.sequence(
            ForgedDER.integer(1),
            algorithm,
            root.subject,
            time(bracket.from),
            time(bracket.to),
            entries.isEmpty ? [] : ForgedDER.sequence(entries.flatMap { $0 }),
            ForgedDER.value(0xa0, ForgedDER.sequence(ForgedDER.extended(20, [2, 1, 1]), extensions))
        )
        let signature = Array(try rootKey.signature(for: content).derRepresentation)
        return ForgedDER.sequence(content, algorithm, ForgedDER.bits(signature))
    }

    private static func issue(
        _ name: String,
        _ issuer: String?,
        _ file: String,
        _ extensions: [String],
        _ folder: String
    ) throws -> Certificate {
        try AtomicFile.write(
            Array("[req]\ndistinguished_name = dn\n[dn]\n".utf8),
            to: "\(folder)/openssl.cnf"
        )
        var arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-sha384",
            "-subj", "/CN=\(name)", "-days", issuer == nil ? "30" : file == "leaf" ? "10" : "20", "-keyout",
            "\(folder)/\(file).key", "-outform", "DER", "-out", "\(folder)/\(file).der", "-config",
            "\(folder)/openssl.cnf",
        ]
        if let issuer {
            arguments += ["-CA", "\(folder)/\(issuer).der", "-CAkey", "\(folder)/\(issuer).key"]
        }
        arguments += extensions.flatMap { ["-addext", $0] }
        let made = try Command.run(Command.find("openssl") ?? "", arguments)
        #expect(made.status == 0, "\(made)")
        return try Certificate(der: File.contents(of: "\(folder)/\(file).der", limit: 1 << 16))
    }

    private static func armour(_ der: [UInt8]) -> [UInt8] {
        var rest = Base64.encode(der)[...]
        var text = "-----BEGIN CERTIFICATE-----\n"
        while !rest.isEmpty {
            text += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return Array((text + "-----END CERTIFICATE-----\n").utf8)
    }

    /// The evidence with the report as it stands now, signed.
    func evidence() throws -> SNPEvidence { try SNPEvidence(EvidenceFiles(captured())) }

    /// The files of the evidence.
    func captured() throws -> [String: [UInt8]] {
        var bytes = report
        let signature = try key.signature(for: SHA384.hash(data: report.prefix(SNPReport.signedCount)))
        let raw = [UInt8](signature.rawRepresentation)
        bytes.replaceSubrange(0x2a0..<0x2d0, with: raw.prefix(48).reversed())
        bytes.replaceSubrange(0x2e8..<0x318, with: raw.suffix(48).reversed())
        var all = files
        all["report.bin"] = bytes
        all["crl.der"] = list
        return all
    }

    func findings() throws -> [AppraisalFinding] {
        try evidence().authenticate(AuthenticationContext(roots: roots, bracket: bracket))
    }
}
