import ArgumentParser
import Bytes
import Formats
import Verification

/// How `verify` is done in parts.
package struct PartOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Check only part I of N, such as 3/8, and write the result to --partial.",
            valueName: "i/n"
        )
    )
    var shard: ShardArgument?
    @Option(
        help: ArgumentHelp("The file for the partial report of --shard.", valueName: "file"),
        completion: .file()
    )
    var partial: String?
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Take steps and blobs from the partial reports of all parts, and check everything else.",
            valueName: "file"
        ),
        completion: .file()
    )
    var merge: [String] = []

    package init() {}

    var isPart: Bool { shard != nil || !merge.isEmpty }

    package func validate() throws {
        if shard != nil && partial == nil { throw ValidationError("--shard needs --partial FILE") }
        if partial != nil && shard == nil { throw ValidationError("--partial needs --shard I/N") }
        if shard != nil && !merge.isEmpty { throw ValidationError("--shard and --merge exclude each other") }
    }

    /// Puts the options into a request; reads the partial reports.
    func apply(to request: inout VerificationRequest) throws {
        request.program = "bulla \(Formats.version)"
        if let shard { request.part = .shard(index: shard.index, of: shard.count) }
        if !merge.isEmpty { request.part = .merged(try reports()) }
    }

    private func reports() throws -> [PartialReport] {
        var reports: [PartialReport] = []
        var unreadable: (path: String, error: any Error)?
        for path in merge {
            do {
                let bytes = try File.contents(of: path, limit: PartialReport.limits.bytes + 1)
                reports.append(try PartialReport(canonicalLine: bytes))
            } catch { unreadable = unreadable ?? (path, error) }
        }
        guard let unreadable else { return reports }
        throw PartialError(
            .unreadable,
            at: unreadable.path,
            "want a complete partial report: \(unreadable.error)",
            again: PartialSet.lost(reports)
        )
    }
}

/// `3/8`: the third of eight parts.
struct ShardArgument: ExpressibleByArgument, CustomStringConvertible {
    let index: Int
    let count: Int

    var description: String { "\(index)/\(count)" }

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]),
            (1...VerificationRequest.mostShards).contains(count), (1...count).contains(index)
        else { return nil }
        self.index = index
        self.count = count
    }
}
