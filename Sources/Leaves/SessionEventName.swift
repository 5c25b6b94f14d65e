package import Bytes

/// A moment of a session that evidence can stand behind, as folders of evidence are called.
package enum SessionEventName: Hashable, Sendable, CustomStringConvertible {
    case open
    case heartbeat(Int)
    case close

    package var description: String {
        switch self {
        case .open: "open"
        case .heartbeat(let number): "heartbeat-\(number)"
        case .close: "close"
        }
    }

    /// Where the evidence stands below the folder of sessions: `SESSION/EVENT`.
    package func folder(of session: Digest) -> String { "\(session.hex)/\(self)" }
}
