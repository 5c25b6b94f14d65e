import Bytes

/// Bytes in pieces of one size, as media of volumes will have them.
final class Volumes: ByteSource {
    private let volumes: [[UInt8]]
    private let each: Int

    init(_ bytes: [UInt8], each: Int) {
        self.each = each
        volumes = stride(from: 0, to: bytes.count, by: each).map {
            Array(bytes[$0..<min($0 + each, bytes.count)])
        }
    }

    var bytesRead: Int { 0 }

    func size() -> Int { volumes.reduce(0) { $0 + $1.count } }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        guard offset >= 0, offset + buffer.count <= size() else {
            throw FileError(.cannotRead, at: "volumes", "ends at byte \(size())")
        }
        for index in 0..<buffer.count {
            buffer[index] = volumes[(offset + index) / each][(offset + index) % each]
        }
    }
}
