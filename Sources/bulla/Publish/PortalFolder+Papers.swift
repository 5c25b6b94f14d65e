import Audit
import BundleFolder
import Bytes
import CustodyChain
import Keys
import MerkleLog
import Portal
import Reports
import Trust

extension PortalFolder {
    /// Files that are listed even where they belong to no release.
    private static let listed = [
        ".torrent", ".note", ".sig", ".provenance.dsse.json", ".receipt.dsse.json", ".report.json",
    ]

    /// What is of no kind that pages show goes to the release whose name it begins with.
    mutating func readPapers(_ items: [BundleFolder.Item]) {
        let pages = Set(items.map(\.name).filter { $0.ends(with: ".html") }.map { ByteName($0) })
        for item in items {
            do {
                switch item.kind {
                case .report: try readReport(item, pages)
                case .receipt: try readReceipt(item)
                case .torrent: try readTorrent(item)
                case .note: try readNote(item)
                case .custody: try readCustody(item)
                case .bundle, .audit, nil: keep(item.name)
                }
            } catch let fault as PortalFault {
                note(fault)
            } catch let fault as FolderFault where fault.reason == .olderReceipt {
                // It says nothing that this version could check, and does no harm.
                keep(item.name)
            } catch let fault as FolderFault {
                note(PortalFault(fault))
            } catch {
                note(PortalFault(.unreadable, item.name, folder.words(error, item.name)))
            }
        }
        placeReceipts()
    }

    /// Gives a paper to releases; one that is for none stands by itself.
    mutating func add(_ name: String, to places: [Int], _ add: (inout Papers) -> Void) {
        if places.isEmpty { orphans.append(SiteFile(name)) }
        for place in places { add(&releases[place].papers) }
    }

    private mutating func readReport(_ item: BundleFolder.Item, _ pages: Set<ByteName>) throws {
        let (document, digest) = try folder.report(item)
        let name = item.name
        let stem = name.dropLast(".json".count)
        let page = ["\(stem).html", "\(stem.dropLast(".report".count)).html"].first {
            pages.contains(ByteName($0))
        }
        let places = document.bundle.map { self.places(of: $0.manifest) } ?? []
        if let segment = document.bundle?.segment {
            try compare(name, segment, with: places)
        }
        let report = Papers.Report(
            file: SiteFile(name),
            page: page.map { SiteFile($0) },
            digest: digest,
            verdict: document.verdict,
            asOf: document.asOf,
            scope: document.scope.rawValue,
            stepsChecked: document.stepsChecked,
            stepsValid: document.stepsValid,
            isSimulated: document.isSimulated
        )
        add(name, to: places) { $0.reports.append(report) }
    }

    /// Refuses a paper that says of a bundle what its manifest does not say.
    private func compare(
        _ name: String,
        _ stated: Segment,
        with places: [Int]
    ) throws(PortalFault) {
        guard let place = places.first else { return }
        let known = releases[place].segment
        guard stated == known.segment else {
            throw PortalFault(.contradicts, name, "contradicts the manifest of \(known.name)")
        }
    }

    private mutating func readReceipt(_ item: BundleFolder.Item) throws {
        let (signed, name) = (try folder.receipt(item), item.name)
        let stated = signed.receipt.bundle
        let places = self.places(of: stated.manifest)
        try compare(name, stated.segment, with: places)
        let record = judge.map { ReceiptRecord(file: name, signed, trust: $0.trust, at: $0.time) }
        if let signer = record?.signer, signer.isForged {
            throw PortalFault(.forged, name, signer.reasons.joined(separator: "; "))
        }
        receipts.append((signed, record, name, places))
    }

    /// A receipt counts where enough inspectors have written one that says the same.
    private mutating func placeReceipts() {
        let threshold = judge?.trust.threshold(.inspector) ?? 1
        let groups = ReceiptRecord.groups(receipts.compactMap(\.record), threshold: threshold)
        for (signed, record, name, places) in receipts {
            let receipt = Papers.Receipt(
                file: SiteFile(name),
                acceptedAt: signed.receipt.acceptedAt,
                scope: signed.receipt.scope.rawValue,
                report: signed.receipt.report,
                isSimulated: signed.receipt.isSimulated,
                accepted: signed.receipt.bundle.fileDigest,
                standing: record.map { PortalFolder.standing($0, in: groups) } ?? .notChecked
            )
            add(name, to: places) { $0.receipts.append(receipt) }
        }
    }

    private static func standing(_ record: ReceiptRecord, in groups: [ReceiptRecord.Group])
        -> Release.Standing
    {
        let group = groups.first { $0.records.contains(record) }
        guard let person = record.signer.person else {
            return .notCounted(record.signer.reasons.joined(separator: "; "))
        }
        guard let group, group.isEnough else { return .notCounted(group?.count ?? "") }
        return .counted([person])
    }

    private mutating func readNote(_ item: BundleFolder.Item) throws {
        let (note, stated) = try folder.note(item)
        let name = item.name
        let places = releases.indices.filter {
            let segment = releases[$0].segment
            return (segment.origin, segment.to, segment.root) == (stated.origin, stated.size, stated.root)
        }
        let known = releases.contains {
            $0.segment.origin == stated.origin && $0.segment.to == stated.size
        }
        guard !places.isEmpty || !known else {
            throw PortalFault(
                .contradicts,
                name,
                "has a different root for \(stated.origin) at size \(stated.size)"
            )
        }
        let signers = note.signatures.map(\.name)
        add(name, to: places) { $0.notes.append(Papers.Note(file: SiteFile(name), signers: signers)) }
    }

    private mutating func readCustody(_ item: BundleFolder.Item) throws {
        guard let place = place(of: item.name) else { return }
        releases[place].papers.custody = try folder.chain(item).map { SiteFile("\(item.name)/\($0.name)") }
    }

    private mutating func keep(_ name: String) {
        guard (try? folder.file(name)) != nil else { return }
        if let place = place(of: name) {
            releases[place].papers.others.append(SiteFile(name))
        } else if PortalFolder.listed.contains(where: { name.ends(with: $0) }) {
            orphans.append(SiteFile(name))
        }
    }
}
