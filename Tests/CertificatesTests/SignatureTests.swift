import Bytes
import TestSupport
import Testing

@testable import Certificates

@Suite("Signatures")
struct SignatureTests {
    static let present = Vectors.has("attestation")

    static let files: [(String, MessageDigest)] = [
        ("ecdsa_secp256r1_sha256_test.json", .sha256), ("ecdsa_secp384r1_sha384_test.json", .sha384),
        ("rsa_pss_4096_sha384_mgf1_48_test.json", .sha384),
    ]

    @Test(
        "every case of Wycheproof gets its verdict",
        .enabled(if: Vectors.has("wycheproof"), "\(Vectors.missing)"),
        arguments: files
    )
    func wycheproof(name: String, digest: MessageDigest) throws {
        let cases = try Samples.wycheproof(name)
        #expect(cases.count > 100)
        for one in cases {
            let key = try PublicKeyInfo.read(Fields.parse(one.key, name: "key"))
            let verdict = key.verifies(derSignature: one.signature, message: one.message, digest: digest)
            #expect(verdict == one.isValid, "\(one)")
        }
    }

    @Test(
        "each certificate of each chain is signed by the next, and by no other",
        .enabled(if: present, "\(Vectors.missing)"),
        arguments: Samples.chains
    )
    func chains(name: String) throws {
        let chain = try Samples.chain(name).certificates
        let purpose: CertificatePath.Purpose = chain[0].isAuthority ? .authority : .signer
        #expect(CertificatePath.faults(chain, for: purpose) == [])
        for (index, certificate) in chain.enumerated() {
            for (other, issuer) in chain.enumerated() {
                #expect(certificate.isSigned(by: issuer) == (other == min(index + 1, chain.count - 1)))
            }
        }
    }

    @Test("no flip of a byte leaves a certificate signed", .enabled(if: present, "\(Vectors.missing)"))
    func flips() throws {
        let chain = try Samples.chain(Samples.chains[0]).certificates
        let der = chain[0].der
        for index in der.indices {
            var flipped = der
            flipped[index] ^= 1 << UInt8(index % 8)
            let certificate = try? Certificate(der: flipped)
            #expect(certificate?.isSigned(by: chain[1]) != true, "byte \(index)")
        }
    }

    @Test(
        "openssl sees the same fields and the same signatures",
        .enabled(if: present && Command.has("openssl")),
        arguments: Samples.chains
    )
    func openssl(name: String) throws {
        let scratch = try ScratchFolder()
        let chain = try Samples.chain(name).certificates
        for (index, certificate) in chain.enumerated() {
            let path = "\(scratch.path)/\(index).der"
            try AtomicFile.write(certificate.der, to: path)
            let shown = try Command.tool(
                "openssl",
                "x509",
                "-inform",
                "DER",
                "-in",
                path,
                "-noout",
                "-serial",
                "-dates",
                "-dateopt",
                "iso_8601",
                "-fingerprint",
                "-sha256"
            )
            let serial = certificate.serial.drop { $0 == 0 }
            #expect(shown.lines[0] == "serial=\(serial.isEmpty ? "00" : Hex.encode(serial).uppercased())")
            #expect(shown.lines[1] == "notBefore=\(Self.spaced(certificate.notBefore))")
            #expect(shown.lines[2] == "notAfter=\(Self.spaced(certificate.notAfter))")
            let issuer = "\(scratch.path)/issuer.der"
            try AtomicFile.write(chain[min(index + 1, chain.count - 1)].der, to: issuer)
            let verified = try Command.tool(
                "openssl",
                "verify",
                "-no_check_time",
                "-partial_chain",
                "-trusted",
                issuer,
                path
            )
            #expect(verified.status == 0, "\(verified)")
        }
    }

    @Test("raw signatures verify, and not under the other curve or in DER's place")
    func raw() throws {
        let key = try PublicKey(x963: CertificatesTests.Sketch.point)
        #expect(!key.verifies(signature: [], message: [], digest: .sha256))
        #expect(!key.verifies(signature: [UInt8](repeating: 0, count: 64), message: [], digest: .sha256))
        #expect(!key.verifies(signature: [UInt8](repeating: 0xff, count: 64), message: [], digest: .sha384))
        #expect(!PublicKey.p256([4]).verifies(signature: [1], message: [], digest: .sha256))
        #expect(!PublicKey.rsa([1]).verifies(signature: [1], message: [], digest: .sha384))
    }

    private static func spaced(_ time: Timestamp) -> String {
        time.description.replacing("T", with: " ")
    }
}
