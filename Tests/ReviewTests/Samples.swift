import Bytes
import TestSupport

@testable import Review

/// What the tests plant, and how they look for it.
enum Samples {
    static let words = ["Bluebird", "project quiet harbour", "secret plan", "fish", "東京 plan"]

    static func list(_ terms: [String] = words) throws -> WordList {
        try WordList(Array((["# a comment", ""] + terms).joined(separator: "\n").utf8), name: "list")
    }

    static func scanner(_ terms: [String] = words, marking: String = "UNMARKED") throws -> TextScanner {
        TextScanner(lists: [try list(terms)], marking: marking)
    }

    static func reviewer(_ terms: [String] = words, limits: ReviewLimits = ReviewLimits()) throws
        -> ContentReviewer
    {
        ContentReviewer(try scanner(terms), limits: limits)
    }

    /// Counts by rule of a text.
    static func rules(_ text: String, marking: String = "UNMARKED") throws -> [ReviewRule: Int] {
        let tally = ContentReviewer(try scanner(marking: marking)).hits(in: Array(text.utf8))
        return Dictionary(tally.counts.map { ($0.key.rule, $0.value) }) { $0 + $1 }
    }

    /// Counts by rule of a file.
    static func rules(file bytes: [UInt8], limits: ReviewLimits = ReviewLimits()) async throws
        -> [ReviewRule: Int]
    {
        let scratch = try ScratchFolder()
        let path = "\(scratch.path)/file"
        try AtomicFile.write(bytes, to: path)
        let outcome = try await reviewer(limits: limits).review(File.reading(path), width: 2)
        return Dictionary(outcome.tally.counts.map { ($0.key.rule, $0.value) }) { $0 + $1 }
    }

    /// One thing of each sort, as a log would have it.
    static let plants: [(rule: ReviewRule, text: String)] = [
        (.ssn, "applicant 078-05-1121 admitted"),
        (.recordNumber, "patient, MRN: 00483920, arm B"),
        (.privateKey, "-----BEGIN OPENSSH PRIVATE KEY-----"),
        (.marking, "SECRET//NOFORN"),
        (.word, "the bluebird sings"),
        (.email, "write to a.nother@navy.mil today"),
        (.ipAddress, "connected to 8.8.4.4 port 53"),
        (.accessKey, "id AKIAIOSFODNN7EXAMPLE"),
    ]
}
