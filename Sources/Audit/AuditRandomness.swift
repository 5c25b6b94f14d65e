package import Bytes

/// Where the chance of a draw is to come from, as the plan fixes it.
package enum AuditRandomness: Hashable, Sendable {
    /// So many decimal digits, thrown before witnesses.
    case dice(digits: Int)
    /// What a public beacon gives out in a round that lies ahead.
    case beacon(name: String, round: Int)

    package static let diceDigits = 20...1_000

    /// `[a-z0-9.-]{1,64}`.
    package static func isBeaconName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || [0x2e, 0x2d].contains($0)
            }
    }

    func check() throws(AuditError) {
        switch self {
        case .dice(let digits):
            let range = AuditRandomness.diceDigits
            try AuditPlan.require(
                range.contains(digits),
                "randomness.digits",
                "got \(digits), want \(range.lowerBound) to \(range.upperBound)"
            )
        case .beacon(let name, let round):
            try AuditPlan.require(
                AuditRandomness.isBeaconName(name),
                "randomness.name",
                "want 1 to 64 of a-z, 0-9, \".\" and \"-\""
            )
            try AuditPlan.require(round >= 1, "randomness.round", "want 1 or more")
        }
    }

    var json: JSON {
        switch self {
        case .dice(let digits): ["digits": .number(digits), "kind": "dice"]
        case .beacon(let name, let round):
            ["kind": "beacon", "name": .string(name), "round": .number(round)]
        }
    }

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        let kind = try object.string("kind")
        switch kind {
        case "dice": self = .dice(digits: try object.integer("digits"))
        case "beacon": self = .beacon(name: try object.string("name"), round: try object.integer("round"))
        default:
            throw FormatError(
                .badValue,
                at: object.location("kind"),
                "got \"\(kind.prefix(40))\", want dice or beacon"
            )
        }
        try object.end()
    }
}

/// What chance said.
package enum AuditOutcome: Hashable, Sendable {
    /// Decimal digits in the order in which they were thrown, nothing between them.
    case dice(String)
    /// 32 bytes that the beacon gave out.
    case beacon(Digest)

    /// Whether this is what the plan asked for: the kind, and exactly as many digits.
    ///
    /// More digits are no better: who may go on throwing may stop where it suits.
    package func answers(_ randomness: AuditRandomness) -> Bool {
        switch (self, randomness) {
        case (.dice(let text), .dice(let digits)):
            text.utf8.count == digits && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        case (.beacon, .beacon): true
        default: false
        }
    }

    var json: JSON {
        switch self {
        case .dice(let digits): ["dice": .string(digits)]
        case .beacon(let value): ["beacon": .digest(value)]
        }
    }

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        if object.has("beacon") {
            self = .beacon(try object.digest("beacon"))
        } else {
            let digits = try object.string("dice")
            guard (1...AuditRandomness.diceDigits.upperBound).contains(digits.utf8.count),
                digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else {
                throw FormatError(.badValue, at: object.location("dice"), "want 1 to 1000 decimal digits")
            }
            self = .dice(digits)
        }
        try object.end()
    }
}
