import Bytes
import Keys
import Trust

/// The chain held against the bundle, the medium, the parent's chain and what somebody kept.
extension CustodyJudge {
    mutating func compareBundle(_ first: CustodyEvent) {
        if let manifest = input.manifest, manifest != first.manifest {
            note(.foreignBundle, first, "is for manifest \(first.manifest), not for this bundle's")
        } else if let tree = input.tree, let sealed = first.sealed, !tree.begins(with: sealed) {
            note(
                .foreignBundle,
                first,
                "was opened with \(sealed.size - 1) signatures that are not this bundle's"
            )
        } else if let file = input.bundleFile, let opened = first.file, opened != file {
            note(.fileDiffers, first, "the file has changed since the chain was opened")
        }
    }

    mutating func compareMedium() {
        guard let medium = input.medium else {
            return story.unchecked.append(
                "whether your medium is the one that the chain names (compare the serial number)"
            )
        }
        guard !story.items.contains(where: { $0.serial == medium }) else { return }
        let known = story.items.map(\.serial).joined(separator: ", ")
        story.faults.append(
            CustodyFault(.otherMedium, "medium", "serial \(medium), the chain is of \(known)")
        )
    }

    mutating func compareParent(_ first: CustodyEvent) {
        guard let parent = input.parent else {
            if first.parent != nil {
                story.unchecked.append("the chain of the medium that this one was copied from")
            }
            return
        }
        guard let named = first.parent else {
            return note(.parent, first, "does not record a copy, but a parent chain was given")
        }
        var other = CustodyInput(files: parent)
        other.manifest = input.manifest ?? first.manifest
        (other.tree, other.marking) = (input.tree, input.marking)
        let told = CustodyJudge.story(of: other, trust: trust, at: time)
        if let fault = told.faults.first {
            return note(.parent, first, "the parent's chain: \(fault.code.rawValue): \(fault.subject)")
        }
        guard told.chain == named.chain,
            let copy = told.events.first(where: { $0.kind == .copy && $0.digest == named.event }),
            copy.actor == first.actor, copy.items == first.items, copy.at <= first.at
        else { return note(.parent, first, "the chain that was given has no such copy of these media") }
    }

    mutating func compareKept() {
        guard let kept = input.kept else {
            return story.unchecked.append(
                "whether events are missing at the end: give an event that you kept, to detect that"
            )
        }
        guard !story.events.contains(where: { $0.digest == kept.digest }) else { return }
        let digest = "kept event \(kept.digest)"
        if let number = kept.number, let other = story.events.first(where: { $0.number == number }) {
            return note(.rewritten, other, "is in the place of \(digest)")
        }
        story.faults.append(CustodyFault(.truncated, "folder", "\(digest) is missing"))
    }
}
