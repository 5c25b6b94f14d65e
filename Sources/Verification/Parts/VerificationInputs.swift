import Audit
import Bytes
import CustodyChain
import Keys
import Trust

/// Everything that decides what the shards of one verification check, and how.
package struct VerificationInputs: Hashable, Sendable {
    private let members: [String: JSON]

    /// - Parameter manifest: digest of `manifest.json`; nil where it could not be read.
    init(_ request: VerificationRequest, manifest: Digest?) {
        var members: [String: JSON] = [
            "at": .string(request.at.description), "path_limit": .number(request.pathLimit),
            "program": .string(request.program), "scope": .string(request.scope.rawValue),
            "trust": .digest(request.trustDigest),
        ]
        members["manifest"] = manifest.map { .digest($0) }
        members.merge(VerificationInputs.sample(request.sample)) { $1 }
        members["response"] = request.response.map { .digest(SHA256.hash($0.envelope.canonicalBytes)) }
        members["custody"] = request.custody.map { .digest($0.digest) }
        members["seen"] = VerificationInputs.seen(request)
        self.members = members
    }

    /// What shows that the manifest existed; nil where nothing does.
    private static func seen(_ request: VerificationRequest) -> JSON? {
        let notes = request.witnessNotes.filter(\.mayBeOfManifest).map { SHA256.hash($0.bytes) }
        let receipts = request.receipts.map { SHA256.hash($0.canonicalBytes) }
        let others = request.sightings.map {
            SHA256.hash(Array("\($0.means.rawValue) \($0.at) \($0.key) \($0.seen.size) \($0.seen.root)".utf8))
        }
        let digests = Set(notes + receipts + others).map(\.hex).sorted()
        guard !digests.isEmpty else { return nil }
        return .digest(SHA256.hash(Array(digests.joined(separator: "\n").utf8)))
    }

    private static func sample(_ sample: VerificationRequest.Sample) -> [String: JSON] {
        switch sample {
        case .everyStep: ["sample": "every-step"]
        case .none: ["sample": "none"]
        case .drawn(let count, let seed):
            [
                "sample": "drawn", "sample_count": .number(min(count, Int(JSON.largestInteger))),
                "seed": .string(seed),
            ]
        case .ceremony(let ceremony):
            ["ceremony": .digest(SHA256.hash(ceremony.canonicalBytes)), "sample": "ceremony"]
        }
    }

    /// Reads strings and integers under the names that are used here.
    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        var members: [String: JSON] = [:]
        for key in ["at", "program", "sample", "scope"] { members[key] = .string(try object.string(key)) }
        for key in ["path_limit"] { members[key] = .number(try object.integer(key)) }
        members["trust"] = .digest(try object.digest("trust"))
        for key in ["ceremony", "custody", "manifest", "response", "seen"] where object.has(key) {
            members[key] = .digest(try object.digest(key))
        }
        if object.has("sample_count") {
            members["sample_count"] = .number(try object.integer("sample_count"))
        }
        if object.has("seed") { members["seed"] = .string(try object.string("seed")) }
        try object.end()
        self.members = members
    }

    /// The bundle; nil where its manifest could not be read.
    var manifest: Digest? {
        guard case .string(let text) = members["manifest"] else { return nil }
        return Digest(hex: text)
    }

    var json: JSON { .object(members) }
    var digest: Digest { SHA256.hash(json.canonicalBytes) }

    /// Names of the inputs that are not the same, sorted.
    func differences(from other: VerificationInputs) -> [String] {
        Set(members.keys).union(other.members.keys).filter { members[$0] != other.members[$0] }.sorted()
    }

    /// What an input is, for a message.
    func text(_ key: String) -> String {
        members[key].map { String(decoding: $0.canonicalBytes, as: UTF8.self) } ?? "nothing"
    }
}
