import ArgumentParser
import Audit
import Bytes
package import CustodyChain
import Layout
import Verification

/// The chain of custody that a bundle came with.
package struct CustodyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder with the chain of custody of the medium.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var custody: String?
    @Option(
        help: ArgumentHelp(
            "An event of the chain that you kept, or its SHA-256, to detect missing events at the end.",
            valueName: "file"
        ),
        completion: .file()
    )
    var custodyReceipt: String?
    @Option(
        help: ArgumentHelp(
            "For a copy, the folder with the chain of the original medium.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var custodyParent: String?
    @Option(help: ArgumentHelp("The serial number on the medium in front of you.", valueName: "serial"))
    var custodyMedium: String?

    package init() {}

    package func validate() throws {
        if custody == nil && (custodyReceipt != nil || custodyParent != nil || custodyMedium != nil) {
            throw ValidationError("--custody-receipt, --custody-parent and --custody-medium need --custody")
        }
    }

    /// Puts the options into a request; reads the folders.
    func apply(to request: inout VerificationRequest) throws {
        guard let custody else { return }
        var input = try CustodyFolder.input(custody)
        input.kept = try custodyReceipt.map(CustodyFolder.kept)
        input.parent = try custodyParent.map(CustodyFolder.files)
        input.medium = custodyMedium
        request.custody = input
    }

    /// The options as somebody types them.
    var words: [String] {
        let pairs = [
            ("--custody", custody), ("--custody-receipt", custodyReceipt),
            ("--custody-parent", custodyParent), ("--custody-medium", custodyMedium),
        ]
        return pairs.flatMap { name, value in value.map { [name, $0] } ?? [] }
    }
}

/// Reads the folder of a chain; all that it holds may be hostile.
package enum CustodyFolder {
    /// All files, by name; no link is followed, and nothing larger than an event is read.
    package static func files(_ folder: String) throws -> [CustodyFile] {
        try input(folder).files
    }

    /// The same, and the names of what is no part of the chain, whoever left it there.
    package static func input(_ folder: String) throws -> CustodyInput {
        let entries = try Folder.entries(in: folder)
        let names = entries.filter { LeftBehind($0) == nil }
        guard names.count <= CustodyInput.fileLimit else {
            throw CommandFailure(
                "\(folder): got \(names.count) files, want at most \(CustodyInput.fileLimit)"
            )
        }
        let files = try names.map { entry in
            // Its name alone is a fault of the chain; nothing in the folder may be called so.
            guard let name = entry.text else { return CustodyFile(name: "\(entry)", bytes: []) }
            let file = try File.reading(name, beneath: folder)
            return CustodyFile(name: name, bytes: try file.contents(limit: SignedCustodyEvent.fileLimit))
        }
        return CustodyInput(files: files, leftBehind: entries.filter { LeftBehind($0) != nil })
    }

    /// An event that somebody kept: a file, or 64 hexadecimal digits.
    package static func kept(_ text: String) throws -> CustodyInput.Kept {
        if let digest = Digest(hex: text) { return CustodyInput.Kept(digest: digest) }
        let bytes = try File.contents(of: text, limit: SignedCustodyEvent.fileLimit)
        do { return CustodyInput.Kept(try SignedCustodyEvent(canonical: bytes).event) } catch {
            throw CommandFailure(
                "\(text): \(error)",
                hint: "want an event file of the chain, or its SHA-256"
            )
        }
    }
}

extension CustodyInput {
    /// Takes a bundle that is at hand, to hold the chain against it.
    package mutating func take(bundle path: String) throws {
        let described = try BundleFile.described(path)
        manifest = described.bundle.manifest
        tree = described.tree
        marking = try BundleContents.opened(path).manifest.marking
        bundleFile = CustodyEvent.BundleFile(
            sha256: described.bundle.fileDigest,
            size: described.bundle.fileSize
        )
    }
}
