package import Bytes

/// One entry of a run's log; `Formats/log-v1.md` section 2.
package enum Leaf: Hashable, Sendable {
    case run(RunLeaf)
    case sessionOpen(SessionOpenLeaf)
    case sessionHeartbeat(SessionHeartbeatLeaf)
    case sessionClose(SessionCloseLeaf)
    case step(StepLeaf)
    case rewind(RewindLeaf)
    case event(EventLeaf)

    /// The names of all types, as leaves and manifests spell them.
    package enum Kind: String, Sendable, CaseIterable, Comparable {
        case event, rewind, run
        case sessionClose = "session-close"
        case sessionHeartbeat = "session-heartbeat"
        case sessionOpen = "session-open"
        case step

        package static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
    }

    /// Reads a leaf from JSON that was parsed already, in any spelling.
    package init(reading value: JSON) throws(FormatError) {
        guard case .object(let members) = value, case .string(let word)? = members["type"] else {
            throw FormatError(.jsonMissingKey, at: "", "want an object with key \"type\"")
        }
        switch Kind(rawValue: word) {
        case .event: self = .event(try EventLeaf(value, path: word))
        case .rewind: self = .rewind(try RewindLeaf(value, path: word))
        case .run: self = .run(try RunLeaf(value, path: word))
        case .sessionClose: self = .sessionClose(try SessionCloseLeaf(value, path: word))
        case .sessionHeartbeat: self = .sessionHeartbeat(try SessionHeartbeatLeaf(value, path: word))
        case .sessionOpen: self = .sessionOpen(try SessionOpenLeaf(reading: value))
        case .step: self = .step(try StepLeaf(reading: value))
        case nil:
            let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormatError(.badValue, at: "type", "got \"\(word.prefix(40))\", want one of \(known)")
        }
    }

    /// Reads a leaf in canonical form; any other spelling is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(FormatError) {
        let bytes = Array(bytes)
        if let step = bytes.withUnsafeBytes({ StepScanner.leaf($0) }) {
            self = .step(step)
        } else {
            try self.init(reading: JSON(canonical: bytes, limits: .leaf))
        }
    }

    package var kind: Kind {
        switch self {
        case .run: .run
        case .sessionOpen: .sessionOpen
        case .sessionHeartbeat: .sessionHeartbeat
        case .sessionClose: .sessionClose
        case .step: .step
        case .rewind: .rewind
        case .event: .event
        }
    }

    /// The one spelling of the leaf.
    package var canonicalBytes: [UInt8] {
        switch self {
        case .run(let leaf): leaf.canonicalBytes
        case .sessionOpen(let leaf): leaf.canonicalBytes
        case .sessionHeartbeat(let leaf): leaf.canonicalBytes
        case .sessionClose(let leaf): leaf.canonicalBytes
        case .step(let leaf): leaf.canonicalBytes
        case .rewind(let leaf): leaf.canonicalBytes
        case .event(let leaf): leaf.canonicalBytes
        }
    }
}
