import Attestation
import Bytes
import Certificates
import Crypto

/// A vendor of our own: quotes, certificates and collateral in which single things can be made wrong.
struct IntelForge {
    /// Windows of all documents: the year 2024.
    static let time = "2024-06-01T00:00:00Z"

    var version: UInt16 = 5
    var bodyType: UInt16 = 3
    var tdAttributes: [UInt8] = [0, 0, 0, 0x10, 0, 0, 0, 0]
    var sgxAttributes: [UInt8] = [0x05, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]
    var teeTCBSVN: [UInt8] = [5, 1, 6] + [UInt8](repeating: 0, count: 13)
    var teeTCBSVN2: [UInt8] = [5, 1, 6] + [UInt8](repeating: 0, count: 13)
    var mrServiceTD = [UInt8](repeating: 0, count: 48)
    var mrSignerSEAM = [UInt8](repeating: 0, count: 48)
    var reportData = [UInt8](repeating: 0x44, count: 64)
    var enclaveSVN: UInt16 = 8
    var enclaveAttributes: [UInt8] = [0x11] + [UInt8](repeating: 0, count: 15)
    var enclaveSigner: UInt8 = 0xdc
    var components: [Int] = [7, 7, 2, 2, 3, 1, 0, 5] + [Int](repeating: 0, count: 8)
    var pceSVN = 11
    var cpuSVN: [UInt8] = [UInt8](repeating: 9, count: 16)
    var innerType: UInt16 = 5
    /// In place of the chain in the quote.
    var certification: [UInt8]?
    var revokedPCKs: [(serial: Int, date: String, reason: UInt8?)] = []
    var revokedAuthorities: [(serial: Int, date: String, reason: UInt8?)] = []
    var pckName = "Intel SGX PCK Certificate"
    var signerName = "Intel SGX TCB Signing"
    var pckUntil = "350101000000Z"
    var listKey: P256.Signing.PrivateKey?
    /// Whether PCK and TCB signer are authorities, and the bits of their key usage where they are others.
    var areAuthorities = (pck: false, signer: false)
    var usages: (pck: [UInt8]?, signer: [UInt8]?) = (nil, nil)
    /// Of the list of PCKs, and of each of its entries.
    var listExtensions: [UInt8] = []
    var entryExtensions: [UInt8] = []
    var rootListExtensions: [UInt8] = []
    /// Put into TCB Info and QE identity before they are signed.
    var tcbInfoEdit: (@Sendable (String) -> String)?
    var identityEdit: (@Sendable (String) -> String)?
    var padding: [UInt8] = []

    let rootKey = P256.Signing.PrivateKey()
    let authorityKey = P256.Signing.PrivateKey()
    let pckKey = P256.Signing.PrivateKey()
    let signerKey = P256.Signing.PrivateKey()
    let attestationKey = P256.Signing.PrivateKey()

    private static let rootName = "Intel SGX Root CA"
    private static let authorityName = "Intel SGX PCK Platform CA"

    var isSGX: Bool { version == 3 }

    func root() throws -> [UInt8] {
        try ForgedDER.certificate(
            IntelForge.rootName,
            rootKey.publicKey,
            by: IntelForge.rootName,
            rootKey,
            serial: 1,
            isAuthority: true
        )
    }

    func authority() throws -> [UInt8] {
        try ForgedDER.certificate(
            IntelForge.authorityName,
            authorityKey.publicKey,
            by: IntelForge.rootName,
            rootKey,
            serial: 2,
            isAuthority: true
        )
    }

    func pck() throws -> [UInt8] {
        try ForgedDER.certificate(
            pckName,
            pckKey.publicKey,
            by: IntelForge.authorityName,
            authorityKey,
            serial: 3,
            isAuthority: areAuthorities.pck,
            usage: usages.pck,
            until: pckUntil,
            extensions: sgxExtension
        )
    }

