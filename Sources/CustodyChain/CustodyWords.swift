import Bytes
import Trust

/// The closed words of events; `Formats/custody-v1.md` section 2.
package enum CustodyWords {
    /// Where a claimed time is from.
    package enum Clock: String, Sendable, CaseIterable {
        case machine, network, radio, satellite, watch
    }

    package enum Medium: String, Sendable, CaseIterable {
        case disk, flash, optical, tape, other
    }

    package enum Purpose: String, Sendable, CaseIterable {
        case audit, examination, `return`, storage, transfer
    }

    /// How a medium is handed over, or done away with as SP 800-88 has it.
    package enum Method: String, Sendable, CaseIterable {
        case hand, courier, mail, locker, clear, purge, destroy

        package static let transfers: [Method] = [.hand, .courier, .mail, .locker]
        package static let disposals: [Method] = [.clear, .purge, .destroy]
    }

    /// What was really checked.
    package enum Check: String, Sendable, CaseIterable, Comparable {
        case digest, form, manifest
        case readBack = "read-back"
        case seal, signatures

        package static func < (a: Check, b: Check) -> Bool { a.rawValue < b.rawValue }
    }

    package enum Outcome: String, Sendable, CaseIterable {
        case accepted, rejected, unavailable
        case insufficientEvidence = "insufficient-evidence"
    }

    /// How a seal was found.
    package enum Condition: String, Sendable, CaseIterable {
        case intact, broken, missing
    }

    /// A field that a later event may put right.
    package enum Field: String, Sendable, CaseIterable {
        case at, authority, label, place, seal, serial
    }

    /// `[A-Z0-9][A-Z0-9./-]{0,31}`: serials, labels, places, orders, seals.
    package static func isCode(_ text: String) -> Bool { isCode(text, more: [0x2d, 0x2e, 0x2f]) }

    /// `[A-Z0-9][A-Z0-9:./-]{0,31}`: a code or a time.
    package static func isValue(_ text: String) -> Bool { isCode(text, more: [0x2d, 0x2e, 0x2f, 0x3a]) }

    package static func isPerson(_ text: String) -> Bool { text.utf8.count <= 100 && Person.isID(text) }

    private static func isCode(_ text: String, more: [UInt8]) -> Bool {
        guard (1...32).contains(text.utf8.count), let first = text.utf8.first, !more.contains(first) else {
            return false
        }
        return text.utf8.allSatisfy {
            (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) || more.contains($0)
        }
    }
}
