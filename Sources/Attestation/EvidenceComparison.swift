/// Evidence held against other evidence; `Formats/evidence-v1.md` section 5.
extension Evidence {
    /// What `later`, from the same device and session, has changed that must stay, and whether its firmware is older.
    ///
    /// Constants are compared by name, in the union of both: one that comes or goes is a change.
    package func changes(in later: any Evidence) -> [AppraisalFinding] {
        // Such evidence is incomplete in any case, and says nothing that could be compared.
        guard !isBare, !later.isBare else { return [] }
        var names: [String] = []
        for claim in constants + later.constants where !names.contains(claim.name) {
            names.append(claim.name)
        }
        let changed = names.compactMap { name -> AppraisalFinding? in
            let before = constants.filter { $0.name == name }.map(\.value)
            let now = later.constants.filter { $0.name == name }.map(\.value)
            guard before != now else { return nil }
            let (was, isNow) = (before.first ?? "not there", now.first ?? "not there")
            let detail = "was \(was) when the session opened, is \(isNow)"
            return AppraisalFinding(.fail, .sessionChanged, name, detail)
        }
        let shortfall = regression(to: later).map {
            AppraisalFinding(.fail, .sessionRegression, kind.rawValue, $0)
        }
        return (changed + [shortfall].compactMap { $0 }).filter { !$0.isKnockedOut }
    }

    /// Which of the pieces before it are of the same device: one GPU can answer the nonces of all.
    package func repetitions(of others: some Sequence<any Evidence>) -> [AppraisalFinding] {
        let twins = others.compactMap { other in deviceNames.first { other.deviceNames.contains($0) } }
        let found = twins.map { shared in
            let detail = "has the \(shared.name) \(shared.value) of another: it is the same one"
            return AppraisalFinding(.fail, .gpuRepeated, "device", detail)
        }
        return found.filter { !$0.isKnockedOut }
    }
}
