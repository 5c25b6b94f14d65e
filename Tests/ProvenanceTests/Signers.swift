import Bytes
import Crypto
import Keys

/// A P-384 key as a card would hold it; each of its signatures is another one.
struct CardSigner: Signer {
    let publicKey: PublicKey
    private let key: P384.Signing.PrivateKey

    init(_ name: String = "C. Card") throws {
        key = P384.Signing.PrivateKey()
        publicKey = try PublicKey(name: name, primary: .p384(Array(key.publicKey.x963Representation)))
    }

    func sign(_ message: [UInt8]) throws -> [Signature] {
        [Signature(keyIdentifier: publicKey.identifier, bytes: try signRaw(message))]
    }

    func signRaw(_ message: [UInt8]) throws -> [UInt8] {
        let raw = try Array(key.signature(for: message).rawRepresentation)
        return ECDSAP384.lowered(raw) ?? raw
    }

    var pem: [UInt8] { Array("\(key.publicKey.pemRepresentation)\n".utf8) }
}
