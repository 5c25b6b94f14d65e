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
        package var run: Digest
        /// The segment's first leaf.
        package var from: Int
        /// The leaf after its last.
        package var to: Int
        package var root: Digest
        /// SHA-256 of the whole file.
        package var fileDigest: Digest
        /// In bytes.
        package var fileSize: Int
        /// The manifest and the signatures that were there when it was accepted.
        package var sealed: SealTree.Head

        package init(
            manifest: Digest,
            name: String,
            run: Digest,
            from: Int,
            to: Int,
            root: Digest,
            fileDigest: Digest,
            fileSize: Int,
            sealed: SealTree.Head
        ) {
            self.manifest = manifest
            self.name = name
            self.run = run
            self.from = from
            self.to = to
            self.root = root
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

extension Receipt {
    /// The one spelling of the receipt.
    package var canonicalBytes: [UInt8] {
        var members: [String: JSON] = [
            "accepted_at": .string(acceptedAt.description),
            "bundle": bundle.json, "report": .digest(report), "scope": .string(scope.rawValue),
            "simulated": .bool(isSimulated), "statement": statement.json,
            "trust": ["sha256": .digest(trust), "version": .number(trustVersion)],
            "type": .string(Receipt.type), "verdict": "accepted",
        ]
        members["checkpoint"] = checkpoint.map { .digest($0) }
        members["plan"] = plan.map { .digest($0) }
        members["timing"] = timing.map { .digest($0) }
        return JSON.object(members).canonicalBytes
    }

    /// Reads the payload of a receipt; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        let object = try reading("receipt") { () throws(FormatError) in
            try JSONObject(JSON(canonical: bytes, limits: Receipt.limits), path: "receipt")
        }
        guard !object.has("as_of") else {
            throw AuditError(
                .olderReceipt,
                at: "receipt.as_of",
                "is of bulla 0.1.0, whose receipts gave all inspectors one time: let each of them accept the bundle anew"
            )
        }
        self = try reading("receipt") { () throws(FormatError) in try Receipt(reading: object) }
        guard (plan != nil) == (statement.source == .ceremony) else {
            throw AuditError(.badValue, at: "receipt.plan", "want it where a ceremony drew, and only there")
        }
    }

    private init(reading object: JSONObject) throws(FormatError) {
        var object = object
        try object.expect("type", Receipt.type)
        try object.expect("verdict", "accepted")
        acceptedAt = try object.time("accepted_at")
        bundle = try Bundle(reading: object.object("bundle"))
        checkpoint = try object.optional("checkpoint") { o, k throws(FormatError) in try o.digest(k) }
        plan = try object.optional("plan") { o, k throws(FormatError) in try o.digest(k) }
        report = try object.digest("report")
        let word = try object.string("scope")
        guard let scope = Scope(rawValue: word), scope != .sample else {
            throw FormatError(.badValue, at: "receipt.scope", "got \"\(word.prefix(40))\", want log or all")
        }
        self.scope = scope
        isSimulated = try object.bool("simulated")
        statement = try Statement(reading: object.object("statement"))
        timing = try object.optional("timing") { o, k throws(FormatError) in try o.digest(k) }
        var trust = try object.object("trust")
        self.trust = try trust.digest("sha256")
        trustVersion = try trust.integer("version", in: 1...JSON.largestInteger)
        try trust.end()
        try object.end()
    }
}

extension Receipt {
    /// `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`, as manifests have it.
    fileprivate static func isBundleName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.enumerated().allSatisfy { index, byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                case 0x2d, 0x2e, 0x5f: index > 0
                default: false
                }
            }
    }
}

extension Receipt.Bundle {
    fileprivate var json: JSON {
        [
            "file_sha256": .digest(fileDigest), "file_size": .number(fileSize), "from": .number(from),
            "manifest": .digest(manifest), "name": .string(name), "root": .digest(root),
            "run": .digest(run), "sealed": sealed.json, "to": .number(to),
        ]
    }

    fileprivate init(reading object: JSONObject) throws(FormatError) {
        var object = object
        manifest = try object.digest("manifest")
        name = try object.string("name")
        guard Receipt.isBundleName(name) else {
            throw FormatError(.badValue, at: object.location("name"), "want a bundle name")
        }
        run = try object.digest("run")
        from = try object.integer("from", in: 0...JSON.largestInteger - 1)
        to = try object.integer("to", in: Int64(from) + 1...JSON.largestInteger)
        root = try object.digest("root")
        fileDigest = try object.digest("file_sha256")
        fileSize = try object.integer("file_size", in: 1...JSON.largestInteger)
        sealed = try SealTree.Head(reading: object.object("sealed"))
        try object.end()
    }
}
