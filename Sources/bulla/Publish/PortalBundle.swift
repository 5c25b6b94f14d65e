import BundleFolder
import Bytes
import Keys
import Layout
import Leaves
import MerkleLog
import Portal
import Verification

/// Reads one bundle of a site: its head, its checkpoint, and the whole file for its digest.
enum PortalBundle {
    static func read(
        _ item: BundleFolder.Item,
        in folder: BundleFolder,
        judge: ExporterJudge?
    ) -> Result<Release, PortalFault> {
        do {
            guard item.name.ends(with: Release.suffix) else {
                throw PortalFault(.name, item.name, "is a bundle, want a name that ends in \(Release.suffix)")
            }
            return .success(try release(folder.bundle(item, judge: judge)))
        } catch let fault as PortalFault {
            return .failure(fault)
        } catch let fault as FolderFault {
            return .failure(PortalFault(fault))
        } catch {
            return .failure(PortalFault(.unreadable, item.name, folder.words(error, item.name)))
        }
    }

    private static func release(_ bundle: FolderBundle) throws -> Release {
        let manifest = bundle.contents.manifest
        let checkpoint = try checkpoint(of: bundle)
        return Release(
            file: SiteFile(bundle.name, size: bundle.contents.fileSize),
            digest: try bundle.digest(),
            segment: bundle.record(),
            marking: manifest.marking,
            firstStep: manifest.firstStep,
            lastStep: manifest.lastStep,
            rewinds: manifest.leaves[.rewind] ?? 0,
            proofs: manifest.proofs,
            withheld: manifest.withheld,
            software: manifest.software.map { "\($0.name) \($0.version)" },
            checkpoint: checkpoint,
            exporters: Release.Standing(bundle.exporters)
        )
    }

    /// The note in the bundle, which must state what the manifest states.
    private static func checkpoint(of bundle: FolderBundle) throws -> String {
        let bytes = try bundle.contents.content(of: MemberPath.checkpoint)
        let manifest = bundle.contents.manifest
        let stated = try Checkpoint(text: SignedNote(bytes).text)
        guard
            try stated == Checkpoint(origin: manifest.origin, size: manifest.to, root: manifest.root)
        else {
            throw PortalFault(
                .contradicts,
                bundle.name,
                "its checkpoint is for a different log than its manifest"
            )
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Release.Standing {
    fileprivate init(_ exporters: ExporterJudgement?) {
        guard let exporters else {
            self = .notChecked
            return
        }
        self = exporters.isAccepted ? .counted(exporters.people) : .notCounted(exporters.faults)
    }
}

extension PortalFault {
    /// Why a file of the folder is left out of the site.
    init(_ fault: FolderFault) {
        switch fault.reason {
        case .name: self.init(.name, fault.file, PortalFolder.nameRule)
        case .forged: self.init(.forged, fault.file, fault.detail)
        case .tooMany, .unreadable, .notCounted, .olderReceipt:
            self.init(.unreadable, fault.file, fault.detail)
        }
    }
}
