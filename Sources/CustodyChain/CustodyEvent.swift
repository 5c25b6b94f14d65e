package import Bytes
package import Keys
package import Trust

/// What happened to a medium, as those who sign it claim; `Formats/custody-v1.md` section 2.
package struct CustodyEvent: Hashable, Sendable {
    package typealias Kind = CustodyPolicy.Event

    package static let type = "bulla-custody/1"
    package static let payloadType = "application/vnd.bulla.custody+json"
    package static let limits = JSON.Limits(bytes: 1 << 16, depth: 4)
    package static let lastNumber = 999
    package static let itemLimit = 64

    /// The bundle's file.
    package struct BundleFile: Hashable, Sendable {
        package let sha256: Digest
        /// In bytes.
        package let size: Int

        package init(sha256: Digest, size: Int) {
            self.sha256 = sha256
            self.size = size
        }
    }

    /// Where a copy comes from.
    package struct Parent: Hashable, Sendable {
        package var chain: Digest
        /// The `copy` event in it.
        package var event: Digest

        package init(chain: Digest, event: Digest) {
            self.chain = chain
            self.event = event
        }
    }

    /// One medium.
    package struct Item: Hashable, Sendable {
        package var serial: String
        package var label: String
        package var kind: CustodyWords.Medium
        /// In bytes.
        package var capacity: Int
        package var volume: Digest?
        package var marking: String

        package init(
            serial: String,
            label: String,
            kind: CustodyWords.Medium,
            capacity: Int,
            volume: Digest? = nil,
            marking: String
        ) {
            self.serial = serial
            self.label = label
            self.kind = kind
            self.capacity = capacity
            self.volume = volume
            self.marking = marking
        }
    }

    /// The seal that was found, and the one that was left.
    package struct Seal: Hashable, Sendable {
        package var before: String?
        /// There where `before` is.
        package var condition: CustodyWords.Condition?
        package var after: String?

        package init(before: String?, condition: CustodyWords.Condition?, after: String?) {
            self.before = before
            self.condition = condition
            self.after = after
        }
    }

    /// What stands wrong in an event before.
    package struct Correction: Hashable, Sendable {
        package let event: Digest
        package let field: CustodyWords.Field
        package let value: String

        package init(event: Digest, field: CustodyWords.Field, value: String) {
            self.event = event
            self.field = field
            self.value = value
        }
    }

    package var kind: Kind
    package var number: Int
    package var manifest: Digest
    /// When whoever acts signs it.
    package var at: Timestamp
    /// When it happened, where that was before.
    package var acted: Timestamp?
    package var clock: CustodyWords.Clock
    package var place: String
    /// Ids of people, ascending; so too `approvers`.
    package var witnesses: [String] = []
    package var approvers: [String] = []
    package var chain: Digest?
    /// SHA-256 of the file of the event before, its signatures included.
    package var previous: Digest?
    package var from: String?
    package var to: String?
    package var file: BundleFile?
    /// The bundle's manifest and the signatures that were there when the chain was opened.
    package var sealed: SealTree.Head?
    package var parent: Parent?
    /// Ascending by serial; empty where the kind has none.
    package var items: [Item] = []
    package var purpose: CustodyWords.Purpose?
    package var authority: String?
    package var method: CustodyWords.Method?
    package var seal: Seal?
    /// Ascending; nil where the kind has none.
    package var checks: [CustodyWords.Check]?
    package var outcome: CustodyWords.Outcome?
    package var release: Digest?
    package var taker: String?
    package var form: Digest?
    package var correction: Correction?

    package init(
        _ kind: Kind,
        number: Int,
        manifest: Digest,
        at: Timestamp,
        clock: CustodyWords.Clock,
        place: String
    ) {
        self.kind = kind
        self.number = number
        self.manifest = manifest
        self.at = at
        self.clock = clock
        self.place = place
    }

    /// What receipts and later events name, but for `previous`: SHA-256 of the payload.
    package var digest: Digest { SHA256.hash(canonicalBytes) }

    /// The person who acts.
    package var actor: String { (kind == .receive ? to : from) ?? "" }

    /// Everybody who must sign, each once, ascending.
    package var signers: [String] { Set([actor] + witnesses + approvers).sorted() }

    /// The name of its file.
    package var fileName: String { CustodyEvent.fileName(number, kind) }

    package static func fileName(_ number: Int, _ kind: Kind) -> String {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 3 - digits.utf8.count))
        return "\(zeros)\(digits)-\(kind.rawValue).dsse.json"
    }
}
