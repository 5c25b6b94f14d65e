package import Bytes

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

    /// SHA-256 of the payload: what waivers name.
    package var digest: Digest { SHA256.hash(canonicalBytes) }
}

extension ReviewDocument {
    /// Reads a payload; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(ReviewError) {
        self = try ReviewError.from(.malformed) { () throws(FormatError) in
            try ReviewDocument(JSON(canonical: bytes, limits: ReviewDocument.limits), path: "review")
        }
    }

    /// `[A-Za-z0-9][A-Za-z0-9.+_-]{0,31}`.
    private static func isVersion(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && ReviewedFile.isPath(text.replacing("+", with: "_"))
            && !text.utf8.contains(0x2f)
    }
}

extension ReviewDocument: FieldCoded {
    package init(_ fields: inout Fields<ReviewDocument>) throws(FormatError) {
        try fields.constant("type", Self.type)
        try fields.constant("rules", ReviewRule.version)
        reviewedAt = try fields("reviewed_at", \.reviewedAt, .time)
        log = try fields("log", \.log, .object)
        marking = try fields("marking", \.marking, .text("a marking", Marking.isMarking))
        markings = try fields("markings", \.markings, .digest)
        software = try fields("software", \.software, .text("a version", Self.isVersion))
        countsPrivateAddresses = try fields("private_addresses", \.countsPrivateAddresses, .bool)
        hasProofs = try fields("proofs", \.hasProofs, .bool)
        limits = try fields("limits", \.limits, .object)
        allowed = Set(try fields("allowed", \.sortedAllowed, .ascending))
        lists = try fields("lists", \.lists, .ascending)
        files = try fields("files", \.files, .ascending)
        hits = try fields("hits", \.hits, .objects(0...Self.hitLimit))
        let (files, lists) = (files.count, lists.count)
        guard hits.allSatisfy({ $0.file ?? -1 < files && $0.key.list ?? -1 < lists }) else {
            throw fields.refusal("hits", "names a file or a list that the document does not have")
        }
    }

    private var sortedAllowed: [FileKind] { allowed.sorted { $0.rawValue < $1.rawValue } }
}

extension Form<[FileKind]> {
    fileprivate static var ascending: Form {
        .list(of: .closedWord).ascending("kinds of files, ascending, each once", of: \.rawValue)
    }
}

extension Form<[ReviewDocument.List]> {
    fileprivate static var ascending: Form {
        .objects(0...16).ascending("lists in the order of their digests, each once", of: \.sha256)
    }
}

extension Form<[ReviewedFile]> {
    fileprivate static var ascending: Form {
        .objects(0...ReviewDocument.fileLimit).ascending("ascending paths", by: { $0.path.precedes($1.path) })
    }
}

extension ReviewDocument.Log: FieldCoded {
    package init(_ fields: inout Fields<ReviewDocument.Log>) throws(FormatError) {
        root = try fields("root", \.root, .digest)
        run = try fields("run", \.run, .digest)
        size = try fields("size", \.size, .integer(in: 1...JSON.largestInteger))
    }
}

extension ReviewDocument.List: FieldCoded {
    package init(_ fields: inout Fields<ReviewDocument.List>) throws(FormatError) {
        sha256 = try fields("sha256", \.sha256, .digest)
        terms = try fields("terms", \.terms, .integer)
    }
}

extension ReviewLimits: FieldCoded {
    package init(_ fields: inout Fields<ReviewLimits>) throws(FormatError) {
        bytes = try fields("bytes", \.bytes, .integer)
        depth = try fields("depth", \.depth, .integer)
        entries = try fields("entries", \.entries, .integer)
        nested = try fields("nested", \.nested, .integer)
    }
}
