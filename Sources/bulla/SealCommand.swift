import ArgumentParser
import Bytes
import Container
import Glibc
import Keys
import Layout
import Leaves
import LogStore
import Recording
import Review
import Sealing
import SecretKeys
import Verification
import VerifyCommands

/// `bulla seal`: a segment of a run's log into one signed file.
struct SealCommand: AsyncParsableCommand, ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Seal a segment of a run's log into one signed bundle.",
        discussion: Discussion.text(
            """
            Reads the log and the proofs, writes to a temporary file, verifies its own output, and then
            renames it. An interrupted seal leaves no file that looks like a bundle.

            Examples, with all keys on this machine:
              bulla seal RUN --key exporter.key -o week1.bulla.tar.xz
              bulla seal RUN --key a.key --key b.key --after week1.bulla.tar.xz \\
                -o week2.bulla.tar.xz

            With a key in a smart card or another device:
              bulla seal RUN --sign-as exporter.pub --sign-with 'sh sign.sh' \\
                -o week1.bulla.tar.xz

            In three steps, with signers on other machines:
              bulla seal RUN --prepare -o week1.prepared
              bulla sign week1.prepared --key exporter.key
              bulla seal --finish week1.prepared -o week1.bulla.tar.xz

            A review in RUN/review.json is included in the bundle and must cover all that is sealed.
            With --trust it must also meet the requirements of policy.review.
              bulla review RUN --words terms.txt --key exporter.key
              bulla seal RUN --trust trust.json --key exporter.key -o week1.bulla.tar.xz

            With --withhold, the bundle holds only the commitments to proofs of a kind. Their content
            stays here, to be opened for the steps that an audit draws.
              bulla seal RUN --withhold replay/1 --key exporter.key -o week1.bulla.tar.xz
            """
        )
    )

    @Argument(help: "The run directory.", completion: .directory) var run: String?
    @Option(name: .shortAndLong, help: "The bundle to write; with --prepare, a folder.", completion: .file())
    var output: String
    @OptionGroup var signing: SigningOptions
    @Option(help: "The index of the first leaf of the segment; 0 by default.") var from: Int?
    @Option(help: "The index after the segment's last leaf; the log's size by default.") var to: Int?
    @Option(help: "Continue after this bundle, at the leaf where it ends.", completion: .file()) var after:
        String?
    @Option(help: "The name of the bundle, and of the folder inside it; by default that of the output file.")
    var name: String?
    @Option(help: "The time to claim (YYYY-MM-DDThh:mm:ssZ); now by default.") var sealedAt: TimeArgument?
    @Option(help: "The time that you promise for the next export (YYYY-MM-DDThh:mm:ssZ).") var nextExport:
        TimeArgument?
    @Option(help: "Leave out the blobs of proofs of this kind, such as replay/1 (repeatable).")
    var withhold: [String] = []
    @Option(help: "Check the run's review against the policy of this trust file.", completion: .file())
    var trust: String?
    @Option(help: "The compression effort.") var effort: EffortArgument = .default
    @Flag(help: "Write everything except signatures into a folder.") var prepare = false
    @Option(help: "Write the bundle from this folder, prepared and signed before.", completion: .directory)
    var finish: String?
    @Option(help: "How to show progress on stderr: Docs/output.md.") var progress = ProgressMode.auto
    @Flag(help: "Show no progress.") var quiet = false
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard (run == nil) != (finish == nil) else {
            throw ValidationError("want either RUN, or --finish with a prepared folder")
        }
        if prepare && !signing.isEmpty { throw ValidationError("--prepare signs nothing; use `bulla sign`") }
        if finish != nil && (prepare || from != nil || to != nil || after != nil || !withhold.isEmpty) {
            throw ValidationError(
                "--finish takes a prepared folder: omit --prepare, --from, --to, --after and --withhold"
            )
        }
        if run != nil && !prepare && signing.isEmpty {
            throw ValidationError("want --key or --sign-with, or --prepare to let others sign")
        }
        for kind in withhold where !LeafField.isKind(kind) {
            throw ValidationError("--withhold: got \"\(kind)\", want a kind of proof such as replay/1")
        }
        if after != nil && from != nil { throw ValidationError("--after and --from exclude each other") }
        guard from ?? 0 >= 0, to.map({ $0 > from ?? 0 }) != false else {
            throw ValidationError("--from and --to: want 0 or more, and a leaf between them")
        }
        if let name, !BundleName.isName(name) {
            throw ValidationError("--name: want 1 to 64 of A-Z a-z 0-9 . _ -, a letter or digit first")
        }
    }

    func run() async throws {
        let signers = try signing.signers()
        if let finish { return try await complete(PreparedBundle(opening: finish), signers) }
        guard let run else { return }
        guard !Folder.hasEntry(output) else {
            throw CommandFailure(
                "\(output): already exists; sealing never replaces a file",
                hint: "choose another name"
            )
        }
        // The work folder of a whole seal is never given a name; it goes with the value.
        let folder = try AtomicFolder(prepare ? output : "\(output).work")
        let prepared = try await prepareBundle(run, folder.temporaryPath)
        defer { withExtendedLifetime(folder) {} }
        guard prepare else { return try await complete(prepared, signers) }
        try folder.finish()
        report(prepared)
    }

    private func report(_ prepared: PreparedBundle) {
        Console.line(
            "prepared \(output)",
            ["folder": .string(output), "manifest": .digest(prepared.manifestDigest)]
        )
        Console.note("next: bulla sign \(output) --key KEY, then bulla seal --finish \(output) -o FILE")
    }

    private func prepareBundle(_ run: String, _ work: String) async throws -> PreparedBundle {
        let directory = try RunDirectory(opening: run)
        let store = try directory.store(forWriting: false)
        let logKey = try directory.logKey()
        try KeyFiles.warn(ofLog: run)
        for folder in ["\(run)/evidence", "\(run)/custody"] where Folder.exists(folder) {
            // Sealing leaves out the same files.
            _ = try Console.files(below: folder)
        }
        let origin = directory.document.leaf.origin
        let sealed = SealedRun(
            document: directory.document,
            recipe: directory.recipe,
            store: store,
            folder: run,
            blobPath: { directory.blobPath($0) },
            signCheckpoint: { try logKey.signNote(text: $0, name: origin) }
        )
        let meter = ProgressMeter(quiet ? .none : progress, of: output)
        let sealer = Sealer(sealed, try request(store), folder: work) {
            meter.show(Progress(phase: $0, done: $1, total: $2))
        }
        defer { Console.clearProgress() }
        return try await sealer.prepare()
    }

    private func request(_ store: LogStore) throws -> SealRequest {
        var first = from ?? 0
        var previous: Digest?
        if let after {
            let contents = try BundleContents(path: after)
            first = contents.manifest.to
            previous = contents.manifestDigest
        }
        var request = SealRequest(
            from: first,
            to: to ?? store.size,
            name: name ?? SealCommand.bundleName(output),
            sealedAt: try Inputs.time(sealedAt)
        )
        request.previousManifest = previous
        request.nextExport = nextExport?.value
        if let nextExport, nextExport.value <= request.sealedAt {
            Console.note(
                "warning: next-export-early: --next-export \(nextExport) is not after the sealing, \(request.sealedAt)"
            )
        }
        request.withheld = withhold
        request.review = try review()
        request.trust = try trust.map { try Inputs.trust($0).trust }
        request.effort = effort.effort
        request.keepsFolder = prepare
        request.width = Inputs.width
        return request
    }

    /// The run's review, if somebody made one.
    private func review() throws -> [UInt8]? {
        guard let run, Folder.hasEntry("\(run)/review.json") else { return nil }
        return try File.contents(of: "\(run)/review.json", limit: SignedReview.byteLimit)
    }

    private func complete(_ prepared: PreparedBundle, _ signers: [any Signer]) async throws {
        var prepared = prepared
        for signer in signers { try prepared.add(signer.sign(prepared.envelope.signedBytes)) }
        let meter = ProgressMeter(quiet ? .none : progress, of: output)
        let everybody = try prepared.signers() + signers.map(\.publicKey)
        try await FinishedBundle.write(
            prepared,
            to: output,
            signers: everybody,
            width: Inputs.width,
            progress: { meter.show($0) }
        )
        Console.clearProgress()
        let size = try File.reading(output).size()
        Console.line(
            "sealed \(output): \(size) bytes, manifest \(prepared.manifestDigest)",
            [
                "bytes": .number(size), "file": .string(output),
                "manifest": .digest(prepared.manifestDigest),
            ]
        )
    }

    /// `week1` for `media/week1.bulla.tar.xz`.
    static func bundleName(_ path: String) -> String {
        var name = Folder.name(of: path)
        for suffix in [".tar.xz", ".bulla", ".prepared"] where name.hasSuffix(suffix) {
            name.removeLast(suffix.count)
        }
        return name
    }
}

/// `fast`, `default` or `best` on the command line.
enum EffortArgument: String, ExpressibleByArgument, CaseIterable {
    case fast, `default`, best

    var effort: Effort {
        switch self {
        case .fast: .fast
        case .default: .default
        case .best: .best
        }
    }
}
