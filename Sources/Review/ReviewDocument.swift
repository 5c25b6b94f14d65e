package import Bytes
import Hashing
import Trust

/// What a reviewer signs: what was looked at, with what, and what was found; `Formats/review-v1.md` section 6.
package struct ReviewDocument: Hashable, Sendable {
    package static let type = "bulla-review/1"
    package static let payloadType = "application/vnd.bulla.review+json"
    package static let limits = JSON.Limits(bytes: 12 << 20, depth: 4)
    package static let fileLimit = 50_000
    package static let hitLimit = 50_000

    /// A run, and how much of its log.
    package struct Log: Hashable, Sendable {
        package let run: Digest
        package let size: Int
        package let root: Digest

        package init(run: Digest, size: Int, root: Digest) {
            self.run = run
            self.size = size
            self.root = root
        }
    }

    /// A word list by its digest.
    package struct List: Hashable, Sendable {
        package let sha256: Digest
        package let terms: Int

        package init(sha256: Digest, terms: Int) {
            self.sha256 = sha256
            self.terms = terms
        }
    }

    package var reviewedAt: Timestamp
    /// Nil where files were reviewed that belong to no run.
    package var log: Log?
    package var marking: String
    /// Digest of the order of markings that the reviewer stated; nil: the standard one.
    package var markings: Digest?
    /// In the order of their digests.
    package var lists: [List]
    package var limits = ReviewLimits()
    package var allowed: Set<FileKind> = []
    /// Whether addresses of private networks were hits.
    package var countsPrivateAddresses = false
    /// Whether the proofs that the log names were looked at.
    package var hasProofs = false
    /// Version of the program.
    package var software: String
    /// Ascending by path.
    package var files: [ReviewedFile]
    /// By place, file and rule.
    package var hits: [ReviewHit]

    package init(
        reviewedAt: Timestamp,
        log: Log?,
        marking: String,
        lists: [List],
        software: String,
        files: [ReviewedFile],
        hits: [ReviewHit]
    ) {
        self.reviewedAt = reviewedAt
        self.log = log
        self.marking = marking
        self.lists = lists
        self.software = software
        self.files = files
        self.hits = hits
    }

    /// Numbers of the hits in what was not moved away.
    package var openHits: [Int] {
        hits.indices.filter { index in hits[index].file.map { !files[$0].isQuarantined } ?? true }
    }

    package var canonicalBytes: [UInt8] { json.canonicalBytes }

    /// SHA-256 of the payload: what waivers name.
    package var digest: Digest { SHA256.hash(canonicalBytes) }
}

extension ReviewDocument {
    private var json: JSON {
        var members: [String: JSON] = [
            "allowed": .array(allowed.map(\.rawValue).sorted().map { .string($0) }),
            "files": .array(files.map(\.json)), "hits": .array(hits.map(\.json)),
            "limits": [
                "bytes": .number(limits.bytes), "depth": .number(limits.depth),
                "entries": .number(limits.entries), "nested": .number(limits.nested),
            ],
            "lists": .array(lists.map { ["sha256": .digest($0.sha256), "terms": .number($0.terms)] }),
            "marking": .string(marking), "private_addresses": .bool(countsPrivateAddresses),
            "proofs": .bool(hasProofs), "reviewed_at": .string(reviewedAt.description),
            "rules": .string(ReviewRule.version), "software": .string(software), "type": .string(Self.type),
        ]
        members["log"] = log.map {
            ["root": .digest($0.root), "run": .digest($0.run), "size": .number($0.size)]
        }
        members["markings"] = markings.map { .digest($0) }
        return .object(members)
    }

    /// Reads a payload; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(ReviewError) {
        self = try reading { () throws(FormatError) in
            let value = try JSON(canonical: bytes, limits: ReviewDocument.limits)
            return try ReviewDocument(JSONObject(value, path: "review"))
        }
    }

    private init(_ object: JSONObject) throws(FormatError) {
        var object = object
        try object.expect("type", Self.type)
        try object.expect("rules", ReviewRule.version)
        reviewedAt = try object.time("reviewed_at")
        log = try object.optional("log") { o, k throws(FormatError) in try Log(reading: o.object(k)) }
        marking = try object.string("marking")
        markings = try object.optional("markings") { o, k throws(FormatError) in try o.digest(k) }
        software = try object.string("software")
        guard Marking.isMarking(marking), ReviewDocument.isVersion(software) else {
            throw FormatError(.badValue, at: "review", "marking or software is not of the allowed form")
        }
        countsPrivateAddresses = try object.bool("private_addresses")
        hasProofs = try object.bool("proofs")
        limits = try ReviewLimits(reading: object.object("limits"))
        allowed = try ReviewDocument.kinds(object.strings("allowed"))
        lists = try ReviewDocument.lists(object.objects("lists"))
        files = try object.objects("files").map { o throws(FormatError) in try ReviewedFile(reading: o) }
        let (files, lists) = (files.count, lists.count)
        hits = try object.objects("hits").map { o throws(FormatError) in
            try ReviewHit(reading: o, files: files, lists: lists)
        }
        try object.end()
        guard files <= Self.fileLimit, hits.count <= Self.hitLimit,
            zip(self.files, self.files.dropFirst()).allSatisfy({
                $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
            })
        else { throw FormatError(.badValue, at: "review.files", "want ascending paths, and not too many") }
    }

    private static func kinds(_ words: [String]) throws(FormatError) -> Set<FileKind> {
        let kinds = Set(words.compactMap { FileKind(rawValue: $0) })
        guard kinds.count == words.count, words == words.sorted() else {
            throw FormatError(.badValue, at: "review.allowed", "want kinds of files, ascending, each once")
        }
        return kinds
    }

    private static func lists(_ objects: [JSONObject]) throws(FormatError) -> [List] {
        var found: [List] = []
        for var object in objects {
            found.append(List(sha256: try object.digest("sha256"), terms: try object.integer("terms")))
            try object.end()
        }
        guard found.count <= 16, zip(found, found.dropFirst()).allSatisfy({ $0.sha256 < $1.sha256 }) else {
            throw FormatError(.badValue, at: "review.lists", "want at most 16 lists, ascending, each once")
        }
        return found
    }

    /// `[A-Za-z0-9][A-Za-z0-9.+_-]{0,31}`.
    private static func isVersion(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && ReviewedFile.isPath(text.replacing("+", with: "_"))
            && !text.utf8.contains(0x2f)
    }
}

extension ReviewDocument.Log {
    fileprivate init(reading object: JSONObject) throws(FormatError) {
        var object = object
        root = try object.digest("root")
        run = try object.digest("run")
        size = try object.integer("size", in: 1...JSON.largestInteger)
        try object.end()
    }
}

extension ReviewLimits {
    fileprivate init(reading object: JSONObject) throws(FormatError) {
        self.init()
        var object = object
        bytes = try object.integer("bytes")
        depth = try object.integer("depth")
        entries = try object.integer("entries")
        nested = try object.integer("nested")
        try object.end()
    }
}
