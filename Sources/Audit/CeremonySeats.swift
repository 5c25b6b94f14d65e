import Bytes
import Trust

/// Who sits where in a ceremony: one seat for each person, in plan and draw alike; `Formats/audit-v1.md` section 7.
struct CeremonySeats {
    /// Who counts as inspector: in every document that is there, and no sealer of the bundle.
    let inspectors: Set<String>
    /// Likewise; nobody who counted as inspector in any document.
    let witnesses: Set<String>
    /// Who signed for two seats, or for one that a sealer cannot have; with why.
    let misplaced: [String: String]

    /// - Parameter documents: the signers of the plan and, where it is there, of the draw.
    init(_ documents: [CeremonySigners], sealers: Set<String>) {
        func everywhere(_ people: KeyPath<CeremonySigners, Set<String>>) -> Set<String> {
            documents.dropFirst().reduce(documents.first?[keyPath: people] ?? []) {
                $0.intersection($1[keyPath: people])
            }
        }
        let barred = KnockOut.isOff("plan-seat-sealer") ? [] : sealers
        let seated = documents.reduce(into: Set<String>()) { $0.formUnion($1.inspectors) }
        inspectors = everywhere(\.inspectors).subtracting(barred)
        witnesses =
            KnockOut.isOff("plan-seat")
            ? everywhere(\.everyone).subtracting(inspectors)
            : everywhere(\.witnesses).subtracting(seated).subtracting(barred)
        let everyone = documents.reduce(into: Set<String>()) { $0.formUnion($1.everyone) }
        var misplaced: [String: String] = [:]
        for person in everyone {
            if sealers.contains(person) {
                misplaced[person] = "sealed the bundle and counts neither as inspector nor as witness"
            } else if seated.contains(person),
                documents.contains(where: { $0.everyone.contains(person) && !$0.inspectors.contains(person) })
            {
                misplaced[person] =
                    "signed as inspector in one document and as witness in the other, and counts as neither"
            }
        }
        self.misplaced = misplaced
    }
}
