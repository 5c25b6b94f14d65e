import ArgumentParser
import TestSupport
import Testing

@testable import VerifyCommands
@testable import bulla

/// Values that are typed wrongly are found before anything is read: status 64, and the option named.
@Suite("Typing slips")
struct TypingTests {
    /// What the parser says of words; nil where it takes them.
    private static func refusal(_ words: [String], _ root: any ParsableCommand.Type = Bulla.self) -> String? {
        do {
            _ = try root.parseAsRoot(words)
            return nil
        } catch {
            #expect(root.exitCode(for: error) == .validationFailure, "\(words)")
            return root.message(for: error)
        }
    }

    @Test("a time that is none is refused by every option that takes one", arguments: HelpTests.tried)
    func times(_ page: HelpSubject) throws {
        let slips = ["tomorrow", "2026-02-30T00:00:00Z", "2026-06-01", "2026-06-01T00:00:00Z ", ""]
        let options = try page.options().filter { $0.abstract?.contains("YYYY-MM-DDThh:mm:ssZ") == true }
        for option in Effort.spread(options, usual: 1) {
            for slip in Effort.cases(
                slips,
                usual: [(page.name.utf8.count + option.name.utf8.count) % slips.count]
            ) {
                let said = Self.refusal(Array(page.path.dropFirst()) + ["--\(option.name)", slip], page.root)
                #expect(
                    said?.contains("is invalid for '--\(option.name)") == true,
                    "\(page.name): \(said ?? "")"
                )
            }
        }
    }

    /// A command with one value that is good, and what is not.
    struct Slip: Sendable, CustomTestStringConvertible {
        /// `%` is where the value stands.
        let line: String
        let good: String
        let bad: [String]

        init(_ line: String, _ good: String, _ bad: String...) {
            (self.line, self.good, self.bad) = (line, good, bad)
        }

        func words(_ value: String) -> [String] {
            line.split(separator: " ").map { String($0).replacing("%", with: value) }
        }

        var testDescription: String { line }
    }

    private static let event = "f --trust t --key k --place"

    static let slips = [
        Slip(
            "trust init -o t --threshold %",
            "exporter=2",
            "exporter=0",
            "exporter",
            "exporter=",
            "boss=1",
            "exporter=two"
        ),
        Slip("trust init -o t --accept-session %", "tdx", "foo", ""),
        Slip("trust init -o t --demand %", "replay/1", "A b", ""),
        Slip("trust init -o t --sample-minimum=%", "3", "-1", "many"),
        Slip("trust init -o t --rewinds-maximum=%", "3", "-1"),
        Slip("trust threshold t %", "witness=2", "witness", "witness=1001"),
        Slip(
            "trust exclude t --roles %",
            "exporter,witness",
            "exporter",
            "boss,witness",
            "witness,witness",
            ""
        ),
        Slip("trust add t --role witness --key k --person %", "Anna", "", " Anna", "a\n"),
        Slip("trust add t --role witness --key k --person A --id %", "li-lei", "Li Lei", "-a", ""),
        Slip("trust retire t --key k --at 2027-01-01T00:00:00Z --reason %", "left", "lost", "bored"),
        Slip("trust revoke t --key k --since 2027-01-01T00:00:00Z --reason %", "lost", "left"),
        Slip("verify b --trust t --sample 5 --seed %", "12 34", "", " ", "1\t2", "1\n", "1\u{a0}2"),
        Slip("audit draw f --trust t --key k --dice %", "31415 92653", "", " ", "12x", "1\t2", "1\n", "１"),
        Slip("verify b --trust t --seed 1 --sample=%", "5", "0", "some"),
        Slip("verify b --trust t --trust-min-version=%", "1", "0"),
        Slip("verify b --trust t --trust-pin %", String(repeating: "0a", count: 32), "0a"),
        Slip("verify b --trust t --root %", "amd=f", "acme=f", "amd"),
        Slip("evidence inspect f --root %", "amd=f", "acme=f"),
        Slip("audit plan b --trust t -o f --strata=%", "2", "0", "1001"),
        Slip("audit plan b --trust t -o f --dice-digits=%", "20", "19", "1001"),
        Slip("audit plan b --trust t -o f --witnesses=%", "2", "-1", "33"),
        Slip("audit plan b --trust t -o f --openings %", "replay/1", "replay", ""),
        Slip("audit plan b --trust t -o f --round 1 --beacon %", "drand.quicknet", "Drand"),
        Slip("seal r --key k -o f --name %", "week1", "a b", ""),
        Slip("seal r --key k -o f --from=%", "1", "-1"),
        Slip("seal r --key k -o f --from 5 --to=%", "6", "5", "-1"),
        Slip("seal r --key k -o f --withhold %", "replay/1", "replay"),
        Slip("custody lost \(event) %", "LAB-1", "lab", ""),
        Slip("custody lost \(event) A --authority %", "ORDER/7", "order 7"),
        Slip("custody lost \(event) A --witness %", "wim", "Wim W.", ""),
        Slip("custody lost \(event) A --approver %", "wim", "Wim"),
        Slip("custody release \(event) A --to %", "ivan", "Ivan", ""),
        Slip("custody release \(event) A --to ivan --seal-number %", "S-1", "s 1"),
        Slip("custody release \(event) A --to ivan --marking %", "SECRET", "secret"),
        Slip("custody paper \(event) A --form f --taker %", "OFFICE-1", "the office"),
        Slip("custody open \(event) A --bundle b --new-seal %", "S-1", "s1"),
        Slip(
            "custody open \(event) A --bundle b --item %",
            "SN-1:B:flash:64",
            "SN-1:B:flash:many",
            "SN-1:B:flash:64:low"
        ),
        Slip("custody correct \(event) A --event 1 --field place --value %", "LAB-2", "lab"),
        Slip("custody correct \(event) A --field place --value A --event=%", "1", "-1"),
        Slip("log show r --from=%", "1", "-1"),
        Slip("log show r --from 3 --to=%", "3", "2"),
        Slip("log checkpoint r --size=%", "1", "-1"),
        Slip("log prove r --since=%", "1", "0", "-1"),
        Slip("log cosign n --key k -o f --name %", "w.example", "w example", ""),
        Slip("review r --to=%", "1", "-1"),
        Slip("review waive f --key k --reason public --hit=%", "0", "-1"),
        Slip("key new -o k --name %", "Anna", "", "a\n"),
        Slip("key import --p384 f -o k --name %", "Anna", ""),
        Slip("publish torrent b -o d --announce %", "http://192.168.7.1:6969/announce", "nonsense", ""),
        Slip("publish provenance b --model m --key k -o f --step=%", "1", "0"),
        Slip("run init r --marking %", "SECRET", "secret"),
        Slip("run init r --origin %", "lab/1", "a b"),
    ]

    @Test("any other value that is none is refused, too, and what is right is taken", arguments: slips)
    func values(_ slip: Slip) {
        #expect(Self.refusal(slip.words(slip.good)) == nil, "\(slip.good)")
        for bad in Effort.spread(slip.bad, usual: 1) {
            #expect(Self.refusal(slip.words(bad)) != nil, "\(slip.line): \(bad)")
        }
    }

    @Test("spaces group what is typed and are left out, in one way for seeds and dice")
    func spaces() throws {
        for text in ["31415 92653", " 3141592653 ", "3 1 4 1 5 9 2 6 5 3"] {
            #expect(try Typed.digits(text) == "3141592653" && Typed.seed(text) == "3141592653")
        }
        #expect(try Typed.seed("week 1") == "week1")
        #expect(throws: ValidationError.self) { try Typed.digits("week 1") }
    }
}
