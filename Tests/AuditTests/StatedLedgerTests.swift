import Audit
import Bytes
import Testing

@Suite("Ledgers that responses state")
struct StatedLedgerTests {
    private func stated(_ source: String, _ day: Int64, _ count: Int, _ head: String) -> StatedLedger {
        StatedLedger(
            source: source,
            at: Timestamp(seconds: day * 86_400) ?? .last,
            ledger: AuditResponse.Ledger(count: count, head: SHA256.hash(Array(head.utf8)))
        )
    }

    private func subjects(_ ledgers: StatedLedger...) -> [String] {
        let found = StatedLedger.contradictions(ledgers.reversed())
        #expect(found == StatedLedger.contradictions(ledgers))
        #expect(found.allSatisfy { $0.code == .ledgerRolledBack && $0.outcome == .fail })
        return found.map(\.subject)
    }

    @Test("grow, or stay as they are")
    func growing() {
        #expect(subjects().isEmpty)
        #expect(subjects(stated("a", 1, 3, "x")).isEmpty)
        #expect(subjects(stated("a", 1, 3, "x"), stated("b", 2, 5, "y"), stated("c", 3, 5, "y")).isEmpty)
        #expect(
            subjects(stated("a", 1, 5, "y"), stated("b", 1, 3, "x")).isEmpty,
            "the same moment has no order"
        )
    }

    @Test("that shrink, or say another thing of one line, were rolled back")
    func rolledBack() {
        #expect(subjects(stated("a", 1, 5, "y"), stated("b", 2, 4, "x")) == ["b"])
        #expect(subjects(stated("a", 1, 5, "y"), stated("b", 2, 5, "z")) == ["b"])
        #expect(subjects(stated("a", 1, 5, "y"), stated("b", 2, 4, "x"), stated("c", 3, 5, "y")) == ["b"])
    }
}
