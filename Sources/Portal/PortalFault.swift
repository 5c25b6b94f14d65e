import Bytes

/// Why a file of a site's folder is left out.
package struct PortalFault: Hashable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, StableCode {
        case name = "portal-name"
        case unreadable = "portal-unreadable"
        case forged = "portal-forged"
        case contradicts = "portal-contradicts"
    }

    package let code: Code
    /// The file's name in the folder.
    package let file: String
    package let detail: String

    package init(_ code: Code, _ file: String, _ detail: String) {
        self.code = code
        self.file = file
        self.detail = detail
    }

    package var description: String { "\(file): left out: \(code.rawValue): \(detail)" }
}

extension PortalFault: Error {}
