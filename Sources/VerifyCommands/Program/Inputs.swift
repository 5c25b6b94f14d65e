package import Bytes
import Glibc
import Keys
package import MerkleLog
package import Trust
package import Verification

/// Reads what several commands take from the command line.
package enum Inputs {
    /// What `--trust` takes: a trust file, or a chain of them, whose last version counts.
    package struct Trusted {
        package let trust: Trust
        /// SHA-256 of the trust file's bytes.
        package let digest: Digest
        /// Digests of all versions; empty where no chain was given.
        package let versions: [Digest]
    }

    /// A trust file and the digest of its bytes, or the last version of a chain, verified from its first line.
    package static func trust(_ path: String) throws -> (trust: Trust, digest: Digest) {
        let trusted = try trusted(path)
        return (trusted.trust, trusted.digest)
    }

    /// The same, with the versions of the chain.
    package static func trusted(_ path: String) throws -> Trusted {
        let bytes = try File.contents(of: path, limit: TrustChain.byteLimit)
        guard isChain(bytes) else {
            let trust = try naming(path) { try Trust(file: bytes) }
            return Trusted(trust: trust, digest: SHA256.hash(bytes), versions: [])
        }
        let chain = try chain(bytes, path)
        guard let last = chain.current else { throw CommandFailure("\(path): a chain without versions") }
        return Trusted(trust: last.trust, digest: last.digest, versions: chain.versions.map(\.digest))
    }

    /// The versions of a chain that enough people signed; says where another one waits for signatures.
    package static func chain(_ bytes: [UInt8], _ path: String) throws -> TrustChain {
        let chain = try naming(path) { try TrustChain(file: bytes, pending: true) }
        // The first version that nobody signed yet is no version to trust, and reading it says so.
        guard chain.current != nil else { return try naming(path) { try TrustChain(file: bytes) } }
        if chain.isPending, let last = chain.versions.last, let current = chain.current {
            Console.note(
                "note: \(path): version \(last.trust.version) is not signed by enough people yet; "
                    + "version \(current.trust.version) counts"
            )
        }
        return chain.signed
    }

    /// Whether bytes are meant to be a trust chain and no trust file.
    package static func isChain(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array(#"{"payload""#.utf8)) }

    /// A checkpoint that was kept from an earlier segment: a signed note, or its text alone.
    package static func checkpoint(_ path: String) throws -> Checkpoint {
        try checkpoint(File.contents(of: path, limit: checkpointLimit), path)
    }

    static let checkpointLimit = 1 << 16

    static func checkpoint(_ bytes: [UInt8], _ path: String) throws -> Checkpoint {
        if let note = try? SignedNote(bytes) { return try naming(path) { try Checkpoint(text: note.text) } }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure("\(path): want a checkpoint, got bytes that are not text")
        }
        return try naming(path) { try Checkpoint(text: text) }
    }

    /// What the segment must continue: a signed note with its signatures, or the text alone as somebody copied it.
    package static func previous(_ path: String) throws -> VerificationRequest.Previous {
        let kept = try checkpoint(path)
        guard let note = try? SignedNote(File.contents(of: path, limit: checkpointLimit)) else {
            return .kept(kept)
        }
        return .signed(note)
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
    package static func time(_ given: TimeArgument?) throws -> Timestamp {
        if let given { return given.value }
        guard let now = Timestamp(seconds: Int64(Glibc.time(nil))) else {
            throw CommandFailure("this machine's clock is outside the years 1970 to 9999")
        }
        return now
    }

    /// Processors that this process may use: a batch system often grants fewer than the machine has, or less memory.
    package static var width: Int {
        let online = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let status = try? File.contents(of: "/proc/self/status", limit: 1 << 16)
        let processors = status.flatMap { granted(String(decoding: $0, as: UTF8.self)) } ?? online
        return max(1, min(processors, AddressSpace.width ?? processors))
    }

    /// The bits of `Cpus_allowed`, hexadecimal words with commas between; proc(5).
    static func granted(_ status: String) -> Int? {
        let lines = status.split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("Cpus_allowed:") }) else { return nil }
        return line.dropFirst("Cpus_allowed:".count)
            .reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    }
}
