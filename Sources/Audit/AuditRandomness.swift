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
}

extension AuditRandomness: FieldCoded {
    private enum Kind: String, CaseIterable { case dice, beacon }

    private var kind: Kind {
        switch self {
        case .dice: .dice
        case .beacon: .beacon
        }
    }

    private var digits: Int? { if case .dice(let digits) = self { digits } else { nil } }

    private var beacon: (name: String, round: Int)? {
        if case .beacon(let name, let round) = self { (name, round) } else { nil }
    }

    package init(_ fields: inout Fields<AuditRandomness>) throws(FormatError) {
        switch try fields("kind", \.kind, .word) {
        case .dice: self = .dice(digits: try fields("digits", { $0.digits ?? 0 }, .integer))
        case .beacon:
            self = .beacon(
                name: try fields("name", { $0.beacon?.name ?? "" }, .string),
                round: try fields("round", { $0.beacon?.round ?? 0 }, .integer)
            )
        }
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
}

extension AuditOutcome: FieldCoded {
    private var digits: String? { if case .dice(let digits) = self { digits } else { nil } }
    private var beacon: Digest? { if case .beacon(let value) = self { value } else { nil } }

    package init(_ fields: inout Fields<AuditOutcome>) throws(FormatError) {
        if let value = try fields("beacon", \.beacon, .digest) {
            self = .beacon(value)
            return
        }
        let digits = Form.string.that(is: "1 to 1000 decimal digits") { text in
            (1...AuditRandomness.diceDigits.upperBound).contains(text.utf8.count)
                && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        self = .dice(try fields("dice", { $0.digits ?? "" }, digits))
    }
}
