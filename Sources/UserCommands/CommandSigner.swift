import Bytes
package import Keys

/// A signer whose secret keys another program or device holds: a shell command is handed the bytes and answers.
///
/// Nothing that the command answers is used before it has been verified under the public key.
package struct CommandSigner: Signer {
    /// The longest answer: an ML-DSA-87 signature in hexadecimal, with some room.
    package static let answerLimit = 16_384

    package let publicKey: PublicKey
    private let command: String
    private let seconds: Int
    private let starter: CommandStarter

    /// - Parameter seconds: how long one run of the command may take.
    package init(_ command: String, for publicKey: PublicKey, seconds: Int, starter: CommandStarter) {
        self.publicKey = publicKey
        self.command = command
        self.seconds = seconds
        self.starter = starter
    }

    /// Runs the command once for each algorithm of the key.
    package func sign(_ message: [UInt8]) throws -> [Signature] {
        var signatures = [Signature(keyIdentifier: publicKey.identifier, bytes: try signRaw(message))]
        if let second = publicKey.mldsa87, let identifier = publicKey.mldsa87Identifier {
            let bytes = try signature(of: message, .mldsa87, key: second, identifier: identifier.hex)
            signatures.append(Signature(keyIdentifier: identifier, bytes: bytes))
        }
        return signatures
    }

    package func signRaw(_ message: [UInt8]) throws -> [UInt8] {
        let key = publicKey.primary
        return try signature(of: message, key.algorithm, key: key.raw, identifier: key.identifier.hex)
    }

    private func signature(
        of message: [UInt8],
        _ algorithm: KeyAlgorithm,
        key: [UInt8],
        identifier: String
    ) throws(UserCommandError) -> [UInt8] {
        let location = "\(algorithm.title) key \(identifier) of \(publicKey.name)"
        let answer = try starter.run(
            command,
            settings: ["BULLA_SIGN_ALGORITHM=\(algorithm.rawValue)", "BULLA_SIGN_KEY=\(identifier)"],
            input: message,
            outputLimit: CommandSigner.answerLimit,
            seconds: seconds,
            location: location
        )
        let candidates = SignatureForms.read(answer, algorithm)
        guard !candidates.isEmpty else {
            throw UserCommandError(
                .output,
                at: location,
                "got \(answer.count) bytes, want \(SignatureForms.words(algorithm))"
            )
        }
        let good = candidates.first { algorithm.verify(signature: $0, message: message, publicKey: key) }
        guard let good else {
            throw UserCommandError(
                .wrongKey,
                at: location,
                "the signature does not verify under it; hint: another slot, another mechanism, or a hash too many"
            )
        }
        return good
    }
}
