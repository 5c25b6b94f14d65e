package import Bytes
package import Keys

/// What an inspector signs who accepts a bundle; `Formats/acceptance-v1.md` section 3.
package struct Receipt: Hashable, Sendable {
    package static let type = "bulla-acceptance/1"
    package static let payloadType = "application/vnd.bulla.acceptance+json"
    package static let limits = JSON.Limits(bytes: 1 << 16, depth: 4)

    /// The bundle that was accepted, and the file that it came in.
    package struct Bundle: Hashable, Sendable {
        package var manifest: Digest
        package var name: String
        package var segment: Segment
        /// SHA-256 of the whole file.
        package var fileDigest: Digest
        /// In bytes.
        package var fileSize: Int
        /// The manifest and the signatures that were there when it was accepted.
        package var sealed: SealTree.Head

        package init(
            manifest: Digest,
            name: String,
            segment: Segment,
            fileDigest: Digest,
            fileSize: Int,
            sealed: SealTree.Head
        ) {
            self.manifest = manifest
            self.name = name
            self.segment = segment
            self.fileDigest = fileDigest
            self.fileSize = fileSize
            self.sealed = sealed
        }
    }

    /// When its inspector signed, and as of when keys were judged; the report says the same.
    package var acceptedAt: Timestamp
    package var bundle: Bundle
    /// SHA-256 of the text of the segment's checkpoint: what the inspector keeps for next time.
    package var checkpoint: Digest?
    /// Digest of the plan that the sample was drawn by.
    package var plan: Digest?
    /// SHA-256 of the report's file.
    package var report: Digest
    /// `log` or `all`.
    package var scope: Scope
    /// Whether sessions stand behind it that no TEE stands behind.
    package var isSimulated: Bool
    package var statement: Statement
    /// SHA-256 of the timing's file, where one was written.
    package var timing: Digest?
    /// SHA-256 of the trust file that it was verified against.
    package var trust: Digest
    package var trustVersion: Int

    package init(
        acceptedAt: Timestamp,
        bundle: Bundle,
        checkpoint: Digest?,
        plan: Digest?,
        report: Digest,
        scope: Scope,
        isSimulated: Bool,
        statement: Statement,
        timing: Digest? = nil,
        trust: Digest,
        trustVersion: Int
    ) {
        self.acceptedAt = acceptedAt
        self.bundle = bundle
        self.checkpoint = checkpoint
        self.plan = plan
        self.report = report
        self.scope = scope
        self.isSimulated = isSimulated
        self.statement = statement
        self.timing = timing
        self.trust = trust
        self.trustVersion = trustVersion
    }
}

extension Receipt: FieldCoded {
    package init(_ fields: inout Fields<Receipt>) throws(FormatError) {
        try fields.constant("type", Receipt.type)
        try fields.constant("verdict", "accepted")
        acceptedAt = try fields("accepted_at", \.acceptedAt, .time)
        bundle = try fields("bundle", \.bundle, .object)
        checkpoint = try fields("checkpoint", \.checkpoint, .digest)
        plan = try fields("plan", \.plan, .digest)
        report = try fields("report", \.report, .digest)
        scope = try fields("scope", \.scope, .word.that(is: "log or all") { $0 != .sample })
        isSimulated = try fields("simulated", \.isSimulated, .bool)
        statement = try fields("statement", \.statement, .object)
        timing = try fields("timing", \.timing, .digest)
        (trust, trustVersion) = try fields.nested("trust") { (trust) throws(FormatError) in
            (
                try trust("sha256", \.trust, .digest),
                try trust("version", \.trustVersion, .integer(in: 1...JSON.largestInteger))
            )
        }
    }

    /// Reads the payload of a receipt; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        let object = try AuditError.from(.malformed, in: "receipt") { () throws(FormatError) in
            try JSONObject(JSON(canonical: bytes, limits: Receipt.limits), path: "receipt")
        }
        guard !object.has("as_of") else {
            throw AuditError(
                .olderReceipt,
                at: "receipt.as_of",
                "is of bulla 0.1.0, which stated one time for all inspectors: each inspector must accept the bundle again"
            )
        }
        self = try AuditError.from(.malformed, in: "receipt") { () throws(FormatError) in try Receipt(object)
        }
        guard (plan != nil) == (statement.source == .ceremony) else {
            throw AuditError(.badValue, at: "receipt.plan", "want it exactly for a ceremony's sample")
        }
    }
}

extension Receipt.Bundle: FieldCoded {
    package init(_ fields: inout Fields<Receipt.Bundle>) throws(FormatError) {
        manifest = try fields("manifest", \.manifest, .digest)
        name = try fields("name", \.name, .string.that(is: "a bundle name", BundleName.isName))
        let from = try fields("from", \.segment.from, .integer(in: 0...JSON.largestInteger - 1))
        segment = Segment(
            run: try fields("run", \.segment.run, .digest),
            from: from,
            to: try fields("to", \.segment.to, .integer(in: Int64(from) + 1...JSON.largestInteger)),
            root: try fields("root", \.segment.root, .digest)
        )
        fileDigest = try fields("file_sha256", \.fileDigest, .digest)
        fileSize = try fields("file_size", \.fileSize, .integer(in: 1...JSON.largestInteger))
        sealed = try fields("sealed", \.sealed, .object)
    }
}
