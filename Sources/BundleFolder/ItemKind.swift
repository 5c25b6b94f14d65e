import Bytes

/// What a file or folder among bundles can be.
package enum ItemKind: Sendable, CaseIterable {
    case bundle
    /// The papers of an audit.
    case audit
    case receipt
    case report
    /// A checkpoint with signatures: of a log, or of a manifest.
    case note
    case torrent
    /// The folder of a chain of custody.
    case custody

    /// What names of its files end with.
    package var suffix: String {
        switch self {
        case .bundle: ".bulla.tar.xz"
        case .audit: ".audit.json"
        case .receipt: ".receipt.dsse.json"
        case .report: ".report.json"
        case .note: ".note"
        case .torrent: ".torrent"
        case .custody: ".custody"
        }
    }

    var noun: String {
        switch self {
        case .bundle: "a bundle"
        case .audit: "an audit file"
        case .receipt: "a receipt"
        case .report: "a report"
        case .note: "a signed checkpoint"
        case .torrent: "a torrent"
        case .custody: "a chain of custody"
        }
    }

    /// What a name says that its file is; only what is no file can be meant as a folder.
    static func named(_ name: String, isFile: Bool) -> ItemKind? {
        let kind = allCases.first { name.ends(with: $0.suffix) }
        return kind == .custody && isFile ? nil : kind
    }
}
