package import Bytes
import Layout
import Leaves

/// Makes leaves of the lines that a producer writes, in any spelling of JSON that fits.
///
/// A producer may leave out what the log knows: `run`, of a step `previous`, `session` (the one that is
/// open), `metrics` and `proofs` (none), and of a heartbeat or close everything but `evidence`, where that is not
/// empty. A proof may be given as
///
///     {"kind": "replay/1", "path": "relative/file"}      a file below the folder of proofs
///     {"kind": "replay/1", "base64": "…"}                 its bytes: inline up to 1,024, else stored
///
/// and kinds in any order.
package struct LeafIntake {
    /// A line may hold a proof in base64, so it may be longer than a leaf.
    package static let lineLimits = JSON.Limits(bytes: 4 << 20)

    private let writer: RunWriter
    private let proofRoot: String?
    private var line = 0

    /// Feeds `writer`; paths of proofs are taken below `proofRoot`, and refused without it.
    package init(_ writer: RunWriter, proofRoot: String? = nil) {
        self.writer = writer
        self.proofRoot = proofRoot
    }

    /// Whether a line says nothing.
    package static func isEmpty(_ line: some Collection<UInt8>) -> Bool {
        line.allSatisfy { [0x20, 0x09, 0x0d].contains($0) }
    }

    /// Takes the next line, without its line feed; an empty one is passed over.
    package mutating func take(line bytes: some Collection<UInt8>) throws(RecordingError) {
        line += 1
        guard !Self.isEmpty(bytes) else { return }
        do throws(RecordingError) {
            try writer.append(leaf(bytes))
        } catch {
            throw error.within("line \(line)")
        }
    }

    private func leaf(_ bytes: some Collection<UInt8>) throws(RecordingError) -> Leaf {
        let value = try RecordingError.from(.leafMalformed, in: "leaf") { () throws(FormatError) in
            try JSON(parsing: bytes, limits: Self.lineLimits)
        }
        let filled = try filling(value)
        let leaf = try RecordingError.from(.leafMalformed, in: "leaf") { () throws(FormatError) in
            try Leaf(reading: filled)
        }
        guard case .step(let step) = leaf else { return leaf }
        return .step(writer.attested(step))
    }

    private func filling(_ value: JSON) throws(RecordingError) -> JSON {
        guard case .object(var members) = value, case .string(let type)? = members["type"] else {
            return value
        }
        func fill(_ key: String, _ value: @autoclosure () -> JSON) {
            if members[key] == nil { members[key] = value() }
        }
        let position = writer.position
        switch Leaf.Kind(rawValue: type) {
        case .step:
            fill("run", .digest(position.run.run))
            fill("previous", .digest(position.previous))
            fill("metrics", [:])
            fill("proofs", [])
            if let session = position.session { fill("session", .digest(session.session)) }
            if let proofs = members["proofs"] { members["proofs"] = try placing(proofs) }
        case .rewind, .event: fill("run", .digest(position.run.run))
        case .sessionHeartbeat:
            return .object(members.merging(try known(.heartbeat)) { given, _ in given })
        case .sessionClose:
            return .object(members.merging(try known(.close)) { given, _ in given })
        case .run, .sessionOpen, nil: break
        }
        return .object(members)
    }

    private enum OpenEvent { case heartbeat, close }

    /// What the log knows of the next leaf of the open session.
    private func known(_ event: OpenEvent) throws(RecordingError) -> [String: JSON] {
        let proposal = event == .close ? try writer.proposeClose() : try writer.proposeHeartbeat()
        guard case .object(var members) = proposal.statementJSON else { return [:] }
        members["evidence"] = []
        return members
    }

    private func placing(_ proofs: JSON) throws(RecordingError) -> JSON {
        guard case .array(let elements) = proofs, elements.count <= LeafField.mostProofs else {
            return proofs
        }
        var placed: [(kind: String, proof: JSON)] = []
        for (index, element) in elements.enumerated() {
            guard case .object(let members) = element, case .string(let kind)? = members["kind"] else {
                return proofs
            }
            do throws(RecordingError) {
                placed.append((kind, try placing(element, kind, members)))
            } catch {
                throw error.within("step.proofs[\(index)]")
            }
        }
        return .array(placed.sorted { $0.kind < $1.kind }.map(\.proof))
    }

    private func placing(
        _ element: JSON,
        _ kind: String,
        _ members: [String: JSON]
    ) throws(RecordingError) -> JSON {
        guard members["path"] != nil || members["base64"] != nil else { return element }
        let proof = try RecordingError.from(.leafMalformed, in: "leaf") { () throws(FormatError) in
            var object = try JSONObject(element, path: "")
            _ = try object.string("kind")
            let proof =
                object.has("path")
                ? NewProof(kind: kind, path: try object.string("path"))
                : NewProof(kind: kind, try object.base64("base64"))
            try object.end()
            // Before anything is stored for it.
            guard LeafField.isKind(kind) else {
                throw FormatError(.badValue, at: "kind", "want NAME/VERSION, at most 32 bytes")
            }
            return proof
        }
        return try writer.directory.proofs.place(proof, root: proofRoot).json
    }
}
