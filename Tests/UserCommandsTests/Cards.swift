import Bytes
import Keys
import SecretKeys
import TestSupport

/// Two P-384 keys that openssl holds, as a card would, and words to write commands with.
struct Cards: Sendable {
    /// Of P-384's group.
    private static let order =
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"

    let folder: ScratchFolder
    let publicKey: PublicKey

    init() throws {
        folder = try ScratchFolder()
        for name in ["key", "other"] {
            _ = try Command.tool(
                "openssl",
                "ecparam",
                "-name",
                "secp384r1",
                "-genkey",
                "-noout",
                "-out",
                "\(folder.path)/\(name)"
            )
        }
        publicKey = try PublicKey(name: "C. Card", primary: .p384(try Cards.point("\(folder.path)/key")))
    }

    /// The raw public key of a PEM file with a secret one.
    static func point(_ secret: String) throws -> [UInt8] {
        let der = try Command.tool("openssl", "pkey", "-in", secret, "-pubout", "-outform", "DER").bytes
        return try SubjectPublicKeyInfo.raw(file: der, .p384)
    }

    /// `%` signs, `OTHER` signs with the other key, `RAW` turns DER into r ‖ s, `HIGH` and `LOW` choose s.
    func command(_ words: String) -> String {
        let order = "0x\(Cards.order)"
        let python = "python3 -c 'import sys; b = sys.stdin.buffer.read(); w = sys.stdout.buffer.write; "
        let raw =
            python
            + "p = b.index(2, 2); r = b[p+2:p+2+b[p+1]]; q = p + 2 + b[p+1]; s = b[q+2:q+2+b[q+1]]; "
            + "w(b\"\".join(int.from_bytes(v, \"big\").to_bytes(48, \"big\") for v in (r, s)))'"
        func choose(_ name: String) -> String {
            python + "n = \(order); s = int.from_bytes(b[48:], \"big\"); "
                + "w(b[:48] + \(name)(s, n - s).to_bytes(48, \"big\"))'"
        }
        return words.replacing("%", with: "openssl dgst -sha384 -sign \(folder.path)/key")
            .replacing("OTHER", with: "openssl dgst -sha384 -sign \(folder.path)/other")
            .replacing("KEY", with: "\(folder.path)/key")
            .replacing("RAW", with: raw).replacing("HIGH", with: choose("max")).replacing(
                "LOW",
                with: choose("min")
            )
    }

    /// The signature with the other value of s.
    static func otherS(_ signature: [UInt8]) -> [UInt8] {
        let order = try? Hex.decode(Cards.order)
        var (borrow, out) = (0, signature)
        for index in (0..<48).reversed() {
            let digit = Int(order?[index] ?? 0) - Int(signature[48 + index]) - borrow
            borrow = digit < 0 ? 1 : 0
            out[48 + index] = UInt8(truncatingIfNeeded: digit)
        }
        return out
    }

    /// The same P-384 key with an ML-DSA-87 half, and a secret that holds that half.
    func pair() throws -> (key: PublicKey, secret: SecretKey) {
        let secret = try SecretKey.generate(name: "second half", withMLDSA: true)
        let key = try PublicKey(
            name: "C. Card",
            primary: publicKey.primary,
            mldsa87: secret.publicKey.mldsa87
        )
        return (key, secret)
    }
}
