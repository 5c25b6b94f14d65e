import ArgumentParser
import Bytes
import Keys
import Layout
import Review
import Trust
import VerifyCommands

/// `bulla review RUN`: look at everything that a seal would take, and sign what was found.
struct ReviewScan: AsyncParsableCommand, ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Review a run or any files. This is the default of `bulla review`.",
        discussion: Discussion.text(
            """
            Reads run.json, recipe.json, the log, sessions, custody and evidence of a run, or files that
            belong to no run. Lists the hits by file and rule; their content is never shown or written.
            With --key, signs the result and writes it to RUN/review.json, which `bulla seal` includes
            in the bundle.

            Exit status 1 means that there are hits that were not quarantined.

            Examples:
              bulla review RUN --words terms.txt --key exporter.key
              bulla review RUN --words terms.txt --quarantine held-back --key exporter.key
              bulla review RUN --words terms.txt --trust trust.json --key exporter.key
              bulla review logs.tar.gz --words terms.txt --where
            """
        )
    )

    @Argument(help: "The run directory, or a file or folder that belongs to no run.", completion: .file())
    var path: String
    @Option(help: "A word list, at most 16 (repeatable).", completion: .file()) var words: [String] = []
    @OptionGroup var signing: SigningOptions
    @Option(
        name: .shortAndLong,
        help: "The result to write; RUN/review.json by default.",
        completion: .file()
    ) var output: String?
    @Option(help: "Review the leaves before this index; the whole log by default.") var to: Int?
    @Option(help: "Move evidence with hits into this folder.", completion: .directory) var quarantine: String?
    @Option(help: "Your trust file, whose policy.markings gives the order of markings.", completion: .file())
    var trust: String?
    @Option(help: "The marking of files that belong to no run.") var marking = "UNMARKED"
    @Option(help: "Allow files of this kind, which are hits otherwise (repeatable).")
    var allow: [FileKind] = []
    @Flag(help: "Review the proofs that the log names too.") var proofs = false
    @Flag(help: "Report addresses of private networks too.") var privateAddresses = false
    @Flag(help: "Show the byte positions of the hits; never written to the result.") var `where` = false
    @Option(help: "The time to state (YYYY-MM-DDThh:mm:ssZ); now by default.") var reviewedAt: TimeArgument?
    @OptionGroup var result: ResultOptions

    func validate() throws {
        if let to, to < 0 { throw ValidationError("--to: got \(to), want 0 or more") }
        guard words.count <= 16 else { throw ValidationError("--words: at most 16 lists") }
        guard Marking.isMarking(marking) else {
            throw ValidationError("--marking: want 1 to 64 of A-Z 0-9 space / -, a letter first")
        }
        if output != nil && signing.isEmpty {
            throw ValidationError("-o writes a signed result and needs --key")
        }
    }

    func run() async throws {
        let signers = try signing.signers()
        let time = try Inputs.time(reviewedAt)
        let lists = try words.map { list in
            try WordList(File.contents(of: list, limit: WordList.fileLimit), name: list)
        }
        let isRun = Folder.hasEntry("\(path)/run.json")
        let target = output ?? (isRun ? "\(path)/review.json" : nil)
        let before = try target.flatMap { try ReviewScan.standing(at: $0) }
        if !isRun && quarantine != nil { throw CommandFailure("\(path): --quarantine needs a run directory") }
        let order = try trust.map { try Inputs.trust($0).trust.policy.markings.markings } ?? []
        var round = ReviewRound(self, lists: lists, markings: order.isEmpty ? nil : order)
        if isRun { try await round.review(run: path) } else { try await round.review(files: path) }
        if let quarantine { try round.quarantine(into: quarantine, from: path) }
        let document = round.document(at: time)
        round.tell(document)
        if !signers.isEmpty, let target {
            var signed = try SignedReview(document)
            for signer in signers { try signed.add(signer.sign(signed.signedBytes)) }
            try AtomicFile.write(signed.canonicalBytes, to: target, over: before ?? .nothing)
            Console.line("result     \(target), review \(document.digest)", ["file": .string(target)])
        }
        guard document.openHits.isEmpty else { throw ExitStatus.rejected }
    }

    /// The review that the new one replaces, which nobody may change in the meantime; no other file is replaced.
    private static func standing(at path: String) throws -> AtomicFile.Standing? {
        guard Folder.hasEntry(path) else { return nil }
        let bytes = try File.contents(of: path, limit: SignedReview.byteLimit)
        guard (try? SignedReview(canonical: Inputs.document(bytes))) != nil else {
            throw CommandFailure("\(path): is no review, and is not overwritten", hint: "choose another name")
        }
        return .these(bytes)
    }
}

extension FileKind: ExpressibleByArgument {}
