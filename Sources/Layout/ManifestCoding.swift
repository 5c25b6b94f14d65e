package import Bytes
import Container
import Leaves

extension Manifest {
    /// `manifest.json`: an in-toto Statement v1 in canonical form.
    package var canonicalBytes: [UInt8] {
        let statement: JSON = [
            "_type": .string(Manifest.statementType),
            "predicate": predicate,
            "predicateType": .string(Manifest.predicateType),
            "subject": [
                [
                    "digest": ["sha256": .digest(payloadManifest)],
                    "name": .string(MemberPath.payloadManifest),
                ]
            ],
        ]
        return statement.canonicalBytes
    }

    private var predicate: JSON {
        var members: [String: JSON] = [
            "blobs": blobs.json, "checkpoint": .digest(checkpoint),
            "container": [
                "blocks": .number(container.blocks), "bytes": .number(container.bytes),
                "sha256": .digest(container.sha256), "version": 1,
            ],
            "entries": entries.json, "first_step": .number(firstStep), "from": .number(from),
            "last_step": .number(lastStep),
            "leaves": .array(
                leaves.sorted { $0.key < $1.key }.map {
                    ["count": .number($0.value), "type": .string($0.key.rawValue)]
                }
            ),
            "marking": .string(marking),
            "members": .array(
                self.members.map {
                    ["path": .string($0.path), "sha256": .digest($0.sha256), "size": .number($0.size)]
                }
            ),
            "name": .string(name), "origin": .string(origin),
            "payload": ["bytes": .number(payload.bytes), "members": .number(payload.count)],
            "proofs": .array(
                proofs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
                    ["count": .number($0.value), "kind": .string($0.key)]
                }
            ),
            "readme": ["sha256": .digest(readme.sha256), "size": .number(readme.size)],
            "recipe": .digest(recipe), "root": .digest(root), "run": .digest(run),
            "sealed_at": .string(sealedAt.description),
            "software": .array(
                software.map { ["name": .string($0.name), "version": .string($0.version)] }
            ),
            "steps": .number(steps), "to": .number(to),
        ]
        members["commitment"] = commitment.map { .number($0) }
        members["next_export"] = nextExport.map { .string($0.description) }
        members["previous_manifest"] = previousManifest.map { .digest($0) }
        members["previous_root"] = previousRoot.map { .digest($0) }
        members["review"] = review.map { .digest($0) }
        if !withheld.isEmpty { members["withheld"] = .array(withheld.map { .string($0) }) }
        return .object(members)
    }

    /// Reads `manifest.json`; any spelling but the canonical one is refused.
    package init(canonical bytes: [UInt8]) throws(FormatError) {
        var statement = try JSONObject(
            JSON(canonical: bytes, limits: .manifest),
            path: MemberPath.manifest
        )
        try statement.expect("_type", Manifest.statementType)
        try statement.expect("predicateType", Manifest.predicateType)
        let subjects = try statement.objects("subject")
        guard subjects.count == 1, var subject = subjects.first else {
            throw FormatError(.badValue, at: "manifest.json.subject", "got \(subjects.count), want 1")
        }
        try subject.expect("name", MemberPath.payloadManifest)
        var digest = try subject.object("digest")
        let payloadManifest = try digest.digest("sha256")
        try digest.end()
        try subject.end()
        var predicate = try statement.object("predicate")
        try statement.end()
        try self.init(predicate: &predicate, payloadManifest: payloadManifest)
        try predicate.end()
        try checkRelations()
    }

    private init(predicate p: inout JSONObject, payloadManifest: Digest) throws(FormatError) {
        self.payloadManifest = payloadManifest
        blobs = try Region(p.object("blobs"))
        checkpoint = try p.digest("checkpoint")
        container = try Container(p.object("container"))
        entries = try Region(p.object("entries"))
        firstStep = try p.integer("first_step")
        from = try p.integer("from", in: 0...1 << 50)
        lastStep = try p.integer("last_step")
        leaves = try Manifest.leafCounts(p.objects("leaves"))
        marking = try p.string("marking")
        members = try p.objects("members").map { (object) throws(FormatError) in try Member(listed: object) }
        name = try p.string("name")
        origin = try p.string("origin")
        var payload = try p.object("payload")
        self.payload = Region(
            bytes: try payload.integer("bytes"),
            count: try payload.integer("members", in: 1...Int64(Manifest.largestPayload)),
            offset: 0
        )
        try payload.end()
        proofs = try Manifest.proofCounts(p.objects("proofs"))
        var readme = try p.object("readme")
        self.readme = Member(
            path: MemberPath.readme,
            size: try readme.integer("size", in: 1...1 << 20),
            sha256: try readme.digest("sha256")
        )
        try readme.end()
        recipe = try p.digest("recipe")
        root = try p.digest("root")
        run = try p.digest("run")
        sealedAt = try p.time("sealed_at")
        software = try Manifest.software(p.objects("software"))
        steps = try p.integer("steps")
        to = try p.integer("to", in: 1...1 << 50)
        nextExport = try p.optional("next_export") { (o, key) throws(FormatError) in try o.time(key) }
        previousManifest = try p.optional("previous_manifest") { (o, key) throws(FormatError) in
            try o.digest(key)
        }
        previousRoot = try p.optional("previous_root") { (o, key) throws(FormatError) in try o.digest(key) }
        commitment = try p.optional("commitment") { (o, key) throws(FormatError) in try o.integer(key) }
        review = try p.optional("review") { (o, key) throws(FormatError) in try o.digest(key) }
        withheld =
            try p.optional("withheld") { (o, key) throws(FormatError) in
                try Manifest.withheldKinds(o.strings(key), at: o.location(key))
            } ?? []
    }

    private static func leafCounts(_ objects: [JSONObject]) throws(FormatError) -> [Leaf.Kind: Int] {
        var counts: [Leaf.Kind: Int] = [:]
        var last = ""
        for var object in objects {
            let type = try object.string("type")
            guard let kind = Leaf.Kind(rawValue: type), last < type else {
                throw FormatError(.badValue, at: object.location("type"), "want leaf types, ascending")
            }
            last = type
            counts[kind] = try object.integer("count", in: 1...1 << 50)
            try object.end()
        }
        return counts
    }

    private static func proofCounts(_ objects: [JSONObject]) throws(FormatError) -> [String: Int] {
        var counts: [String: Int] = [:]
        var last = ""
        for var object in objects {
            let kind = try object.string("kind")
            guard LeafField.isKind(kind), last.utf8.lexicographicallyPrecedes(kind.utf8) else {
                throw FormatError(.badValue, at: object.location("kind"), "want proof kinds, ascending")
            }
            last = kind
            counts[kind] = try object.integer("count", in: 1...1 << 50)
            try object.end()
        }
        return counts
    }

    private static func withheldKinds(_ kinds: [String], at place: String) throws(FormatError) -> [String] {
        var last = ""
        for kind in kinds {
            guard LeafField.isKind(kind), last.utf8.lexicographicallyPrecedes(kind.utf8) else {
                throw FormatError(.badValue, at: place, "want proof kinds, ascending")
            }
            last = kind
        }
        guard !kinds.isEmpty else { throw FormatError(.badValue, at: place, "want no key where it is empty") }
        return kinds
    }

    private static func software(_ objects: [JSONObject]) throws(FormatError) -> [Software] {
        var found: [Software] = []
        for var object in objects {
            let entry = Software(name: try object.string("name"), version: try object.string("version"))
            guard isToken(entry.name), isToken(entry.version) else {
                throw FormatError(.badValue, at: "manifest.json.predicate.software", "want short tokens")
            }
            found.append(entry)
            try object.end()
        }
        guard (1...8).contains(found.count) else {
            throw FormatError(.badValue, at: "manifest.json.predicate.software", "want 1 to 8 entries")
        }
        return found
    }

    private func checkRelations() throws(FormatError) {
        let here = "manifest.json.predicate"
        guard MemberName.isBundleName(name) else {
            throw FormatError(.badValue, at: "\(here).name", "got \"\(name.prefix(80))\", want a bundle name")
        }
        guard Marking.isMarking(marking) else {
            throw FormatError(.badValue, at: "\(here).marking", "want [A-Z][A-Z0-9 /-]{0,63}")
        }
        guard LeafField.isOrigin(origin) else {
            throw FormatError(.badValue, at: "\(here).origin", "want a log origin")
        }
        guard from < to, (previousRoot != nil) == (from > 0) else {
            throw FormatError(.badValue, at: "\(here).from", "want from < to, and previous_root iff from > 0")
        }
        guard previousManifest == nil || from > 0 else {
            throw FormatError(.badValue, at: "\(here).previous_manifest", "no segment precedes leaf 0")
        }
        guard sealedAt <= TarHeader.latest || KnockOut.isOff("sealed-at-range") else {
            throw FormatError(
                .badValue,
                at: "\(here).sealed_at",
                "got \(sealedAt), want \(TarHeader.latest) or before: tar headers hold no later time"
            )
        }
        guard steps <= to - from else {
            throw FormatError(.badValue, at: "\(here).steps", "got \(steps), want at most one for each leaf")
        }
        if let commitment, !(from..<to).contains(commitment) {
            throw FormatError(.badValue, at: "\(here).commitment", "leaf \(commitment) is not in the segment")
        }
        guard member(MemberPath.review)?.sha256 == review else {
            throw FormatError(.badValue, at: "\(here).review", "want the digest of \(MemberPath.review)")
        }
        try checkMemberNames(at: "\(here).members")
    }

    private func checkMemberNames(at here: String) throws(FormatError) {
        var seen: Set<String> = []
        for member in members {
            guard MemberName.isValid(member.path), member.path.hasPrefix("data/") else {
                throw FormatError(.badValue, at: here, "path \"\(member.path.prefix(200))\"")
            }
            guard TarHeader.isPath("\(name)/\(member.path)") else {
                throw FormatError(.badValue, at: here, "path \"\(member.path)\" is too long for a tar header")
            }
            guard seen.insert(member.path.lowercased()).inserted else {
                throw FormatError(.badValue, at: here, "duplicate path \"\(member.path)\"")
            }
        }
        let folder = MemberName.folderOfAnother(among: members.map(\.path))
        guard folder == nil || KnockOut.isOff("member-is-folder") else {
            throw FormatError(.badValue, at: here, "\"\(folder ?? "")\" is the folder of another")
        }
    }
}

extension Manifest.Region {
    fileprivate var json: JSON {
        ["bytes": .number(bytes), "count": .number(count), "offset": .number(offset)]
    }

    fileprivate init(_ object: JSONObject) throws(FormatError) {
        var object = object
        bytes = try object.integer("bytes")
        count = try object.integer("count", in: 0...Int64(Manifest.largestPayload))
        offset = try object.integer("offset")
        try object.end()
    }
}

extension Manifest.Container {
    fileprivate init(_ object: JSONObject) throws(FormatError) {
        var object = object
        blocks = try object.integer("blocks", in: 1...1 << 32)
        bytes = try object.integer("bytes")
        sha256 = try object.digest("sha256")
        _ = try object.integer("version", in: 1...1)
        try object.end()
    }
}

extension Manifest.Member {
    fileprivate init(listed object: JSONObject) throws(FormatError) {
        var object = object
        path = try object.string("path")
        size = try object.integer("size", in: 0...Int64(TarHeader.largestMember))
        sha256 = try object.digest("sha256")
        try object.end()
    }
}
