package import Bytes
import Glibc
import Hashing
import Keys
package import MerkleLog
package import Trust

/// Reads what several commands take from the command line.
package enum Inputs {
    /// A trust file and the digest of its bytes.
    package static func trust(_ path: String) throws -> (trust: Trust, digest: Digest) {
        let bytes = try File.contents(of: path, limit: 4 << 20)
        return (try naming(path) { try Trust(file: bytes) }, SHA256.hash(bytes))
    }

    /// A checkpoint that was kept from an earlier segment: a signed note, or its text alone.
    package static func checkpoint(_ path: String) throws -> Checkpoint {
        let bytes = try File.contents(of: path, limit: 1 << 16)
        if let note = try? SignedNote(bytes) { return try naming(path) { try Checkpoint(text: note.text) } }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure("\(path): want a checkpoint, got bytes that are no text")
        }
        return try naming(path) { try Checkpoint(text: text) }
    }

    /// The bytes of a document without the line end that a file may have.
    package static func document(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes.last == 0x0a ? bytes.dropLast() : bytes[...]
    }

    /// Says in which file it was that something is wrong.
    private static func naming<Value>(_ path: String, _ read: () throws -> Value) throws -> Value {
        do { return try read() } catch { throw CommandFailure("\(path): \(error)") }
    }

    /// The time from `--at`, else this machine's clock.
    package static func time(_ text: String?) throws -> Timestamp {
        if let text { return try Timestamp(text) }
        guard let now = Timestamp(seconds: Int64(Glibc.time(nil))) else {
            throw CommandFailure("this machine's clock is beyond the years 1970 to 9999")
        }
        return now
    }

    /// Processors that this process may use: a batch system often grants fewer than the machine has.
    package static var width: Int {
        let online = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let status = try? File.contents(of: "/proc/self/status", limit: 1 << 16)
        return max(1, status.flatMap { granted(String(decoding: $0, as: UTF8.self)) } ?? online)
    }

    /// The bits of `Cpus_allowed`, hexadecimal words with commas between; proc(5).
    static func granted(_ status: String) -> Int? {
        let lines = status.split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("Cpus_allowed:") }) else { return nil }
        return line.dropFirst("Cpus_allowed:".count)
            .reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    }
}
