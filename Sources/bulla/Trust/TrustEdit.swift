import ArgumentParser
import Bytes
import Trust
import VerifyCommands

/// What commands that change a trust file take, and how they number what comes out.
///
/// Without a chain the version counts edits. Beside a chain the file is always either the last signed version or a
/// draft of the one after it: editing the first makes the draft, and editing a draft keeps its number.
struct TrustEdit: ParsableArguments {
    @Argument(help: "The trust file.", completion: .file()) var file: String
    @Option(
        help: "The chain of its signed versions; by default FILE with .chain instead of .json, if it exists.",
        completion: .file()
    )
    var chain: String?

    /// Changes the file and writes it.
    func edit(_ change: (inout Trust) throws -> Void) throws {
        var result: Trust?
        try Document.change(file, limit: TrustChain.byteLimit) { bytes in
            guard let bytes else { throw CommandFailure("\(file): no such file") }
            let trust = try TrustEdit.trust(bytes, file)
            guard trust.version < JSON.largestInteger else {
                throw CommandFailure("\(file): has version \(trust.version), and no number follows that")
            }
            var changed = trust
            try change(&changed)
            if let chain = try chainIfAny(), changed != trust {
                changed = try draft(changed, of: trust, in: chain)
            }
            result = changed
            return changed.fileBytes
        }
        if let result { TrustCommand.tell(result, at: file) }
    }

    private func draft(_ changed: Trust, of trust: Trust, in chain: TrustChain) throws -> Trust {
        let last = chain.current
        let isSigned = last?.digest == trust.digest
        let isDraft =
            trust.previous == last?.digest && last.map { $0.trust.version + 1 == trust.version } != false
        guard isSigned || isDraft else {
            throw CommandFailure(
                "\(file): version \(trust.version) is neither the last signed version of \(chainPath) nor a draft after it",
                hint: "bulla trust show \(chainPath)"
            )
        }
        return changed.draft(after: last?.trust, numbered: trust.version)
    }

    var chainPath: String { chain ?? TrustEdit.chain(beside: file) }

    private func chainIfAny() throws -> TrustChain? {
        guard chain != nil || Folder.hasEntry(chainPath) else { return nil }
        return try TrustEdit.chain(chainPath, pending: true)
    }

    /// `trust.chain` for `trust.json`.
    static func chain(beside file: String) -> String {
        (file.hasSuffix(".json") ? String(file.dropLast(5)) : file) + ".chain"
    }

    /// A trust file, and no chain.
    static func file(_ path: String) throws -> Trust {
        try trust(File.contents(of: path, limit: TrustChain.byteLimit), path)
    }

    private static func trust(_ bytes: [UInt8], _ path: String) throws -> Trust {
        guard !Inputs.isChain(bytes) else {
            throw CommandFailure(
                "\(path): got a trust chain, want a trust file",
                hint: "bulla trust show \(path)"
            )
        }
        do { return try Trust(file: bytes) } catch { throw CommandFailure("\(path): \(error)") }
    }

    static func chain(_ path: String, pending: Bool) throws -> TrustChain {
        try chain(File.contents(of: path, limit: TrustChain.byteLimit), path, pending: pending)
    }

    /// The versions of a chain that enough people signed.
    static func signed(_ bytes: [UInt8], _ path: String) throws -> TrustChain {
        let all = try chain(bytes, path, pending: true)
        return try all.current == nil ? chain(bytes, path, pending: false) : all.signed
    }

    static func chain(_ bytes: [UInt8], _ path: String, pending: Bool) throws -> TrustChain {
        if !Inputs.isChain(bytes), (try? Trust(file: bytes)) != nil {
            throw CommandFailure(
                "\(path): got a trust file, want a trust chain",
                hint: "create one with bulla trust sign \(path)"
            )
        }
        do { return try TrustChain(file: bytes, pending: pending) } catch {
            Console.rejected(path, error)
            throw ExitStatus.rejected
        }
    }
}
