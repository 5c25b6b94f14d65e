import Bytes
import Glibc

/// Changes single bytes of a file in place.
enum Flip {
    static func write(_ byte: UInt8, at offset: Int, of path: String) throws {
        let file = try File.opening(path, O_WRONLY)
        var byte = byte
        guard pwrite(file.descriptor, &byte, 1, off_t(offset)) == 1 else {
            throw FileError.last(.cannotWrite, path)
        }
    }
}
