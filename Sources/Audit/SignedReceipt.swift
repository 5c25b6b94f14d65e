import Bytes
package import Keys

/// A receipt with the signature of its inspector: a DSSE envelope, one file.
package struct SignedReceipt: Hashable, Sendable {
    package static let fileLimit = 1 << 20

    package let receipt: Receipt
    package private(set) var envelope: Envelope

    /// A receipt that nobody has signed yet.
    package init(_ receipt: Receipt) {
        self.receipt = receipt
        envelope = Envelope(payloadType: Receipt.payloadType, payload: receipt.canonicalBytes)
    }

    /// Reads a file; any spelling but the canonical one is refused, and no signature is verified.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        do {
            envelope = try Envelope(
                canonical: bytes,
                expecting: Receipt.payloadType,
                limits: JSON.Limits(bytes: SignedReceipt.fileLimit, depth: 4)
            )
        } catch { throw AuditError(.malformed, error) }
        receipt = try Receipt(canonical: envelope.payload)
    }

    /// The file's bytes: canonical JSON, no line feed.
    package var canonicalBytes: [UInt8] { envelope.canonicalBytes }

    /// What the inspector signs.
    package var signedBytes: [UInt8] { envelope.signedBytes }

    /// Signs it with one key, which a receipt has and no more.
    package mutating func add(_ signatures: [Signature]) throws(AuditError) {
        guard envelope.signatures.isEmpty else {
            throw AuditError(.notExtending, at: "receipt", "already signed; others write their own")
        }
        do { try envelope.add(signatures, at: "receipt") } catch {
            throw AuditError(.notExtending, at: error.location, error.detail)
        }
    }
}
