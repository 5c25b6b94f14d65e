package import Bytes
package import Reports

/// What one shard of a verification found, for the run that merges all of them; nobody signs it.
///
/// `Formats/partial-v1.md` describes it.
package struct PartialReport: Hashable, Sendable {
    package static let type = "bulla-partial/1"
    /// 44 bytes for each block of the range and at most 17 for each bad step: far more than any bundle needs.
    package static let limits = JSON.Limits(bytes: 256 << 20)

    package let inputs: VerificationInputs
    /// Which shard it is, from 1.
    package let shard: Int
    package let of: Int
    /// What its slice of the sample gave.
    package let tally: StepTally
    /// Nil where scope does not read blobs, and where they do not hold.
    let blobs: BlobRange?
    /// What is wrong, for a person; the merge finds it again by itself.
    package let faults: [Finding]

    init(
        inputs: VerificationInputs,
        shard: Shard,
        tally: StepTally,
        blobs: BlobRange?,
        faults: [Finding]
    ) {
        self.inputs = inputs
        self.shard = shard.index
        of = shard.count
        self.tally = tally
        self.blobs = blobs
        self.faults = faults
    }

    /// Whether everything that the shard looked at holds.
    package var holds: Bool { faults.isEmpty && tally.valid == tally.checked }

    /// Blobs that the shard read; nil where it read none.
    package var blobCount: Int? { blobs?.count }

    private var members: [String: JSON] {
        var members: [String: JSON] = [
            "faults": .array(faults.map(\.partialJSON)), "inputs": inputs.json,
            "inputs_sha256": .digest(inputs.digest), "of": .number(of), "shard": .number(shard),
            "tally": tally.json, "type": .string(PartialReport.type),
        ]
        members["blobs"] = blobs?.json
        return members
    }

    /// Canonical JSON and a line end; its own digest shows a copy that is not whole.
    package var canonicalLine: [UInt8] {
        let digest = SHA256.hash(JSON.object(members).canonicalBytes)
        return JSON.object(members.merging(["sha256": .digest(digest)]) { $1 }).canonicalLine
    }

    /// Reads a partial report; any spelling but the canonical one is refused.
    package init(canonicalLine bytes: [UInt8]) throws(FormatError) {
        var object = try JSONObject(JSON(canonicalLine: bytes, limits: PartialReport.limits), path: "")
        try object.expect("type", PartialReport.type)
        of = try object.integer("of", in: 1...Int64(Shard.most))
        shard = try object.integer("shard", in: 1...Int64(of))
        inputs = try VerificationInputs(reading: object.object("inputs"))
        tally = try StepTally(reading: object.object("tally"))
        blobs = try object.optional("blobs") { (o, key) throws(FormatError) in
            try BlobRange(reading: o.object(key))
        }
        var faults: [Finding] = []
        for fault in try object.objects("faults") { faults.append(try Finding(partial: fault)) }
        self.faults = faults
        guard try object.digest("inputs_sha256") == inputs.digest else {
            throw FormatError(.badValue, at: "inputs_sha256", "is not the digest of the inputs")
        }
        let digest = try object.digest("sha256")
        try object.end()
        guard digest == SHA256.hash(JSON.object(members).canonicalBytes) else {
            throw FormatError(.badValue, at: "sha256", "is not the digest of the rest: the file was changed")
        }
    }
}

extension Finding {
    fileprivate var partialJSON: JSON {
        [
            "check": .string(check.rawValue), "code": .string(code), "detail": .string(detail),
            "subject": .string(subject),
        ]
    }

    fileprivate init(partial object: JSONObject) throws(FormatError) {
        var object = object
        let word = try object.string("check")
        let check = Check(rawValue: word)
        guard Check.allCases.contains(check) else {
            throw FormatError(.badValue, at: object.location("check"), "got \"\(word.prefix(40))\"")
        }
        self.init(
            check,
            .fail,
            code: try object.string("code"),
            subject: try object.string("subject"),
            detail: try object.string("detail")
        )
        try object.end()
    }
}
