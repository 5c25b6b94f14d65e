package import Bytes
package import Keys

/// A review with the signatures of reviewers, and the waivers that others signed over it: one file, which only grows.
package struct SignedReview: Hashable, Sendable {
    package static let type = "bulla-reviewed/1"
    package static let byteLimit = 20 << 20
    package static let waiverLimit = 64

    /// A waiver and its envelope.
    package struct SignedWaiver: Hashable, Sendable {
        package let waiver: ReviewWaiver
        package let envelope: Envelope
    }

    package let document: ReviewDocument
    package private(set) var envelope: Envelope
    package private(set) var waivers: [SignedWaiver] = []

    /// A review that nobody has signed yet; one that would not be read back is refused.
    package init(_ document: ReviewDocument) throws(ReviewError) {
        self.document = document
        let json = try ReviewError.from(.malformed) { () throws(FormatError) in
            try document.written(at: "review")
        }
        envelope = Envelope(payloadType: ReviewDocument.payloadType, payload: json.canonicalBytes)
    }

    /// Reads a file; any spelling but the canonical one is refused, and no signature is verified.
    package init(canonical bytes: some Collection<UInt8>) throws(ReviewError) {
        let parts = try ReviewError.from(.malformed) { () throws(FormatError) -> (JSON, [JSON]) in
            let value = try JSON(canonical: bytes, limits: .init(bytes: Self.byteLimit, depth: 6))
            var object = try JSONObject(value, path: "reviewed")
            try object.expect("type", Self.type)
            let parts = (try object.value("review"), try object.array("waivers"))
            try object.end()
            return parts
        }
        guard parts.1.count <= Self.waiverLimit else {
            throw ReviewError(.malformed, at: "reviewed.waivers", "at most \(Self.waiverLimit)")
        }
        envelope = try Self.envelope(parts.0, "review", ReviewDocument.payloadType)
        document = try ReviewDocument(canonical: envelope.payload)
        for value in parts.1 {
            let envelope = try Self.envelope(value, "waivers", ReviewWaiver.payloadType)
            waivers.append(
                SignedWaiver(waiver: try ReviewWaiver(canonical: envelope.payload), envelope: envelope)
            )
        }
    }

    private static func envelope(_ value: JSON, _ path: String, _ type: String) throws(ReviewError)
        -> Envelope
    {
        do { return try Envelope(value, path: "reviewed.\(path)", expecting: type) } catch {
            throw ReviewError(.malformed, error)
        }
    }

    /// The file's bytes: canonical JSON, no line feed.
    package var canonicalBytes: [UInt8] {
        let json: JSON = [
            "review": envelope.json, "type": .string(Self.type),
            "waivers": .array(waivers.map(\.envelope.json)),
        ]
        return json.canonicalBytes
    }

    /// What reviewers sign.
    package var signedBytes: [UInt8] { envelope.signedBytes }

    /// Adds a reviewer's signatures; a review with waivers is signed already.
    package mutating func add(_ signatures: [Signature]) throws(ReviewError) {
        guard waivers.isEmpty else {
            throw ReviewError(.refused, at: "review", "already has waivers of its hits")
        }
        do { try envelope.add(signatures, at: "review") } catch {
            throw ReviewError(.refused, at: error.location, error.detail)
        }
    }

    /// A waiver to sign: of hits that are there and were not moved away.
    package func waiver(_ reasons: [Int: WaiverReason], at time: Timestamp) throws(ReviewError) -> Envelope {
        let open = Set(document.openHits)
        guard !reasons.isEmpty, reasons.keys.allSatisfy(open.contains) else {
            throw ReviewError(.refused, at: "waiver", "want numbers of open hits of this review")
        }
        let waiver = ReviewWaiver(review: document.digest, waivedAt: time, reasons: reasons)
        return Envelope(payloadType: ReviewWaiver.payloadType, payload: waiver.canonicalBytes)
    }

    /// Adds a waiver that somebody signed who did not sign the review.
    package mutating func add(waiver envelope: Envelope) throws(ReviewError) {
        let reviewers = Set(self.envelope.signatures.map(\.keyIdentifier))
        guard !envelope.signatures.contains(where: { reviewers.contains($0.keyIdentifier) }) else {
            throw ReviewError(.refused, at: "waiver", "the reviewer cannot waive; want another person's key")
        }
        guard !envelope.signatures.isEmpty, waivers.count < Self.waiverLimit else {
            throw ReviewError(.refused, at: "waiver", "not signed, or too many waivers")
        }
        let waiver = try ReviewWaiver(canonical: envelope.payload)
        waivers.append(SignedWaiver(waiver: waiver, envelope: envelope))
    }
}
