package import Bytes

/// All that stands on a custody form.
///
/// Texts may come from anybody; what is nil is left for a pen.
package struct FormContent: Sendable {
    /// The bundle, as it says of itself.
    package struct Bundle: Sendable {
        package var name: String
        package var run: Digest
        package var origin: String
        package var from: Int
        /// Where the next segment begins.
        package var to: Int
        package var sealedAt: String
        package var fileSize: Int

        package init(
            name: String,
            run: Digest,
            origin: String,
            from: Int,
            to: Int,
            sealedAt: String,
            fileSize: Int
        ) {
            self.name = name
            self.run = run
            self.origin = origin
            self.from = from
            self.to = to
            self.sealedAt = sealedAt
            self.fileSize = fileSize
        }
    }

    /// The highest marking of what is carried: the first and the last line of every sheet.
    package var marking: String
    package var bundle: Bundle
    package var digests: FormDigests
    package var items: [FormItem]
    /// What has happened, from the chain; lines to write on follow.
    package var rows: [FormRow]
    package var seals: [FormSeal]

    /// - Parameter digests: `.manifest` is among them.
    package init(
        marking: String,
        bundle: Bundle,
        digests: FormDigests,
        items: [FormItem],
        rows: [FormRow] = [],
        seals: [FormSeal] = []
    ) {
        self.marking = marking
        self.bundle = bundle
        self.digests = digests
        self.items = items.isEmpty ? [FormItem()] : items
        self.rows = rows
        self.seals = seals
    }

    /// What the QR code says; nil without a manifest.
    package var payload: FormPayload? {
        digests[.manifest].map { FormPayload(manifest: $0, chain: digests[.chain]) }
    }
}

/// A medium.
package struct FormItem: Sendable {
    package var serial: String?
    package var kind: String?
    package var label: String?
    package var capacity: String?
    package var marking: String?

    package init(
        serial: String? = nil,
        kind: String? = nil,
        label: String? = nil,
        capacity: String? = nil,
        marking: String? = nil
    ) {
        self.serial = serial
        self.kind = kind
        self.label = label
        self.capacity = capacity
        self.marking = marking
    }
}

/// An event of the chain.
package struct FormRow: Sendable {
    /// Its number in the chain, from 0.
    package var number: Int
    /// The word of the chain for it, such as `release`.
    package var type: String
    package var date: String
    package var from: FormParty?
    package var to: FormParty?
    package var witnesses: [FormParty]
    package var purpose: String?
    /// The number of the seal that was on when it ended.
    package var seal: String?

    package init(
        number: Int,
        type: String,
        date: String,
        from: FormParty? = nil,
        to: FormParty? = nil,
        witnesses: [FormParty] = [],
        purpose: String? = nil,
        seal: String? = nil
    ) {
        self.number = number
        self.type = type
        self.date = date
        self.from = from
        self.to = to
        self.witnesses = witnesses
        self.purpose = purpose
        self.seal = seal
    }
}

/// Somebody who gave, took or saw.
package struct FormParty: Sendable {
    package var name: String
    /// The identifier of the key that signed; without it a signature is to be written.
    package var key: Digest?

    package init(_ name: String, key: Digest? = nil) {
        self.name = name
        self.key = key
    }
}

/// A numbered seal on a medium or its bag.
package struct FormSeal: Sendable {
    package var number: String
    package var place: String?
    package var date: String?

    package init(number: String, place: String? = nil, date: String? = nil) {
        self.number = number
        self.place = place
        self.date = date
    }
}
