package import Bytes
import Container
package import Leaves

/// `run.json`: what the run is, as leaf 0 says it, and how its bundles are named, marked and disclosed.
package struct RunDocument: Equatable, Sendable {
    package enum Disclosure: String, Sendable, CaseIterable {
        /// Openings never leave the producer.
        case none
        /// `replay/1` openings may.
        case replay
    }

    package let leaf: RunLeaf
    package let name: String
    package let marking: String
    package let disclosure: Disclosure

    package init(leaf: RunLeaf, name: String, marking: String, disclosure: Disclosure) {
        self.leaf = leaf
        self.name = name
        self.marking = marking
        self.disclosure = disclosure
    }

    package var canonicalBytes: [UInt8] {
        let document: JSON = [
            "dataset": .digest(leaf.dataset), "disclosure": .string(disclosure.rawValue),
            "genesis": .digest(leaf.genesis), "log_key": .string(leaf.logKey), "marking": .string(marking),
            "name": .string(name), "origin": .string(leaf.origin), "recipe": .digest(leaf.recipe),
            "run": .digest(leaf.run), "seed": .digest(leaf.seed), "type": "bulla-run/1",
        ]
        return document.canonicalBytes
    }

    /// Reads run.json; any spelling but the canonical one is refused.
    package init(canonical bytes: [UInt8]) throws(FormatError) {
        var object = try JSONObject(JSON(canonical: bytes, limits: .document), path: "run.json")
        try object.expect("type", "bulla-run/1")
        let word = try object.string("disclosure")
        guard let disclosure = Disclosure(rawValue: word) else {
            throw FormatError(.badValue, at: "run.json.disclosure", "got \"\(word)\", want none or replay")
        }
        self.disclosure = disclosure
        marking = try object.string("marking")
        name = try object.string("name")
        guard Manifest.isMarking(marking), MemberName.isBundleName(name) else {
            throw FormatError(.badValue, at: "run.json", "name or marking is not of the allowed form")
        }
        leaf = RunLeaf(
            dataset: try object.digest("dataset"),
            genesis: try object.digest("genesis"),
            logKey: try object.string("log_key"),
            origin: try object.string("origin"),
            recipe: try object.digest("recipe"),
            run: try object.digest("run"),
            seed: try object.digest("seed")
        )
        try object.end()
    }
}
