import Trust

extension CustodyEvent {
    /// Keys that an event must have and may have beside those of every event; `Formats/custody-v1.md` section 2.
    struct Keys {
        let must: Set<String>
        let may: Set<String>

        static let all: Set<String> = [
            "type", "event", "number", "manifest", "at", "clock", "place", "witnesses",
        ]

        static func of(_ kind: Kind) -> Keys {
            switch kind {
            case .open:
                Keys(
                    ["from", "file", "items", "checks"],
                    // Without it the chain is of bulla 0.1.0: it is judged, and shows nothing of the bundle's signatures.
                    ["authority", "parent", "seal", "sealed"],
                    linked: false
                )
            case .release:
                Keys(["from", "to", "items", "purpose", "method", "checks"], ["authority", "seal"])
            case .receive: Keys(["to", "release", "items", "checks", "outcome"], ["seal"])
            case .paper:
                Keys(
                    ["from", "taker", "form", "items", "purpose", "method", "checks"],
                    ["authority", "seal"]
                )
            case .copy: Keys(["from", "items", "purpose", "checks"], ["authority", "seal"])
            case .correct: Keys(["from", "correction"], [])
            case .lost: Keys(["from"], ["authority"])
            case .dispose: Keys(["from", "items", "method", "authority"], ["seal"])
            }
        }

        private init(_ must: Set<String>, _ may: Set<String>, linked: Bool = true) {
            self.must = must.union(Keys.all).union(linked ? ["chain", "previous"] : [])
            self.may = may.union(["acted", "approvers"])
        }
    }
}
