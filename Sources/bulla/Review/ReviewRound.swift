import Bytes
import Container
import Formats
import Glibc
import Layout
import Leaves
import LogStore
import MerkleLog
import Recording
import Review
import VerifyCommands

/// One review: what is looked at, and what was found so far.
struct ReviewRound {
    private let options: ReviewScan
    private let lists: [WordList]
    private let markings: [String]?
    private var marking: String
    private var log: ReviewDocument.Log?
    private var files: [(file: ReviewedFile, shown: String, content: HitTally, name: HitTally)] = []
    private var inLog = HitTally()
    private var inProofs = HitTally()
    private var isQuarantined: Set<String> = []

    init(_ options: ReviewScan, lists: [WordList], markings: [String]?) {
        self.options = options
        // One order of lists, whatever that of the command line.
        self.lists = Dictionary(lists.map { ($0.digest, $0) }) { first, _ in first }.values
            .sorted { $0.digest < $1.digest }
        self.markings = markings
        marking = options.marking
    }

    private var reviewer: ContentReviewer {
        let scanner = TextScanner(
            lists: lists,
            marking: marking,
            scale: markings.map { MarkingScale($0) } ?? .standard,
            countsPrivateAddresses: options.privateAddresses
        )
        return ContentReviewer(scanner, allowed: Set(options.allow))
    }

    // MARK: What is looked at

    /// A file, or all files below a folder.
    mutating func review(files path: String) async throws {
        let reviewer = reviewer
        guard Folder.exists(path) else {
            return try await take(path, as: Folder.name(of: path), reviewer)
        }
        for name in try Folder.files(below: path) { try await take("\(path)/\(name)", as: name, reviewer) }
    }

    /// Everything that a seal would take from a run.
    mutating func review(run path: String) async throws {
        let run = try RunDirectory(opening: path)
        let store = try run.store(forWriting: false)
        let size = options.to ?? store.size
        guard (1...store.size).contains(size) else {
            throw CommandFailure("--to \(size): the log has \(store.size) leaves")
        }
        marking = run.document.marking
        log = .init(run: run.document.leaf.run, size: size, root: try store.root(at: size))
        // Keys, signatures and digests stand all over in these; the formats leave no room for other secrets.
        var closed = reviewer
        closed.looksForEntropy = false
        for name in ["run.json", "recipe.json"] {
            try await take("\(path)/\(name)", as: "run/\(name)", closed)
        }
        var sessions = closed
        sessions.looksForKinds = false
        for (folder, reviewer) in [("sessions", sessions), ("custody", closed), ("evidence", reviewer)]
        where Folder.exists("\(path)/\(folder)") {
            for name in try Console.files(below: "\(path)/\(folder)") {
                try await take("\(path)/\(folder)/\(name)", as: "\(folder)/\(name)", reviewer)
            }
        }
        try await scanLog(store, size, closed, run, sessions)
    }

    private mutating func take(_ path: String, as name: String, _ reviewer: ContentReviewer) async throws {
        let outcome = try await reviewer.review(
            File.reading(path, noFollow: true),
            width: Inputs.width
        )
        let inName = reviewer.hits(in: Array(name.utf8))
        let isShown = inName.isEmpty && ReviewedFile.isPath(name)
        let stated = isShown ? name : ReviewedFile.withheldName(of: name)
        let file = ReviewedFile(
            path: stated,
            size: outcome.size,
            sha256: outcome.sha256,
            kind: outcome.kind
        )
        files.append((file, inName.isEmpty ? name : stated, outcome.tally, inName))
    }

    private mutating func scanLog(
        _ store: LogStore,
        _ size: Int,
        _ reviewer: ContentReviewer,
        _ run: RunDirectory,
        _ proofReviewer: ContentReviewer
    ) async throws {
        var bundles = try store.bundles(from: 0, to: size)
        var (found, blobs) = (HitTally(), Set<Digest>())
        let wantsProofs = options.proofs
        try await Pipeline.run(
            width: 2 * Inputs.width,
            next: { try bundles.next() },
            transform: { tile, bytes in
                let ranges = try EntryBundle.ranges(in: bytes, count: tile.width)
                var named: [Digest] = []
                for range in ranges where wantsProofs {
                    guard case .step(let step) = try Leaf(canonical: bytes[range]) else { continue }
                    named += step.proofs.compactMap(\.blob)
                }
                return (reviewer.hits(in: bytes), named)
            },
            consume: { tally, named in
                found.add(tally)
                blobs.formUnion(named)
            }
        )
        inLog = found
        for digest in blobs.sorted() {
            let file = try File.reading(run.blobPath(digest), noFollow: true)
            inProofs.add(try await proofReviewer.review(file).tally)
        }
    }

    // MARK: What comes of it

    /// Moves evidence with hits away; each file is there or here, whatever happens meanwhile.
    mutating func quarantine(into folder: String, from run: String) throws {
        for index in files.indices where !files[index].content.isEmpty || !files[index].name.isEmpty {
            let name = files[index].shown
            guard name.hasPrefix("evidence/") else { continue }
            let source = "\(run)/\(name)"
            let target = "\(folder)/\(name.dropFirst("evidence/".count))"
            try Folder.create(Folder.parent(of: target))
            try Folder.rename(source, to: target)
            try Folder.synchronize(Folder.parent(of: source))
            files[index].file.isQuarantined = true
        }
    }

    func document(at time: Timestamp) -> ReviewDocument {
        let sorted = files.sorted { $0.file.path.utf8.lexicographicallyPrecedes($1.file.path.utf8) }
        var hits: [ReviewHit] = []
        func add(_ place: ReviewHit.Place, _ tally: HitTally) {
            hits += tally.counts.sorted { $0.key < $1.key }.map { ReviewHit(place, $0.key, count: $0.value) }
        }
        for (number, file) in sorted.enumerated() {
            add(.name(number), file.name)
            add(.content(number), file.content)
        }
        add(.log, inLog)
        add(.proofs, inProofs)
        var document = ReviewDocument(
            reviewedAt: time,
            log: log,
            marking: marking,
            lists: lists.map { .init(sha256: $0.digest, terms: $0.terms.count) },
            software: Formats.version,
            files: sorted.map(\.file),
            hits: hits
        )
        document.markings = markings.map { MarkingScale($0).digest }
        document.allowed = Set(options.allow)
        document.countsPrivateAddresses = options.privateAddresses
        document.hasProofs = options.proofs
        return document
    }

    /// Says what was found; with `--where` at which bytes, too.
    func tell(_ document: ReviewDocument) {
        ReviewPage.show(document)
        guard options.where else { return }
        for file in files {
            for place in file.content.places {
                Console.line("at         \(file.shown) byte \(place.offset): \(place.key.rule.rawValue)")
            }
        }
    }
}
