import Bytes

/// The Swift files of the project's programs, for tests of what the compiler does not check.
package struct SwiftSource {
    /// Below `Sources`.
    package let path: String
    package let text: String

    /// The lines that are no comments.
    package var code: [Substring] {
        text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    }

    /// All of them.
    package static func all() throws -> [SwiftSource] {
        let root = "\(Vectors.packageRoot)/Sources"
        return try Folder.files(below: root).filter { $0.ends(with: ".swift") }.map { path in
            let bytes = try File.contents(of: "\(root)/\(path)", limit: 1 << 20)
            return SwiftSource(path: path, text: String(decoding: bytes, as: UTF8.self))
        }
    }
}
