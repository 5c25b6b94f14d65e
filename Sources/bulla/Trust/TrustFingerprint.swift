import ArgumentParser
import Bytes
import Keys
import Trust
import VerifyCommands

/// `bulla trust fingerprint`: what two people compare on paper, or read out on the telephone.
struct TrustFingerprint: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "fingerprint",
        abstract: "Print the digest of a key, a trust file or a trust chain, to compare on paper.",
        discussion: Discussion.text(
            """
            Compare it once, over a different channel than the one that delivered the file. The digest
            of a chain's first version identifies all later versions too: pass it to --trust-pin.

            Examples:
              bulla trust fingerprint trust.json
              bulla trust fingerprint exporter.pub
            """
        )
    )

    @Argument(help: "A .pub file, a trust file or a trust chain.", completion: .file()) var file: String
    @OptionGroup var result: ResultOptions

    func run() throws {
        let bytes = try File.contents(of: file, limit: TrustChain.byteLimit)
        if let key = try? PublicKey(file: bytes) { return show(key) }
        let trusted = try Inputs.trusted(file)
        if let first = trusted.versions.first {
            tell([
                ("first version of the chain", first),
                ("version \(trusted.trust.version), its last", trusted.digest),
            ])
        } else {
            tell([("trust file, version \(trusted.trust.version)", trusted.digest)])
        }
    }

    private func show(_ key: PublicKey) {
        let second = key.mldsa87Identifier.map { [("\(key.name), ML-DSA-87", $0)] } ?? []
        tell([("\(key.name), \(key.primary.algorithm.title)", key.identifier)] + second)
    }

    private func tell(_ digests: [(what: String, digest: Digest)]) {
        Console.lines(
            digests.flatMap { [$0.what, "  \(TrustFingerprint.grouped($0.digest))"] },
            [
                "digests": .array(
                    digests.map { ["of": .string($0.what), "sha256": .digest($0.digest)] }
                )
            ]
        )
    }

    /// Sixteen groups of four hexadecimal digits.
    static func grouped(_ digest: Digest) -> String {
        let digits = Array(digest.hex)
        return stride(from: 0, to: digits.count, by: 4)
            .map { String(digits[$0..<min($0 + 4, digits.count)]) }.joined(separator: " ")
    }
}
