package import Bytes
import Glibc
package import Leaves

/// The evidence of a run's sessions as files: `SESSION/EVENT/FILE`; `Formats/bundle-v1.md` section 3.2.
package struct EvidenceStore: Sendable {
    /// A file of evidence, whole.
    package struct EvidenceFile: Hashable, Sendable {
        package let name: String
        package let bytes: [UInt8]
        package let digest: Digest

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
            digest = SHA256.hash(bytes)
        }
    }

    private let folder: String

    package init(at folder: String) {
        self.folder = folder
    }

    /// Where the files of an event stand, or would.
    package func path(of session: Digest, _ event: SessionEventName) -> String {
        "\(folder)/\(event.folder(of: session))"
    }

    /// The files of a folder in byte order of names, each fit to be evidence.
    package static func files(in folder: String) throws(RecordingError) -> [EvidenceFile] {
        let names = try RecordingError.from(.file) { () throws(FileError) in
            try Folder.entries(in: folder).filter { LeftBehind($0) == nil }
        }
        guard names.count <= SessionEvidence.mostFiles else {
            throw bad(folder, "\(names.count) files, at most \(SessionEvidence.mostFiles)")
        }
        var seen: Set<String> = []
        var files: [EvidenceFile] = []
        for entry in names {
            guard let name = entry.text, SessionEvidence.isFileName(name),
                seen.insert(name.lowercased()).inserted
            else {
                throw bad(
                    "\(folder)/\(entry)",
                    "want names of letters, digits and . _ -, at most 64, that differ not only in case"
                )
            }
            files.append(EvidenceFile(name: name, bytes: try contents(of: "\(folder)/\(name)")))
        }
        return files
    }

    private static func contents(of path: String) throws(RecordingError) -> [UInt8] {
        do { return try File.contents(of: path, limit: SessionEvidence.largestFile, noFollow: true) } catch {
            throw bad(path, "\(error.code.rawValue): \(error.detail)")
        }
    }

    private static func bad(_ place: String, _ detail: String) -> RecordingError {
        RecordingError(.evidenceFiles, at: place, detail)
    }

    /// Stores the files of an event; on return they are on the medium, all of them and nothing else.
    package func store(
        _ files: [EvidenceFile],
        of session: Digest,
        _ event: SessionEventName
    ) throws(RecordingError) {
        let place = path(of: session, event)
        try RecordingError.from(.file) { () throws(FileError) in
            // Left over where an earlier attempt did not get to its leaf.
            try Folder.remove("\(place).partial")
            try Folder.create("\(place).partial")
            for file in files { try AtomicFile.write(file.bytes, to: "\(place).partial/\(file.name)") }
            try Folder.remove(place)
            guard rename("\(place).partial".cPath, place.cPath) == 0 else { throw .last(.cannotWrite, place) }
            try Folder.synchronize(Folder.parent(of: place))
            try Folder.synchronize(folder)
        }
    }

    /// Refuses a leaf whose files are not there just as it says.
    func check(_ open: SessionOpenLeaf) throws(RecordingError) {
        let place = path(of: open.session, .open)
        try Self.compare(try stored(at: place), open)
    }

    /// Refuses evidence whose files are not there just as the leaf says.
    func check(
        _ evidence: [Digest],
        of session: Digest,
        _ event: SessionEventName
    ) throws(RecordingError) {
        let place = path(of: session, event)
        try Self.compare(try stored(at: place), with: evidence, witness: nil, place: "\(session), \(event)")
    }

    private func stored(at place: String) throws(RecordingError) -> [EvidenceFile] {
        Folder.hasEntry(place) ? try Self.files(in: place) : []
    }

    /// Refuses files that are not those that the open leaf names.
    static func compare(_ files: [EvidenceFile], _ open: SessionOpenLeaf) throws(RecordingError) {
        try compare(
            files,
            with: open.evidence,
            witness: open.binding.witness,
            place: "\(open.session), open"
        )
    }

    private static func compare(
        _ files: [EvidenceFile],
        with evidence: [Digest],
        witness: Digest?,
        place: String
    ) throws(RecordingError) {
        let named = files.map { SessionEvidence.NamedDigest(name: $0.name, digest: $0.digest) }
        do { try SessionEvidence.compare(named, with: evidence, witness: witness) } catch {
            switch error {
            case .missing(let detail):
                throw RecordingError(.evidenceMissing, at: "session \(place)", detail)
            case .unlisted(let name):
                throw RecordingError(
                    .evidenceUnlisted,
                    at: "session \(place), \(name)",
                    "the leaf does not name it"
                )
            case .witness(let detail):
                throw RecordingError(.sessionBinding, at: "session \(place)", detail)
            }
        }
    }
}
