package import Bytes

/// A ledger of disclosures as a signed response states it, to be held against others; `Formats/audit-v1.md` section 9.3.
package struct StatedLedger: Hashable, Sendable {
    /// The response's folder.
    package let source: String
    package let at: Timestamp
    package let ledger: AuditResponse.Ledger

    package init(source: String, at: Timestamp, ledger: AuditResponse.Ledger) {
        self.source = source
        self.at = at
        self.ledger = ledger
    }

    /// Why two responses cannot be of one ledger that only grows; nil where nothing says so.
    package static func contradictions(_ stated: [StatedLedger]) -> [StatusFinding] {
        let sorted = stated.sorted {
            ($0.at, $0.ledger.count, $0.source) < ($1.at, $1.ledger.count, $1.source)
        }
        var found: [StatusFinding] = []
        for (index, later) in sorted.enumerated() {
            for earlier in sorted[..<index] {
                let isShorter = later.at > earlier.at && later.ledger.count < earlier.ledger.count
                let isOther =
                    later.ledger.count == earlier.ledger.count && later.ledger.head != earlier.ledger.head
                guard isShorter || isOther else { continue }
                found.append(
                    StatusFinding(
                        .fail,
                        .ledgerRolledBack,
                        later.source,
                        "\(later.words); \(earlier.source): \(earlier.words)"
                    )
                )
            }
        }
        return found
    }

    private var words: String { "\(ledger.count) lines at \(at), the last \(ledger.head)" }
}
