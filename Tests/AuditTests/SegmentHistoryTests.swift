import Bytes
import Testing

@testable import Audit

/// One thing wrong with three weeks that are as they should be.
struct HistoryCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: StatusCode
    let outcome: StatusFinding.Outcome
    let says: String
    let records: @Sendable () throws -> [SegmentRecord]

    init(
        _ name: String,
        _ outcome: StatusFinding.Outcome,
        _ code: StatusCode,
        says: String,
        _ records: @escaping @Sendable () throws -> [SegmentRecord]
    ) {
        testDescription = name
        self.outcome = outcome
        self.code = code
        self.says = says
        self.records = records
    }

    static func replacing(
        _ week: Int,
        _ change: (inout SegmentRecord) throws -> Void
    ) throws -> [SegmentRecord] {
        var records = try Weeks.segments(1...3)
        try change(&records[week - 1])
        return records
    }

    static func adding(
        _ week: Int,
        _ change: (inout SegmentRecord) throws -> Void
    ) throws -> [SegmentRecord] {
        try Weeks.segments(1...3)
            + [
                Weeks.segment(week) {
                    $0.manifest = Samples.digest("another manifest")
                    try change(&$0)
                }
            ]
    }

    static let all: [HistoryCase] = [
        HistoryCase("the first week is missing", .open, .missing, says: "leaves 0 to 9") {
            Array(try Weeks.segments(1...3).dropFirst())
        },
        HistoryCase("a week in between is missing, and named", .open, .missing, says: "\(Weeks.manifest(2))")
        {
            [try Weeks.segment(1), try Weeks.segment(3)]
        },
        HistoryCase("two bundles of one range end in other roots", .fail, .forked, says: "size 30") {
            try adding(3) { $0.segment.root = Weeks.root(30, "b") }
        },
        HistoryCase("two bundles of one range begin with other roots", .fail, .forked, says: "size 20") {
            try adding(3) { $0.previousRoot = Weeks.root(20, "b") }
        },
        HistoryCase("a week goes on from another root", .fail, .forked, says: "size 20") {
            try replacing(3) { $0.previousRoot = Weeks.root(20, "b") }
        },
        HistoryCase("a longer bundle denies the end of a shorter one", .fail, .forked, says: "size 30") {
            try replacing(3) { _ in }
                + [
                    Weeks.segment(4) {
                        $0.previousRoot = Weeks.root(30, "b")
                        $0.previousManifest = Weeks.manifest(3, "b")
                    }
                ]
        },
        HistoryCase("bundles overlap at no common size", .open, .overlap, says: "begins before leaf 30") {
            try adding(3) {
                $0.segment.from = 25; $0.segment.to = 28; $0.previousRoot = Weeks.root(25)
            }
        },
        HistoryCase("two runs write one log", .fail, .otherRun, says: "want one") {
            try replacing(3) { $0.segment.run = Samples.digest("another run") }
        },
        HistoryCase("a week was sealed after its date", .open, .late, says: "1 hour late") {
            try replacing(2) { $0.sealedAt = try Weeks.time(2, plus: 3_601) }
        },
        HistoryCase("the last bundle promises no date", .open, .noDate, says: "is unknown") {
            try replacing(3) { $0.nextExport = nil }
        },
        HistoryCase("a week was sealed again", .note, .resealed, says: "the same leaves") {
            try adding(2) { $0.sealedAt = try Weeks.time(2, plus: 90_000) }
        },
        HistoryCase(
            "a week names another bundle before it",
            .open,
            .unchained,
            says: "want \(Weeks.manifest(2))"
        ) {
            try replacing(3) { $0.previousManifest = Weeks.manifest(2, "b") }
        },
        HistoryCase("the first week names one before it", .open, .unchained, says: "want none") {
            try replacing(1) { $0.previousManifest = Weeks.manifest(0) }
        },
        HistoryCase("a week names no bundle before it", .note, .unchained, says: "names no previous bundle") {
            try replacing(3) { $0.previousManifest = nil }
        },
    ]
}

@Suite("The weeks of a run")
struct SegmentHistoryTests {
    @Test("that came in time and go on from each other leave nothing to say")
    func continuous() throws {
        let history = try Weeks.history(Weeks.segments(1...3))
        #expect(history.findings == [] && history.gaps == [] && history.end == 30)
        #expect(try history.nextExport == Weeks.time(4) && history.overdueBy == nil)
        #expect(history.entries.map(\.segment) == (try Weeks.segments(1...3)))
    }

