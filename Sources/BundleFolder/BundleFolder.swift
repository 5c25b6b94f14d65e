package import Bytes

/// A folder of bundles with their papers, as somebody hands it over; all that it holds may be hostile.
///
/// What a file is, its contents say. Where they say nothing its name tells what it was meant to be, so that a damaged
/// paper is refused and not passed over; a name that says something else than the contents is a fault. No link is followed.
package struct BundleFolder: Sendable {
    /// A file or a folder that is of a known kind, or of none.
    package struct Item: Hashable, Sendable {
        package let name: String
        /// By its contents, else by its name; nil: neither says anything.
        package let kind: ItemKind?
    }

    package let path: String
    /// In the order of their names' bytes.
    package let items: [Item]
    /// What systems and stopped programs left there: named, never opened.
    package let leftBehind: [ByteName]
    /// Names that are no text, hide something, or say another kind than the contents.
    package let faults: [FolderFault]

    /// Lists a folder and looks into each file, as far as its kind asks for.
    ///
    /// - Parameters:
    ///   - limit: of files and folders, folders not looked into.
    ///   - ignored: names that are left out.
    package init(_ path: String, limit: Int, ignoring ignored: Set<ByteName> = []) throws {
        let entries = try Folder.entries(in: path)
        guard entries.count <= limit else {
            throw FolderFault(.tooMany, path, "got \(entries.count) files, want at most \(limit)")
        }
        leftBehind = entries.filter { LeftBehind($0) != nil }
        var (items, faults): ([Item], [FolderFault]) = ([], [])
        for entry in entries where !ignored.contains(entry) && LeftBehind(entry) == nil {
            guard let name = entry.text else {
                faults.append(FolderFault(.name, "\(entry)", "a name that is not UTF-8"))
                continue
            }
            guard Escape.isVisible(name) else {
                faults.append(FolderFault(.name, "\(entry)", "a name with hidden characters"))
                continue
            }
            let look = FolderLook(name, in: path)
            let named = ItemKind.named(name, isFile: look.isFile)
            if let kind = look.kind, let named, kind != named {
                let detail = "is \(kind.noun), and named as \(named.noun)"
                faults.append(FolderFault(.unreadable, name, detail))
            } else {
                items.append(Item(name: name, kind: look.kind ?? named))
            }
        }
        self.path = path
        self.items = items
        self.faults = faults
    }

    /// Those of one kind.
    package func items(_ kind: ItemKind) -> [Item] { items.filter { $0.kind == kind } }

    /// Opens a file of the folder, and nothing that a link leads to.
    package func file(_ name: String) throws(FileError) -> File { try File.reading(name, beneath: path) }

    /// What an error says, without where the folder lies: that is nobody's business.
    package func words(_ error: any Error, _ name: String) -> String {
        "\(error)".replacing("\(path)/\(name)", with: name)
    }
}

/// Why a file of the folder is not taken.
package struct FolderFault: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case name, tooMany
        /// It cannot be read, is not of its form, or is named as something else.
        case unreadable
        /// Something else was signed, or a signature of a known key does not verify.
        case forged
        /// Too few people of the trust file signed it.
        case notCounted
        /// A receipt of a version before.
        case olderReceipt
    }

    package let reason: Reason
    /// The file's name in the folder.
    package let file: String
    package let detail: String

    init(_ reason: Reason, _ file: String, _ detail: String) {
        self.reason = reason
        self.file = file
        self.detail = detail
    }

    package var description: String { "\(file): \(detail)" }
}
