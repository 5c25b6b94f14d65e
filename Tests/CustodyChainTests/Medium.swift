import Bytes
import Keys
import SecretKeys
import Testing
import Trust

@testable import CustodyChain

/// People, and a medium that goes through their hands; the same in every run.
struct Medium {
    /// Everybody, by the number of the key.
    enum Who: String, CaseIterable {
        case ada, bert, carl, dora, will, vera, stranger

        var number: UInt8 { UInt8((Who.allCases.firstIndex(of: self) ?? 0) + 1) }
        var roles: [Role] {
            switch self {
            case .ada: [.exporter]
            case .bert, .carl: [.custodian]
            case .dora: [.inspector]
            case .will, .vera: [.witness]
            case .stranger: [.archivist]
            }
        }
    }

    static let manifest = SHA256.hash(Array("manifest".utf8))
    static let file = CustodyEvent.BundleFile(sha256: SHA256.hash(Array("file".utf8)), size: 12_345)
    static let now = "2026-06-30T00:00:00Z"

    /// The bundle's manifest with one signature.
    static let tree = SealTree(
        Envelope(
            payloadType: "text/plain",
            payload: Array("manifest".utf8),
            signatures: [Signature(keyIdentifier: manifest, bytes: [1])]
        )
    )

    static func key(_ who: Who, second: Bool = false) throws -> SecretKey {
        var seed = [UInt8](repeating: who.number + (second ? 100 : 0), count: 32)
        return try SecretKey(name: who.rawValue, ed25519Seed: SecretBytes(wiping: &seed))
    }

    /// - Parameter custodians: how many people must have seen a signature whose key ended.
    static func trust(custodians: Int = 1, _ change: (inout Policy) -> Void = { _ in }) throws -> Trust {
        var trust = Trust()
        for who in Who.allCases where who != .stranger {
            try trust.add(person: who.rawValue, key: key(who).publicKey, roles: who.roles)
        }
        try trust.add(person: "bert", key: key(.bert, second: true).publicKey, roles: [.custodian])
        var policy = trust.policy
        policy.markings = try MarkingOrder.form.read(["OPEN", "INTERNAL", "SECRET"], "policy.markings")
        change(&policy)
        trust.setPolicy(policy)
        try trust.setThreshold(.custodian, custodians)
        return trust
    }

    static func item(_ serial: String = "SN-1", marking: String = "INTERNAL") -> CustodyEvent.Item {
        CustodyEvent.Item(
            serial: serial,
            label: "BOX/7",
            kind: .flash,
            capacity: 64_000_000_000,
            marking: marking
        )
    }

    /// The n-th hour of June 2026.
    static func hour(_ number: Int) throws -> Timestamp {
        let start = try Timestamp("2026-06-01T00:00:00Z").seconds
        return Timestamp(seconds: start + Int64(number) * 3_600) ?? .last
    }

    private(set) var events: [SignedCustodyEvent] = []
    var items = [item()]
    var seal: String?

