/// Whoever signs for one public key: a key that is open here, or one that another program or device holds.
package protocol Signer: Sendable {
    var publicKey: PublicKey { get }

    /// Signs exactly these bytes with every algorithm of the key: one signature, or two of a pair.
    func sign(_ message: [UInt8]) throws -> [Signature]

    /// Signs exactly these bytes with the primary key alone, as notes have it.
    func signRaw(_ message: [UInt8]) throws -> [UInt8]
}
