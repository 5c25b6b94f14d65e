package import Bytes
package import Keys

/// An event with the signatures of people: a DSSE envelope, one file.
package struct SignedCustodyEvent: Hashable, Sendable {
    package static let fileLimit = 1 << 20

    package let event: CustodyEvent
    package private(set) var envelope: Envelope

    /// An event that nobody has signed yet; one that would not be read back is refused.
    package init(_ event: CustodyEvent) throws(CustodyError) {
        self.event = event
        let json: JSON
        do { json = try event.written(at: "event") } catch {
            throw CustodyError(.malformed, error, in: "event")
        }
        envelope = Envelope(payloadType: CustodyEvent.payloadType, payload: json.canonicalBytes)
    }

    /// Reads a file; any spelling but the canonical one is refused, and no signature is verified.
    package init(canonical bytes: some Collection<UInt8>) throws(CustodyError) {
        do {
            envelope = try Envelope(
                canonical: bytes,
                expecting: CustodyEvent.payloadType,
                limits: JSON.Limits(bytes: SignedCustodyEvent.fileLimit, depth: 4)
            )
        } catch { throw CustodyError(.malformed, error, in: "event") }
        event = try CustodyEvent(canonical: envelope.payload)
    }

    /// What later events and receipts name: SHA-256 of the payload.
    package var digest: Digest { SHA256.hash(envelope.payload) }

    /// What the event after it names as `previous`: SHA-256 of the file, so that it binds the signatures too.
    package var fileDigest: Digest { SHA256.hash(canonicalBytes) }

    /// The file's bytes: canonical JSON, no line feed.
    package var canonicalBytes: [UInt8] { envelope.canonicalBytes }

    /// What people sign.
    package var signedBytes: [UInt8] { envelope.signedBytes }

    /// Adds the signatures of one more key; one that has signed cannot sign again.
    package mutating func add(_ signatures: [Signature]) throws(CustodyError) {
        do { try envelope.add(signatures, at: event.fileName) } catch {
            throw CustodyError(.notExtending, at: error.location, error.detail)
        }
    }
}
