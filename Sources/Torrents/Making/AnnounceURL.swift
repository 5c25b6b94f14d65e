import Bytes

/// The URL of a tracker, read strictly: `http`, `https` or `udp`, a host, a port, a path, and nothing that hides.
package struct AnnounceURL: Hashable, Sendable {
    package let text: String
    /// Whether the host is an address of this machine or of a local network, or a name that cannot be public.
    package let isLocal: Bool
    /// Whether the host is a name, which an engine asks a resolver for.
    package let isName: Bool

    private static let lengthLimit = 1024

    package init(_ text: String) throws(TorrentError) {
        self.text = text
        guard text.utf8.count <= AnnounceURL.lengthLimit, text.utf8.allSatisfy(AnnounceURL.isPlain) else {
            throw AnnounceURL.error(text, "want at most \(AnnounceURL.lengthLimit) characters of ASCII")
        }
        guard let scheme = ["http://", "https://", "udp://"].first(where: text.hasPrefix) else {
            throw AnnounceURL.error(text, "want http://, https:// or udp://")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let (host, port) = try AnnounceURL.split(authority, text)
        guard port != nil || scheme != "udp://" else { throw AnnounceURL.error(text, "udp wants a port") }
        guard let host = TrackerHost(host) else {
            throw AnnounceURL.error(text, "want an address or a name of a host")
        }
        isLocal = host.isLocal
        isName = host.isName
    }

    /// Host and port; a user, which would be a secret in the torrent, is refused with the characters of hosts.
    private static func split(
        _ authority: Substring,
        _ text: String
    ) throws(TorrentError) -> (Substring, Int?) {
        let colon = authority.lastIndex(of: ":")
        guard let colon, !authority[colon...].contains("]") else { return (authority, nil) }
        let digits = authority[authority.index(after: colon)...]
        let isNumber = digits.utf8.allSatisfy { (0x30...0x39).contains($0) } && digits.first != "0"
        guard isNumber, let port = Int(digits), (1...65_535).contains(port) else {
            throw error(text, "want a port from 1 to 65535")
        }
        return (authority[..<colon], port)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && !"\"#<>\\^`{|}".utf8.contains(byte)
    }

    private static func error(_ text: String, _ detail: String) -> TorrentError {
        TorrentError(.announce, at: String(text.prefix(80)), detail)
    }
}
