import Bytes
import Reports
import Testing
import Verification

/// A verification of one bundle, done at once or in parts.
struct PartRun {
    /// Whose folder the bundle is in; it goes with the run.
    let run: TestRun
    let request: VerificationRequest

    /// The report of one run, as it is written to a file.
    func whole() async -> [UInt8] { await Verifier.verify(request).report.json.canonicalBytes }

    /// What all shards found, each written down and read again.
    func shards(_ count: Int) async throws -> [PartialReport] {
        var reports: [PartialReport] = []
        for index in 1...count { reports.append(try await shard(index, of: count)) }
        return reports
    }

    func shard(_ index: Int, of count: Int) async throws -> PartialReport {
        var part = request
        part.part = .shard(index: index, of: count)
        let partial = try #require(await Verifier.shard(part).partial)
        let again = try PartialReport(canonicalLine: partial.canonicalLine)
        #expect(again == partial)
        return again
    }

    func merge(_ reports: [PartialReport]) async throws(PartialError) -> Report {
        var merged = request
        merged.part = .merged(reports)
        return try await Verifier.merge(merged).report
    }

    /// Why the reports are refused; nil where they are not.
    func refusal(_ reports: [PartialReport]) async -> PartialError? {
        do throws(PartialError) {
            _ = try await merge(reports)
            return nil
        } catch { return error }
    }
}

extension PartialReport {
    /// Something changed by one who knows how the file is made: its digests fit again.
    func forged(_ lie: (inout [String: JSON]) -> Void) throws -> PartialReport {
        let value = try JSON(canonicalLine: canonicalLine, limits: PartialReport.limits)
        guard case .object(var members) = value else { return self }
        members["sha256"] = nil
        lie(&members)
        if let inputs = members["inputs"] {
            members["inputs_sha256"] = .digest(SHA256.hash(inputs.canonicalBytes))
        }
        members["sha256"] = .digest(SHA256.hash(JSON.object(members).canonicalBytes))
        return try PartialReport(canonicalLine: JSON.object(members).canonicalLine)
    }
}

extension JSON {
    /// A member of an object, or an element of an array by its number; absent ones read as false.
    subscript(key: String) -> JSON {
        get {
            switch self {
            case .object(let members): members[key] ?? false
            case .array(let elements):
                Int(key).flatMap { elements.indices.contains($0) ? elements[$0] : nil } ?? false
            default: false
            }
        }
        set {
            switch self {
            case .object(var members):
                members[key] = newValue
                self = .object(members)
            case .array(var elements):
                if let index = Int(key), elements.indices.contains(index) { elements[index] = newValue }
                self = .array(elements)
            default: break
            }
        }
    }

    /// The value with its last element, digit or letter changed, its form kept.
    var other: JSON {
        switch self {
        case .integer(let value): .integer(value + 1)
        case .bool(let value): .bool(!value)
        case .string(let text): .string(text.dropLast() + (text.last == "1" ? "2" : "1"))
        case .array(let elements): .array(Array(elements.dropLast()))
        case .object: self
        }
    }
}