    var last: CustodyEvent { get throws { try #require(events.last).event } }

    /// Appends an event as it should be; `change` may spoil it before it is signed.
    mutating func add(
        _ kind: CustodyEvent.Kind,
        by who: Who,
        to taker: Who? = nil,
        witnesses: [Who] = [],
        signers: [Who]? = nil,
        manifest: Digest = Medium.manifest,
        _ change: (inout CustodyEvent) throws -> Void = { _ in }
    ) throws {
        var event = CustodyEvent(
            kind,
            number: events.count,
            manifest: manifest,
            at: try Medium.hour(events.count),
            clock: .watch,
            place: "LAB-1"
        )
        event.witnesses = witnesses.map(\.rawValue).sorted()
        event.chain = events.first?.digest
        event.previous = events.last?.fileDigest
        fill(&event, who, taker)
        try change(&event)
        items = event.items.isEmpty || kind == .copy ? items : event.items
        if !event.items.isEmpty { seal = event.seal?.after }
        try append(event, signers: signers ?? [who] + witnesses)
    }

    mutating func append(_ event: CustodyEvent, signers: [Who]) throws {
        var signed = try SignedCustodyEvent(event)
        for signer in signers { try signed.add(Medium.key(signer).sign(signed.signedBytes)) }
        events.append(signed)
    }

    private func fill(_ event: inout CustodyEvent, _ who: Who, _ taker: Who?) {
        if event.kind == .receive { event.to = who.rawValue } else { event.from = who.rawValue }
        let keys = CustodyEvent.Keys.of(event.kind).must
        if keys.contains("to"), event.kind == .release { event.to = (taker ?? .bert).rawValue }
        if keys.contains("items") { event.items = items }
        if keys.contains("checks") { event.checks = [.digest, .manifest] }
        if keys.contains("purpose") { event.purpose = .transfer }
        if keys.contains("method") { event.method = event.kind == .dispose ? .destroy : .hand }
        if keys.contains("authority") { event.authority = "ORDER-12" }
        if keys.contains("file") { event.file = Medium.file }
        if event.kind == .open { event.sealed = Medium.tree.head }
        if keys.contains("outcome") { event.outcome = .accepted }
        if keys.contains("release") { event.release = events.last { $0.event.kind == .release }?.digest }
        if keys.contains("taker") { event.taker = "DEPOT-4" }
        if keys.contains("form") { event.form = SHA256.hash(Array("form".utf8)) }
        if keys.contains("items"), let seal {
            event.seal = .init(before: seal, condition: .intact, after: seal)
        }
        if event.kind == .copy { event.items = [Medium.item("SN-COPY")] }
    }

    mutating func transfer(_ giver: Who, _ taker: Who, witnesses: [Who] = []) throws {
        try add(.release, by: giver, to: taker, witnesses: witnesses)
        try add(.receive, by: taker, witnesses: witnesses)
    }

    /// Opened by ada, given to bert under seal.
    static func started(sealed: Bool = true) throws -> Medium {
        var medium = Medium()
        try medium.add(.open, by: .ada) {
            if sealed { $0.seal = .init(before: nil, condition: nil, after: "S-1") }
        }
        try medium.transfer(.ada, .bert)
        return medium
    }

    /// Every kind of event but loss.
    static func whole() throws -> Medium {
        var medium = try started()
        try medium.add(.copy, by: .bert, witnesses: [.will])
        let wrong = try #require(medium.events.first).digest
        try medium.add(.correct, by: .bert) {
            $0.correction = .init(event: wrong, field: .place, value: "LAB-2")
        }
        try medium.transfer(.bert, .carl, witnesses: [.will])
        try medium.add(.paper, by: .carl, witnesses: [.vera, .will])
        let paper = try medium.last.digest
        try medium.add(.receive, by: .bert, witnesses: [.vera, .will]) { $0.release = paper }
        try medium.add(.dispose, by: .bert, witnesses: [.vera])
        return medium
    }

    var files: [CustodyFile] {
        events.map { CustodyFile(name: $0.event.fileName, bytes: $0.canonicalBytes) }
    }

    var input: CustodyInput {
        var input = CustodyInput(files: files)
        input.manifest = Medium.manifest
        input.tree = Medium.tree
        input.marking = "INTERNAL"
        return input
    }

    func story(
        trust: Trust? = nil,
        at time: String = now,
        _ change: (inout CustodyInput) throws -> Void = { _ in }
    ) throws -> CustodyStory {
        var input = input
        try change(&input)
        return CustodyJudge.story(of: input, trust: try trust ?? Medium.trust(), at: try Timestamp(time))
    }

    func codes(trust: Trust? = nil, _ change: (inout CustodyInput) throws -> Void = { _ in }) throws
        -> [CustodyFaultCode]
    {
        try story(trust: trust, change).faults.map(\.code)
    }
}
