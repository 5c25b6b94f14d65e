package import Bytes

/// The checkpoints that a witness has countersigned last, one of each log; `Formats/log-v1.md` section 7.
package struct WitnessMemory: Hashable, Sendable {
    package static let type = "bulla-witness/1"
    package static let byteLimit = 4 << 20
    private static let logLimit = 10_000

    /// What is kept of one log.
    package struct Seen: Hashable, Sendable {
        package let origin: String
        package let root: Digest
        package let size: Int
    }

    /// Ascending by origin, each once.
    package private(set) var logs: [Seen] = []

    /// A witness that has seen nothing yet.
    package init() {}

    /// Reads the file: canonical JSON and a line feed.
    package init(file bytes: [UInt8]) throws(FormatError) {
        let limits = JSON.Limits(bytes: WitnessMemory.byteLimit, depth: 4)
        self = try WitnessMemory(JSON(canonicalLine: bytes, limits: limits), path: "")
    }

    /// The bytes of the file.
    package var fileBytes: [UInt8] { json.canonicalLine }

    /// What was countersigned last of a log.
    package func last(of origin: String) -> Seen? { logs.first { $0.origin == origin } }

    /// Takes a checkpoint in, unless it contradicts what was seen; then nothing changes, and the reason is given.
    ///
    /// - Parameter proof: the hashes that show that the tree seen last begins this one; wanted where it is larger.
    package mutating func take(_ checkpoint: Checkpoint, proof: [Digest]?) -> WitnessFault? {
        if let seen = last(of: checkpoint.origin),
            let fault = WitnessMemory.fault(of: checkpoint, after: seen, proof)
        {
            return fault
        }
        logs.removeAll { $0.origin == checkpoint.origin }
        let now = Seen(origin: checkpoint.origin, root: checkpoint.root, size: checkpoint.size)
        logs.insert(now, at: logs.firstIndex { now.comesBefore($0) } ?? logs.endIndex)
        return nil
    }

    private static func fault(
        of checkpoint: Checkpoint,
        after seen: Seen,
        _ proof: [Digest]?
    ) -> WitnessFault? {
        func fault(_ code: WitnessFaultCode, _ detail: String) -> WitnessFault? {
            KnockOut.isOff(code.rawValue) ? nil : WitnessFault(code, checkpoint.origin, detail)
        }
        if checkpoint.size < seen.size {
            return fault(.older, "has size \(checkpoint.size), and size \(seen.size) was countersigned")
        }
        if checkpoint.size == seen.size {
            guard checkpoint.root != seen.root else { return nil }
            return fault(
                .fork,
                "size \(seen.size) has root \(checkpoint.root), and \(seen.root) was countersigned"
            )
        }
        // The empty tree begins every other.
        guard seen.size > 0 else { return nil }
        guard let proof else {
            return fault(
                .unproven,
                "size \(checkpoint.size) follows size \(seen.size), and no proof was given"
            )
        }
        let consistency = ConsistencyProof(old: seen.size, new: checkpoint.size, hashes: proof)
        do { try consistency.verify(oldRoot: seen.root, newRoot: checkpoint.root) } catch {
            return fault(
                .fork,
                "size \(checkpoint.size) is not shown to continue size \(seen.size): \(error)"
            )
        }
        return nil
    }
}

/// Why a witness does not countersign; stable, and explained in `Docs/error-codes.md`.
package enum WitnessFaultCode: String, StableCode {
    case older = "witness-older"
    case fork = "witness-fork"
    case unproven = "witness-unproven"
}

/// A checkpoint that contradicts what a witness has seen.
package typealias WitnessFault = Flaw<WitnessFaultCode>

extension WitnessMemory: FieldCoded {
    package init(_ fields: inout Fields<WitnessMemory>) throws(FormatError) {
        try fields.constant("type", WitnessMemory.type)
        logs = try fields(
            "logs",
            \.logs,
            .objects(0...WitnessMemory.logLimit).that(is: "logs ascending by origin, each once") { logs in
                zip(logs, logs.dropFirst()).allSatisfy { $0.comesBefore($1) }
            }
        )
    }
}

extension WitnessMemory.Seen: FieldCoded {
    package init(_ fields: inout Fields<WitnessMemory.Seen>) throws(FormatError) {
        origin = try fields("origin", \.origin, .string.that(is: "an origin", Checkpoint.isOrigin))
        root = try fields("root", \.root, .digest)
        size = try fields("size", \.size, .integer(in: 0...Int64(MerkleTree.sizeLimit)))
    }

    fileprivate func comesBefore(_ other: WitnessMemory.Seen) -> Bool {
        origin.utf8.lexicographicallyPrecedes(other.origin.utf8)
    }
}
