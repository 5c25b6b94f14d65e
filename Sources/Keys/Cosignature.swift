package import Bytes

/// A witness's timestamped signature of a checkpoint: C2SP tlog-cosignature, cosignature/v1.
///
///     line: name, key hash of (name ‖ LF ‖ 04 ‖ key), timestamp[8] ‖ Ed25519 signature[64]
///     signed: "cosignature/v1" LF "time " decimal seconds LF text of the note
package enum Cosignature {
    package static let algorithm: UInt8 = 4

    /// The bytes that a witness signs.
    package static func signedBytes(text: String, at time: Timestamp) -> [UInt8] {
        Array("cosignature/v1\ntime \(time.seconds)\n\(text)".utf8)
    }

    /// The first four bytes of the key's digest, big-endian.
    package static func keyHash(name: String, ed25519: [UInt8]) -> UInt32 {
        let digest = SHA256.hash(Array(name.utf8) + [0x0a, algorithm] + ed25519)
        return UInt32(truncatingIfNeeded: digest.words.0 >> 32)
    }

    /// The line of a witness whose signature over `signedBytes` is given.
    package static func line(
        name: String,
        ed25519: [UInt8],
        at time: Timestamp,
        signature: [UInt8]
    ) -> NoteSignature {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt64(time.seconds))
        return NoteSignature(
            name: name,
            keyHash: keyHash(name: name, ed25519: ed25519),
            bytes: bytes + signature
        )
    }
}

extension SignedNote {
    /// When the witness with this key says that it saw the note, earliest first; lines that do not verify do not count.
    package func cosignatures(by ed25519: [UInt8]) -> [Timestamp] {
        signatures.compactMap { line in
            guard line.bytes.count == 72,
                line.keyHash == Cosignature.keyHash(name: line.name, ed25519: ed25519)
            else { return nil }
            let seconds = line.bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
            guard let time = Int64(exactly: seconds).flatMap({ Timestamp(seconds: $0) }),
                Ed25519.verify(
                    signature: Array(line.bytes[8...]),
                    message: Cosignature.signedBytes(text: text, at: time),
                    publicKey: ed25519
                )
            else { return nil }
            return time
        }
        .sorted()
    }
}