    func signer() throws -> [UInt8] {
        try ForgedDER.certificate(
            signerName,
            signerKey.publicKey,
            by: IntelForge.rootName,
            rootKey,
            serial: 4,
            isAuthority: areAuthorities.signer,
            usage: usages.signer
        )
    }

    private static let sgx: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01]

    private func member(_ path: [UInt8], _ value: [UInt8]) -> [UInt8] {
        ForgedDER.sequence(ForgedDER.identifier(IntelForge.sgx + path), value)
    }

    private var sgxExtension: [UInt8] {
        let tcb = components.enumerated().flatMap {
            member([2, UInt8($0.offset + 1)], ForgedDER.integer($0.element))
        }
        let all = ForgedDER.sequence(
            member([1], ForgedDER.octets([UInt8](repeating: 0xaa, count: 16))),
            member(
                [2],
                ForgedDER.sequence(
                    tcb,
                    member([2, 17], ForgedDER.integer(pceSVN)),
                    member([2, 18], ForgedDER.octets(cpuSVN))
                )
            ),
            member([3], ForgedDER.octets([0, 0])),
            member([4], ForgedDER.octets([0x50, 0x80, 0x6f, 0, 0, 0])),
            member([5], ForgedDER.value(0x0a, [1]))
        )
        return ForgedDER.sequence(ForgedDER.identifier(IntelForge.sgx), ForgedDER.octets(all))
    }

    static func pem(_ certificates: [UInt8]...) -> String {
        certificates.map { der in
            let text = Array(Base64.encode(der).utf8)
            let lines = stride(from: 0, to: text.count, by: 64).map { start in
                String(decoding: text[start..<min(start + 64, text.count)], as: UTF8.self) + "\n"
            }
            return "-----BEGIN CERTIFICATE-----\n\(lines.joined())-----END CERTIFICATE-----\n"
        }.joined()
    }

    /// What a verifier takes who trusts this vendor.
    func context(_ from: String = time, _ to: String? = nil) throws -> AuthenticationContext {
        let roots = VendorRoots.builtIn.adding([try Certificate(der: root())], for: .intel)
        let bracket = try TimeBracket(from: Timestamp(from), to: Timestamp(to ?? from))
        return AuthenticationContext(roots: roots, bracket: bracket)
    }

    func evidence() throws -> any Evidence { try IntelVectors.evidence(files()) }

    func files() throws -> [String: [UInt8]] {
        let signers = IntelForge.pem(try signer(), try root())
        let lists = listKey ?? rootKey
        return [
            "quote.bin": try quote(),
            "tcb-info.json": try body("tcbInfo", tcbInfoEdit.map { $0(tcbInfo) } ?? tcbInfo),
            "tcb-info.headers": IntelVectors.headers("SGX-TCB-Info-Issuer-Chain", signers),
            "qe-identity.json": try body("enclaveIdentity", identityEdit.map { $0(identity) } ?? identity),
            "qe-identity.headers": IntelVectors.headers("sgx-enclave-identity-issuer-chain", signers),
            "pck-crl.der": try ForgedDER.revocationList(
                by: IntelForge.authorityName,
                authorityKey,
                revokedPCKs,
                extensions: listExtensions,
                more: entryExtensions
            ),
            "pck-crl.headers": IntelVectors.headers(
                "SGX-PCK-CRL-Issuer-Chain",
                IntelForge.pem(try authority(), try root())
            ),
            "root-crl.der": try ForgedDER.revocationList(
                by: IntelForge.rootName,
                lists,
                revokedAuthorities,
                extensions: rootListExtensions
            ),
        ]
    }

    private func body(_ key: String, _ content: String) throws -> [UInt8] {
        let signature = try signerKey.signature(for: Array(content.utf8)).rawRepresentation
        return Array("{\"\(key)\":\(content),\"signature\":\"\(Hex.encode(Array(signature)))\"}".utf8)
    }
}
