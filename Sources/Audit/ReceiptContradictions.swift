package import Bytes
import Keys
import Trust

/// A receipt repeats what its report says; a reader of the receipt alone must not be told anything else.
extension Receipt {
    /// Room for the report of a large bundle.
    package static let reportLimits = JSON.Limits(bytes: 256 << 20, depth: 12)

    /// Members of the report that do not say what the receipt says; keys that are not compared may be there.
    func contradictions(in report: [UInt8]) -> [String] {
        let document: JSON
        do { document = try JSON(parsing: report, limits: Receipt.reportLimits) } catch {
            return ["the report cannot be read: \(error)"]
        }
        return claims.compactMap { path, said in
            let found = document.member(path)
            if found == said { return nil }
            let words = found.map { "\($0.text)" } ?? "nothing"
            return "the report's \(path.joined(separator: ".")) is \(words), the receipt says \(said.text)"
        }
    }

    /// What must stand in the report, by its path.
    private var claims: [([String], JSON)] {
        var claims: [([String], JSON)] = [
            (["type"], "bulla-report/1"), (["verdict"], "accepted"),
            (["as_of"], .string(acceptedAt.description)), (["scope"], .string(scope.rawValue)),
            (["simulated"], .bool(isSimulated)), (["trust", "sha256"], .digest(trust)),
            (["trust", "version"], .number(trustVersion)),
            (["bundle", "manifest"], .digest(bundle.manifest)),
            (["bundle", "name"], .string(bundle.name)), (["bundle", "run"], .digest(bundle.segment.run)),
            (["bundle", "from"], .number(bundle.segment.from)),
            (["bundle", "to"], .number(bundle.segment.to)),
            (["bundle", "root"], .digest(bundle.segment.root)), (["bundle", "sealed"], bundle.sealed.json),
            (["bundle", "population"], .number(statement.population)),
            (["steps_checked"], .number(statement.sampled)),
            (["steps_valid"], .number(statement.sampled - statement.failed)),
        ]
        guard statement.source != .everyStep else { return claims }
        claims += [
            (["sampling", "source"], .string(statement.source.rawValue)),
            (["sampling", "population"], .number(statement.population)),
            (["sampling", "good_at_least"], .number(statement.goodAtLeast)),
        ]
        if let confidence = statement.confidence {
            claims.append((["sampling", "confidence"], .number(confidence)))
        }
        if let plan { claims.append((["sampling", "ceremony", "plan"], .digest(plan))) }
        return claims
    }
}

extension JSON {
    fileprivate func member(_ path: [String]) -> JSON? {
        var value = self
        for key in path {
            guard case .object(let members) = value, let next = members[key] else { return nil }
            value = next
        }
        return value
    }

    /// The value as it stands in a document, short enough for a line.
    fileprivate var text: String { String(decoding: canonicalBytes.prefix(120), as: UTF8.self) }
}
