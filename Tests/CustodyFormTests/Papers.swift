import Bytes

@testable import CustodyForm

/// Digests and forms to try things on; the same ones in every run.
enum Papers {
    /// So many digests that look random.
    static func digests(_ count: Int) -> [Digest] {
        (0..<count).map { SHA256.hash(Array("digest \($0)".utf8)) }
    }

    static func content(
        rows: Int = 0,
        name: String = "lab-run7-week1",
        marking: String = "UNCLASSIFIED",
        text: String = "WD-2209"
    ) -> FormContent {
        let keys = digests(2)
        let events = (0..<rows).map { number in
            FormRow(
                number: number,
                type: number.isMultiple(of: 2) ? "release" : "receive",
                date: "2026-06-0\(number % 9 + 1)T10:00:00Z",
                from: FormParty(text, key: keys[0]),
                to: FormParty(text, key: keys[1]),
                witnesses: [FormParty(text)],
                purpose: text,
                seal: text
            )
        }
        return FormContent(
            marking: marking,
            bundle: FormContent.Bundle(
                name: name,
                run: digests(3)[2],
                origin: text,
                from: 0,
                to: 4_097,
                sealedAt: "2026-06-01T00:00:00Z",
                fileSize: 123_456_789
            ),
            digests: subject(0).digests,
            items: [FormItem(serial: text, kind: text, label: text, capacity: text, marking: marking)],
            rows: events
        )
    }

    /// A bundle by its number, with a chain of three events.
    static func subject(_ number: Int) -> FormSubject {
        func digest(_ name: String) -> Digest { SHA256.hash(Array("\(name) \(number)".utf8)) }
        let events = (0..<3).map { digest("event \($0)") }
        return FormSubject(
            digests: [
                .manifest: digest("manifest"), .file: digest("file"), .chain: events[2],
                .verifier: SHA256.hash(Array("verify.py".utf8)),
                .specification: SHA256.hash(Array("bundle-v1.md".utf8)),
            ],
            events: events
        )
    }

    /// All lines of a bundle as they are printed.
    static func lines(_ subject: FormSubject) -> [String] {
        FormDigest.allCases.flatMap { digest in
            subject.digests[digest].map { DigestLine.lines(of: $0, as: digest).map(\.text) } ?? []
        }
    }

    static func words(_ subject: FormSubject) -> [String] {
        subject.digests[.manifest].map { DigestWords.words(of: $0) } ?? []
    }

    static func compare(_ text: String, _ subject: FormSubject) -> FormComparison {
        FormComparison(FormText(text), with: subject)
    }
}
