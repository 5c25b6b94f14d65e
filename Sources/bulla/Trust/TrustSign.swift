import ArgumentParser
import Bytes
import Keys
import Trust
import VerifyCommands

/// `bulla trust sign`: an authority signs a version of a trust file.
struct TrustSign: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a version of a trust file into its chain, as an authority.",
        discussion: Discussion.text(
            """
            The first signature appends the file to the chain as its new last version. Later signatures
            are added to that version. It takes effect once enough people with the role authority have
            signed it, both those of the previous version and those of this one. Until then readers of
            the chain use the version before it, and another draft can replace this one. A version that
            too few people could ever sign is refused. See `bulla spec trust-v1.md`.

            Examples:
              bulla trust sign trust.json --chain trust.chain --key authority.key
              bulla verify week1.bulla.tar.xz --trust trust.chain --trust-pin $SHA256 \\
                --first
            """
        )
    )

    @Argument(help: "The trust file.", completion: .file()) var file: String
    @Option(
        help: "The chain to create or extend; by default FILE with .chain instead of .json.",
        completion: .file()
    ) var chain: String?
    @OptionGroup var signing: SigningOptions
    @OptionGroup var result: ResultOptions

    func validate() throws {
        try signing.validateNotEmpty()
    }

    func run() throws {
        let path = chain ?? TrustEdit.chain(beside: file)
        let trust = try TrustEdit.file(file)
        let before = Folder.hasEntry(path) ? try TrustEdit.chain(path, pending: true) : TrustChain()
        let bytes = try TrustSign.proposed(trust, to: before).signedBytes
        let signatures = try signing.signers().map { ($0.publicKey, try $0.sign(bytes)) }
        var signed: TrustChain?
        // Others may have signed while the signers took their time.
        try Document.change(path, limit: TrustChain.byteLimit) { now in
            let before = try now.map { try TrustEdit.chain($0, path, pending: true) } ?? TrustChain()
            let after = try TrustSign.proposed(trust, to: before, with: signatures)
            if before.isPending, before.versions.last?.digest != trust.digest {
                Console.note("note: another draft of this version, and the signatures on it, are replaced")
            }
            try TrustSign.requireSignable(after)
            signed = after
            return after.fileBytes
        }
        if let signed { tell(signed, path) }
    }

    private static func proposed(
        _ trust: Trust,
        to chain: TrustChain,
        with signatures: [(key: PublicKey, signatures: [Signature])] = []
    ) throws -> TrustChain {
        var chain = chain
        do {
            try chain.propose(trust)
            for (key, signatures) in signatures { try chain.sign(key, signatures) }
        } catch {
            throw CommandFailure(
                "\(error)",
                hint:
                    "sign a draft of the version after the last signed one, as an authority of either version"
            )
        }
        return chain
    }

    /// Refuses a version that could never take effect: nothing could follow it.
    private static func requireSignable(_ chain: TrustChain) throws {
        guard let last = chain.versions.last else { return }
        for quorum in chain.quorums(chain.versions.count - 1) {
            let people = quorum.signed.count + quorum.absent.count
            guard people < quorum.threshold else { continue }
            throw CommandFailure(
                "version \(last.trust.version): authorities of version \(quorum.version) who can sign: \(people); "
                    + "wanted: \(quorum.threshold)",
                hint: "add authorities, or lower the threshold with bulla trust threshold"
            )
        }
    }

    private func tell(_ chain: TrustChain, _ path: String) {
        guard let last = chain.versions.last else { return }
        let state = chain.isPending ? "not yet in effect" : "signed"
        let quorums = chain.quorums(chain.versions.count - 1)
        Console.line(
            "\(path): version \(last.trust.version), SHA-256 \(last.digest), \(state)",
            [
                "file": .string(path), "in_effect": .bool(!chain.isPending),
                "quorums": .array(
                    quorums.map {
                        [
                            "absent": .array($0.absent.map { .string($0) }),
                            "signed": .array($0.signed.map { .string($0) }),
                            "version": .number($0.version), "wanted": .number($0.threshold),
                        ]
                    }
                ), "sha256": .digest(last.digest), "version": .number(last.trust.version),
            ]
        )
        for quorum in quorums {
            let people = quorum.signed.isEmpty ? "nobody" : quorum.signed.joined(separator: ", ")
            var line = "authorities of version \(quorum.version): \(people); \(quorum.threshold) wanted"
            if !quorum.isMet {
                let absent = quorum.absent.isEmpty ? "nobody" : quorum.absent.joined(separator: ", ")
                line += "; missing \(quorum.threshold - quorum.signed.count) of \(absent)"
            }
            Console.line(line)
        }
    }
}

/// `bulla trust update`: take over newer versions.
struct TrustUpdate: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Replace your trust chain with a longer one that extends it.",
        discussion: Discussion.text(
            """
            Rejects, with exit status 1, a chain that is older (trust-rollback), that has a different
            version in the same place (trust-fork), or that too few authorities signed. Your chain then
            stays unchanged. A last version that still lacks signatures is left out.

            Example:
              bulla trust update trust.chain /media/usb/trust.chain
            """
        )
    )

    @Argument(help: "Your chain.", completion: .file()) var mine: String
    @Argument(help: "The chain that you received.", completion: .file()) var new: String
    @OptionGroup var result: ResultOptions

    func run() throws {
        let other = try TrustEdit.signed(File.contents(of: new, limit: TrustChain.byteLimit), new)
        var (chain, count) = (TrustChain(), 0)
        try Document.change(mine, limit: TrustChain.byteLimit) { bytes in
            guard let bytes else { throw CommandFailure("\(mine): no such file") }
            chain = try TrustEdit.signed(bytes, mine)
            do { count = try chain.update(to: other) } catch {
                Console.rejected(new, error)
                throw ExitStatus.rejected
            }
            return count > 0 ? chain.fileBytes : nil
        }
        guard let last = chain.current else { return }
        Console.line(
            "\(mine): version \(last.trust.version), SHA-256 \(last.digest), \(count) new",
            [
                "file": .string(mine), "new": .number(count), "sha256": .digest(last.digest),
                "version": .number(last.trust.version),
            ]
        )
    }
}