    @Test("each fault alone is found, and nothing else", arguments: HistoryCase.all)
    func fault(_ test: HistoryCase) throws {
        let history = try Weeks.history(test.records(), at: Weeks.time(3, plus: 1))
        #expect(history.codes == [test.code])
        #expect(history.findings.allSatisfy { $0.outcome == test.outcome })
        #expect(
            history.findings.contains { "\($0.subject): \($0.detail)".contains(test.says) },
            "\(history.findings)"
        )
        #expect(history.entries.contains { $0.isForked } == (test.code == .forked))
    }

    @Test("are overdue one second after the date that was promised, unless the run has ended")
    func overdue() throws {
        let records = try Weeks.segments(1...3)
        #expect(try Weeks.history(records, at: Weeks.time(4)).findings == [])
        let late = try Weeks.history(records, at: Weeks.time(4, plus: 190_000))
        #expect(late.codes == [.overdue] && late.overdueBy == 190_000)
        #expect(late.findings[0].detail.hasSuffix("2 days 4 hours ago"), "\(late.findings)")
        #expect(try Weeks.history(records, at: Weeks.time(4, plus: 1)).codes == [.overdue])
        #expect(try Weeks.history(records, at: Weeks.time(400), isEnded: true).findings == [])
        let silent = try HistoryCase.replacing(3) { $0.nextExport = nil }
        #expect(try Weeks.history(silent, isEnded: true).findings == [])
    }

    @Test("are held to the earliest of several promises, and a copy is no second bundle")
    func promises() throws {
        let promised = try HistoryCase.adding(3) {
            $0.nextExport = try Weeks.time(5)
            $0.sealedAt = try Weeks.time(3, plus: -5)
        }
        #expect(try Weeks.history(promised, at: Weeks.time(4, plus: 1)).codes == [.overdue, .resealed])
        let copies = try Weeks.segments(1...3) + [Weeks.segment(2) { $0.files = ["copy.bulla.tar.xz"] }]
        let history = try Weeks.history(copies)
        #expect(history.findings == [])
        #expect(history.entries[1].segment.files == ["copy.bulla.tar.xz", "week2.bulla.tar.xz"])
    }

    @Test("a checkpoint that was kept matches a week, contradicts it, or is ahead of all")
    func kept() throws {
        func codes(_ kept: RememberedRoot) throws -> [StatusCode] {
            try Weeks.history(Weeks.segments(1...3), remembered: [kept]).codes
        }
        for size in [0, 10, 20, 30] { #expect(try codes(Weeks.kept(size)) == []) }
        for size in [10, 20, 30] { #expect(try codes(Weeks.kept(size, "b")) == [.contradicted]) }
        #expect(try codes(Weeks.kept(40)) == [.behind])
        #expect(try codes(Weeks.kept(15)) == [.notComparable])
        #expect(try codes(Weeks.kept(30, "b", origin: "lab.example/run/2")) == [])
        let history = try Weeks.history(Weeks.segments(1...3))
        #expect(history.matches(Weeks.kept(20)).map(\.name) == ["week2", "week3"])
        #expect(history.matches(Weeks.kept(20, "b")) == [])
        // The truth of one side of a fork is still in it.
        let forked = try HistoryCase.adding(3) { $0.segment.root = Weeks.root(30, "b") }
        let both = try Weeks.history(forked, remembered: [Weeks.kept(30, "b")])
        #expect(both.codes == [.forked] && both.matches(Weeks.kept(30, "b")).count == 1)
    }

    @Test("say the same in whatever order they are read")
    func order() throws {
        var mixer = Mixer(state: 7)
        for test in HistoryCase.all {
            let records = try test.records()
            let history = try Weeks.history(records)
            for _ in 1...5 { #expect(try Weeks.history(records.shuffled(using: &mixer)) == history) }
        }
    }

    @Test("may be a thousand", .timeLimit(.minutes(1)))
    func thousand() throws {
        var mixer = Mixer(state: 8)
        let records = try Weeks.segments(1...1_000).shuffled(using: &mixer)
        let history = try Weeks.history(records, at: Weeks.time(1_000, plus: 1))
        #expect(history.findings == [] && history.entries.count == 1_000)
        let holes = records.filter { $0.from % 20 == 0 }
        #expect(try Weeks.history(holes, at: Weeks.time(1_000, plus: 1)).gaps.count == 499)
    }

    @Test(
        "a length of time is said in its two largest units",
        arguments: [
            (0, "no time"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (3_661, "1 hour 1 minute"),
            (86_400, "1 day"), (86_401, "1 day"), (900_000, "10 days 10 hours"),
        ]
    )
    func spans(_ seconds: Int64, _ words: String) {
        #expect(Span.words(seconds) == words)
    }
}
