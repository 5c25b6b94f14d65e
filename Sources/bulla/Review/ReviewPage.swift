import Bytes
import Review
import VerifyCommands

/// A review as a person reads it: by file and rule, without what the hits say.
enum ReviewPage {
    static func show(_ document: ReviewDocument) {
        Console.values(values(document))
        let log = document.log.map { ", log up to leaf \($0.size)" } ?? ""
        Console.line("reviewed   \(document.files.count) files\(log); marking \(document.marking)")
        for list in document.lists { Console.line("words      \(list.sha256), \(list.terms) terms") }
        for file in document.files where file.isQuarantined { Console.line("moved away \(file.path)") }
        let open = Set(document.openHits)
        for (number, hit) in document.hits.enumerated() {
            let state = open.contains(number) ? "open" : "quarantined"
            Console.line("hit \(number)  \(state): \(words(hit, document))")
        }
        if document.hits.isEmpty { Console.line("hits       none") }
    }

    private static func values(_ document: ReviewDocument) -> [String: JSON] {
        let open = Set(document.openHits)
        let hits: [JSON] = document.hits.enumerated().map { number, hit in
            [
                "count": .number(hit.count), "number": .number(number), "open": .bool(open.contains(number)),
                "rule": .string(hit.key.rule.rawValue), "words": .string(words(hit, document)),
            ]
        }
        return [
            "files": .number(document.files.count), "hits": .array(hits),
            "marking": .string(document.marking), "sha256": .digest(document.digest),
        ]
    }

    static func words(_ hit: ReviewHit, _ document: ReviewDocument) -> String {
        let place: String =
            switch hit.place {
            case .content(let file): document.files[file].path
            case .name(let file): "the name of \(document.files[file].path)"
            case .log: "the log"
            case .proofs: "proofs"
            }
        var words = "\(hit.key.rule.rawValue) in \(place), \(hit.count == 1 ? "once" : "\(hit.count) times")"
        if let kind = hit.key.kind { words += ", kind \(kind.rawValue)" }
        if let list = hit.key.list { words += ", list \(document.lists[list].sha256.hex.prefix(16))" }
        return words
    }

    /// Reads a result; errors name the file.
    static func read(_ path: String) throws -> SignedReview {
        try read(File.contents(of: path, limit: SignedReview.byteLimit), path)
    }

    static func read(_ bytes: [UInt8], _ path: String) throws -> SignedReview {
        do { return try SignedReview(canonical: Inputs.document(bytes)) } catch {
            throw CommandFailure("\(path): \(error)", hint: "want what `bulla review --key` wrote")
        }
    }
}
