import Bytes

/// The Swift files of the project's programs, for tests of what the compiler does not check.
package struct SwiftSource {
    /// Below `Sources`.
    package let path: String
    package let text: String
    /// The lines that are no comments.
    package let code: [Substring]

    private init(path: String, text: String) {
        self.path = path
        self.text = text
        code = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    }

    /// All of them, read once.
    package static func all() throws -> [SwiftSource] { try read.get() }

    private static let read = Result {
        let root = "\(Vectors.packageRoot)/Sources"
        return try Folder.files(below: root).filter { $0.ends(with: ".swift") }.map { path in
            let bytes = try File.contents(of: "\(root)/\(path)", limit: 1 << 20)
            return SwiftSource(path: path, text: String(decoding: bytes, as: UTF8.self))
        }
    }

    /// What follows the parenthesis where a line first calls one of these functions; a method of that name is another.
    package static func arguments(of functions: Set<Substring>, in line: Substring) -> Substring? {
        func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        let bytes = line.utf8
        var rest = bytes[...]
        while let begin = rest.firstIndex(where: isWord),
            let end = rest[begin...].firstIndex(where: { !isWord($0) })
        {
            if bytes[end] == UInt8(ascii: "("), functions.contains(line[begin..<end]) {
                let before = line[..<begin]
                if before.utf8.last != UInt8(ascii: ".") || before.hasSuffix("Glibc.") {
                    return line[bytes.index(after: end)...]
                }
            }
            rest = bytes[end...]
        }
        return nil
    }
}
