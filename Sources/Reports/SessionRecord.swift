package import Bytes

/// What a session did within the segment; `nil` where it did not happen there.
package struct SessionRecord: Hashable, Sendable {
    package let session: Digest
    package let kind: String
    /// The index of its open leaf, which may lie before the segment.
    package let opened: Int
    package var closed: Int?
    package var heartbeats = 0
    package var firstStep: Int?
    package var lastStep: Int?

    package init(session: Digest, kind: String, opened: Int) {
        self.session = session
        self.kind = kind
        self.opened = opened
    }
}

extension SessionRecord {
    var json: JSON {
        var members: [String: JSON] = [
            "heartbeats": .number(heartbeats), "kind": .string(kind), "opened": .number(opened),
            "session": .digest(session),
        ]
        members["closed"] = closed.map { .number($0) }
        members["first_step"] = firstStep.map { .number($0) }
        members["last_step"] = lastStep.map { .number($0) }
        return .object(members)
    }

    init(reading object: inout JSONObject) throws(FormatError) {
        session = try object.digest("session")
        kind = try object.token("kind")
        opened = try object.integer("opened")
        closed = try object.optionalInteger("closed", from: Int64(opened))
        heartbeats = try object.integer("heartbeats")
        firstStep = try object.optionalInteger("first_step", from: 0)
        lastStep = try object.optionalInteger("last_step", from: 0)
    }
}
