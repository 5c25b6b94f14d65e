package import Bytes
import Container
import Leaves

/// `manifest.json`: an in-toto Statement v1 in canonical form.
extension Manifest: FieldCoded {
    /// Reads `manifest.json`; any spelling but the canonical one is refused.
    package init(canonical bytes: [UInt8]) throws(FormatError) {
        try self.init(JSON(canonical: bytes, limits: .manifest), path: MemberPath.manifest)
    }

    package init(_ fields: inout Fields<Manifest>) throws(FormatError) {
        try fields.constant("_type", Manifest.statementType)
        try fields.constant("predicateType", Manifest.predicateType)
        let subjects = try fields("subject", { [Subject(of: $0)] }, .objects(1...1))
        self = try fields.nested("predicate") { (predicate) throws(FormatError) in
            try Manifest(predicate: &predicate, payloadManifest: subjects[0].payloadManifest)
        }
    }

    private init(predicate p: inout Fields<Manifest>, payloadManifest: Digest) throws(FormatError) {
        self.payloadManifest = payloadManifest
        blobs = try p("blobs", \.blobs, .object)
        checkpoint = try p("checkpoint", \.checkpoint, .digest)
        container = try p("container", \.container, .object)
        entries = try p("entries", \.entries, .object)
        firstStep = try p("first_step", \.firstStep, .integer)
        let from = try p("from", \.from, .integer(in: 0...1 << 50))
        lastStep = try p("last_step", \.lastStep, .integer)
        leaves = try p("leaves", \.leaves, .counts)
        marking = try p("marking", \.marking, .marking)
        members = try p("members", \.members, .objects())
        name = try p("name", \.name, .bundleName)
        origin = try p("origin", \.origin, .string.that(is: "a log origin", LeafField.isOrigin))
        payload = try p.nested("payload") { (payload) throws(FormatError) in
            Region(
                bytes: try payload("bytes", \.payload.bytes, .integer),
                count: try payload(
                    "members",
                    \.payload.count,
                    .integer(in: 1...Int64(Manifest.largestPayload))
                ),
                offset: 0
            )
        }
        proofs = try p("proofs", \.proofs, .counts)
        readme = try p.nested("readme") { (readme) throws(FormatError) in
            Member(
                path: MemberPath.readme,
                size: try readme("size", \.readme.size, .integer(in: 1...1 << 20)),
                sha256: try readme("sha256", \.readme.sha256, .digest)
            )
        }
        recipe = try p("recipe", \.recipe, .digest)
        let root = try p("root", \.root, .digest)
        let run = try p("run", \.run, .digest)
        sealedAt = try p("sealed_at", \.sealedAt, .time)
        software = try p("software", \.software, .objects(1...8))
        steps = try p("steps", \.steps, .integer)
        let to = try p("to", \.to, .integer(in: 1...1 << 50))
        segment = Segment(run: run, from: from, to: to, root: root)
        nextExport = try p("next_export", \.nextExport, .time)
        previousManifest = try p("previous_manifest", \.previousManifest, .digest)
        previousRoot = try p("previous_root", \.previousRoot, .digest)
        commitment = try p("commitment", \.commitment, .integer)
        review = try p("review", \.review, .digest)
        let kinds = Form.list(of: .proofKind).ascending("proof kinds, ascending", by: { $0.precedes($1) })
        withheld = try p.unlessEmpty("withheld", \.withheld, kinds)
        try checkRelations(p)
    }

    private func checkRelations(_ p: Fields<Manifest>) throws(FormatError) {
        guard from < to, (previousRoot != nil) == (from > 0) else {
            throw p.refusal("from", "want from < to, and previous_root iff from > 0")
        }
        guard previousManifest == nil || from > 0 else {
            throw p.refusal("previous_manifest", "no segment precedes leaf 0")
        }
        guard sealedAt <= TarHeader.latest || KnockOut.isOff("sealed-at-range") else {
            throw p.refusal(
                "sealed_at",
                "got \(sealedAt), want \(TarHeader.latest) or before: tar headers hold no later time"
            )
        }
        guard steps <= to - from else {
            throw p.refusal("steps", "got \(steps), want at most one for each leaf")
        }
        if let commitment, !(from..<to).contains(commitment) {
            throw p.refusal("commitment", "leaf \(commitment) is not in the segment")
        }
        guard member(MemberPath.review)?.sha256 == review else {
            throw p.refusal("review", "want the digest of \(MemberPath.review)")
        }
        try checkMemberNames(p)
    }

    private func checkMemberNames(_ p: Fields<Manifest>) throws(FormatError) {
        var seen: Set<String> = []
        for member in members {
            guard MemberName.isValid(member.path), member.path.hasPrefix("data/") else {
                throw p.refusal("members", "path \"\(member.path.prefix(200))\"")
            }
            guard TarHeader.isPath("\(name)/\(member.path)") else {
                throw p.refusal("members", "path \"\(member.path)\" is too long for a tar header")
            }
            guard seen.insert(member.path.lowercased()).inserted else {
                throw p.refusal("members", "duplicate path \"\(member.path)\"")
            }
        }
        let folder = MemberName.folderOfAnother(among: members.map(\.path))
        guard folder == nil || KnockOut.isOff("member-is-folder") else {
            throw p.refusal("members", "\"\(folder ?? "")\" is the folder of another")
        }
    }
}

/// What the statement is about: the list of the payload's members.
private struct Subject: FieldCoded {
    let payloadManifest: Digest

    init(of manifest: Manifest) { payloadManifest = manifest.payloadManifest }

    init(_ fields: inout Fields<Subject>) throws(FormatError) {
        try fields.constant("name", MemberPath.payloadManifest)
        payloadManifest = try fields.nested("digest") { (digest) throws(FormatError) in
            try digest("sha256", \.payloadManifest, .digest)
        }
    }
}

extension Manifest.Region: FieldCoded {
    package init(_ fields: inout Fields<Manifest.Region>) throws(FormatError) {
        bytes = try fields("bytes", \.bytes, .integer)
        count = try fields("count", \.count, .integer(in: 0...Int64(Manifest.largestPayload)))
        offset = try fields("offset", \.offset, .integer)
    }
}

extension Manifest.Container: FieldCoded {
    package init(_ fields: inout Fields<Manifest.Container>) throws(FormatError) {
        _ = try fields("version", { _ in 1 }, .version(1))
        blocks = try fields("blocks", \.blocks, .integer(in: 1...1 << 32))
        bytes = try fields("bytes", \.bytes, .integer)
        sha256 = try fields("sha256", \.sha256, .digest)
    }
}

extension Manifest.Member: FieldCoded {
    package init(_ fields: inout Fields<Manifest.Member>) throws(FormatError) {
        path = try fields("path", \.path, .string)
        size = try fields("size", \.size, .integer(in: 0...Int64(TarHeader.largestMember)))
        sha256 = try fields("sha256", \.sha256, .digest)
    }
}

extension Manifest.Software: FieldCoded {
    package init(_ fields: inout Fields<Manifest.Software>) throws(FormatError) {
        let token = Form.string.that(is: "a short token", Manifest.isToken)
        name = try fields("name", \.name, token)
        version = try fields("version", \.version, token)
    }
}
