import Bytes
import Container
import Layout
import Leaves

/// The members under `data/sessions/`, event by event; `Formats/bundle-v1.md` section 3.2.
struct SessionMembers {
    private var folders: [Substring: [Manifest.Member]] = [:]

    init(_ manifest: Manifest) {
        for member in manifest.members where member.path.hasPrefix(MemberPath.sessions) {
            let end = member.path.lastIndex(of: "/") ?? member.path.startIndex
            folders[member.path[...end], default: []].append(member)
        }
    }

    /// The same events with their members; refuses evidence that is not what the leaf names.
    mutating func find(_ events: [SessionEvent]) throws(Fault) -> [SessionEvent] {
        var found = events
        for index in found.indices { found[index].members = try take(found[index]) }
        return found
    }

    private mutating func take(_ event: SessionEvent) throws(Fault) -> [Manifest.Member] {
        let members = folders.removeValue(forKey: event.folder[...]) ?? []
        let files = members.map {
            SessionEvidence.NamedDigest(
                name: String($0.path.dropFirst(event.folder.count)),
                digest: $0.sha256
            )
        }
        do { try SessionEvidence.compare(files, with: event.evidence, witness: event.witness) } catch {
            switch error {
            case .missing(let detail): throw Fault(.sessionEvidenceMissing, event.folder, detail)
            case .unlisted(let name):
                throw Fault(.sessionEvidenceUnlisted, event.folder + name, "the leaf does not name it")
            case .witness(let detail): throw Fault(.sessionBinding, event.folder, detail)
            }
        }
        try check(files, members)
        return members
    }

    private func check(
        _ files: [SessionEvidence.NamedDigest],
        _ members: [Manifest.Member]
    ) throws(Fault) {
        for (file, member) in zip(files, members) {
            guard SessionEvidence.isFileName(file.name) else {
                throw Fault(.sessionEvidenceUnlisted, member.path, "its name is not that of evidence")
            }
            guard member.size <= SessionEvidence.largestFile else {
                throw Fault(
                    of: ContainerError.Code.memberTooLarge,
                    member.path,
                    "\(member.size) bytes, evidence has at most \(SessionEvidence.largestFile)"
                )
            }
        }
    }

    /// Refuses members that no event took.
    func checkNothingMore() throws(Fault) {
        guard let path = folders.values.compactMap({ $0.first?.path }).min() else { return }
        throw Fault(.sessionEvidenceUnlisted, path, "no leaf that the segment needs names it")
    }
}
