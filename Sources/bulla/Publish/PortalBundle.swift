import Audit
import Bytes
import Keys
import Layout
import MerkleLog
import Portal
import Trust
import Verification
import VerifyCommands

/// Reads the head of one bundle for a site, and the whole file for its digest.
enum PortalBundle {
    static func read(
        _ name: String,
        in folder: String,
        judge: PortalFolder.Judge?
    ) -> Result<Release, PortalFault> {
        let path = "\(folder)/\(name)"
        do { return .success(try release(name, path, judge)) } catch let fault as PortalFault {
            return .failure(fault)
        } catch let error as UnreadableBundle where error.isForged {
            return .failure(PortalFault(.forged, name, "its signatures are over a different manifest"))
        } catch {
            // Where the folder lies is nobody's business.
            return .failure(PortalFault(.unreadable, name, "\(error)".replacing(path, with: name)))
        }
    }

    private static func release(_ name: String, _ path: String, _ judge: PortalFolder.Judge?) throws
        -> Release
    {
        let file = try BundleFile(path)
        let contents = try BundleContents(path: path)
        let (standing, people) = try exporters(of: contents, name, judge)
        let checkpoint = try checkpoint(of: contents, name)
        let digest = try file.digest()
        let manifest = contents.manifest
        return Release(
            file: SiteFile(name, size: digest.size),
            digest: digest.sha256,
            segment: SegmentRecord(manifest, digest: contents.manifestDigest, file: name, exporters: people),
            marking: manifest.marking,
            firstStep: manifest.firstStep,
            lastStep: manifest.lastStep,
            proofs: manifest.proofs,
            withheld: manifest.withheld,
            software: manifest.software.map { "\($0.name) \($0.version)" },
            checkpoint: checkpoint,
            exporters: standing
        )
    }

    /// Forged where a known key's signature does not verify, or where something else was signed.
    private static func exporters(
        of contents: BundleContents,
        _ name: String,
        _ judge: PortalFolder.Judge?
    ) throws -> (Release.Standing, [String]) {
        guard let judge else { return (.notChecked, []) }
        let judgement = judge.evidence.exporters(of: contents.sealed, trust: judge.trust, at: judge.time)
        return (try standing(judgement, name), judgement.people)
    }

    static func standing(_ judgement: RoleJudgement, _ name: String) throws -> Release.Standing {
        let words = judgement.faults.map(\.words).joined(separator: "; ")
        guard !judgement.faults.contains(where: { $0.code == .signatureInvalid }) else {
            throw PortalFault(.forged, name, words)
        }
        return judgement.accepted ? .counted(judgement.people) : .notCounted(words)
    }

    /// The note in the bundle, which must state what the manifest states.
    private static func checkpoint(of contents: BundleContents, _ name: String) throws -> String {
        let bytes = try contents.content(of: MemberPath.checkpoint)
        let manifest = contents.manifest
        let stated = try Checkpoint(text: SignedNote(bytes).text)
        guard
            try stated == Checkpoint(origin: manifest.origin, size: manifest.to, root: manifest.root)
        else {
            throw PortalFault(.contradicts, name, "its checkpoint is for a different log than its manifest")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
