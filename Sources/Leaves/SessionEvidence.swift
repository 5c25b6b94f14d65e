package import Bytes

/// The files of one event of a session against the digests in its leaf; `Formats/bundle-v1.md` section 3.2.
package enum SessionEvidence {
    package static let largestFile = 1 << 20
    package static let mostFiles = LeafField.mostEvidence
    package static let longestName = 64
    /// A signed note that existed before the session.
    package static let witnessName = "witness.note"

    /// A file by its name and the digest of its bytes.
    package struct NamedDigest: Hashable, Sendable {
        package let name: String
        package let digest: Digest

        package init(name: String, digest: Digest) {
            self.name = name
            self.digest = digest
        }
    }

    /// What is wrong with a folder of evidence.
    package enum Fault: Error, Equatable, Sendable {
        /// A file is not there, or is not what the leaf names.
        case missing(String)
        /// The leaf does not name this file.
        case unlisted(String)
        /// `witness.note` is not what the binding says of it.
        case witness(String)
    }

    /// Whether a file of evidence may be called so: `[A-Za-z0-9][A-Za-z0-9._-]*`, at most 64 bytes.
    package static func isFileName(_ name: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        }
        guard name.utf8.count <= longestName, let first = name.utf8.first, isAlphanumeric(first) else {
            return false
        }
        return name.utf8.allSatisfy {
            isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
                || $0 == UInt8(ascii: "-")
        }
    }

    /// Holds files against the digests that a leaf lists.
    ///
    /// - Parameter files: in byte order of names.
    /// - Parameter witness: what the binding of an open says of `witness.note`; nil for other events.
    package static func compare(
        _ files: [NamedDigest],
        with listed: [Digest],
        witness: Digest? = nil
    ) throws(Fault) {
        if files.map(\.digest) != listed {
            var rest = listed
            var unnamed: String?
            for file in files {
                if let place = rest.firstIndex(of: file.digest) {
                    rest.remove(at: place)
                } else {
                    unnamed = unnamed ?? file.name
                }
            }
            if let lost = rest.first { throw .missing("no file has digest \(lost)") }
            if let unnamed { throw .unlisted(unnamed) }
            throw .missing("the files are in a different order than their digests")
        }
        guard let witness else { return }
        let note = files.first { $0.name == witnessName }
        guard note?.digest ?? .zero == witness else {
            throw .witness(
                "\(witnessName) is \(note?.digest.hex ?? "not there"), the binding says \(witness)"
            )
        }
    }
}
