package import Bytes

/// What the evidence of one event has to bind; `Formats/log-v1.md` section 6.
package struct SessionBound: Hashable, Sendable {
    package let name: SessionEventName
    /// `report_data` of SEV-SNP, TDX and SGX, and `user_data` of Nitro: 64 bytes.
    package let bytes: [UInt8]
    /// The `nonce` of a Nitro document, 32 bytes.
    package let nitroNonce: Digest

    package init(_ binding: SessionBinding) {
        name = .open
        bytes = Self.hash("bulla/session/v1", binding.json)
        nitroNonce = binding.checkpoint
    }

    package init(_ leaf: SessionHeartbeatLeaf) {
        name = .heartbeat(leaf.number)
        bytes = Self.hash("bulla/heartbeat/v1", leaf.statement)
        nitroNonce = leaf.checkpoint
    }

    package init(_ leaf: SessionCloseLeaf) {
        name = .close
        bytes = Self.hash("bulla/close/v1", leaf.statement)
        nitroNonce = leaf.head
    }

    private static func hash(_ label: String, _ statement: JSON) -> [UInt8] {
        SHA512.hash(Array(label.utf8) + [0] + statement.canonicalBytes)
    }

    /// The nonce with which GPU `number` is asked.
    package func gpuNonce(_ number: Int) -> Digest {
        var message = Array("bulla/gpu/v1".utf8) + [0] + bytes
        message.append(bigEndian: UInt32(truncatingIfNeeded: number))
        return SHA256.hash(message)
    }
}
