import ArgumentParser
import Bytes
import CustodyChain
import Keys
import Trust
import VerifyCommands

/// A chain as it is found, and the one event that is added to it.
struct CustodyDesk {
    let options: CustodyEventOptions
    let trust: Trust
    /// When whoever acts signs, as that person claims.
    let time: Timestamp
    /// As of when the chain is judged: not before its own events, so that a claim that is too early is the fault.
    private let judgedAt: Timestamp
    let signers: [any Signer]
    /// What the chain says so far.
    let story: CustodyStory
    private var input: CustodyInput

    /// Reads folder, trust file and bundle, and asks for passwords.
    init(_ options: CustodyEventOptions, opening: Bool = false) throws {
        self.options = options
        trust = try Inputs.trust(options.trust).trust
        time = try Inputs.time(options.at)
        signers = try options.signing.signers()
        input = CustodyInput(files: opening ? [] : try CustodyFolder.files(options.folder))
        if let bundle = options.bundle { try input.take(bundle: bundle) }
        let claimed = CustodyJudge.story(of: input, trust: trust, at: time)
        judgedAt = claimed.events.map(\.at).reduce(time, max)
        story = judgedAt == time ? claimed : CustodyJudge.story(of: input, trust: trust, at: judgedAt)
    }

    /// The bundle's manifest, marking, file, and the tree of its manifest and signatures.
    var bundle: (manifest: Digest, marking: String, file: CustodyEvent.BundleFile, sealed: SealTree.Head)? {
        guard let manifest = input.manifest, let marking = input.marking, let file = input.bundleFile,
            let tree = input.tree
        else { return nil }
        return (manifest, marking, file, tree.head)
    }

    /// The person whose key is the first.
    var actor: String {
        get throws {
            guard let signer = signers.first else {
                throw ValidationError("want --key of the person who acts")
            }
            return try CustodyDesk.person(of: signer.publicKey, in: trust, options.trust)
        }
    }

    static func person(of key: PublicKey, in trust: Trust, _ file: String) throws -> String {
        guard let trusted = trust.keys.first(where: { $0.key.identifier == key.identifier }) else {
            throw CommandFailure(
                "key \(key.identifier) of \(key.name): not in the trust file",
                hint: "bulla trust add \(file) --person NAME --role custodian --key FILE.pub"
            )
        }
        return trusted.person
    }

    /// The next event, with what every event has.
    func event(_ kind: CustodyEvent.Kind, by actor: String, manifest: Digest? = nil) throws -> CustodyEvent {
        let last = story.events.last
        guard let manifest = manifest ?? last?.manifest else {
            throw CommandFailure(
                "\(options.folder): no chain yet",
                hint: "create it with bulla custody open \(options.folder) --bundle FILE"
            )
        }
        var event = CustodyEvent(
            kind,
            number: last.map { $0.number + 1 } ?? 0,
            manifest: manifest,
            at: time,
            clock: options.clock,
            place: options.place
        )
        event.witnesses = Set(options.witness).sorted()
        event.approvers = Set(options.approver).sorted()
        event.chain = story.events.first?.digest
        event.previous = story.last
        event.acted = options.acted?.value
        event.authority = options.authority
        if kind == .receive { event.to = actor } else { event.from = actor }
        return event
    }

    /// The media as they are, or marked higher.
    func items(_ checks: CustodyCheckOptions) -> [CustodyEvent.Item] {
        story.items.map { item in
            var item = item
            if let marking = checks.marking { item.marking = marking }
            return item
        }
    }

    /// What was really checked, by the program and by hand.
    func checks(_ own: CustodyCheckOptions, _ seal: CustodyEvent.Seal?) -> [CustodyWords.Check] {
        var checks = Set(own.checked.map(\.value))
        if options.bundle != nil { checks.formUnion([.digest, .manifest]) }
        if seal?.before != nil { checks.insert(.seal) }
        return checks.sorted()
    }
}

// MARK: Signing

extension CustodyDesk {
    /// Signs the event and writes its file, unless that would be a fault; says who has still to sign.
    func write(_ event: CustodyEvent) throws {
        var signed = try SignedCustodyEvent(event)
        for signer in signers { try signed.add(signer.sign(signed.signedBytes)) }
        var next = input
        next.files.append(CustodyFile(name: event.fileName, bytes: signed.canonicalBytes))
        let after = CustodyJudge.story(of: next, trust: trust, at: judgedAt)
        try refuse(after, event)
        if event.number == 0 { try Folder.create(options.folder) }
        try CustodyDesk.put(signed, in: options.folder, after: input.files, over: .nothing)
        let missing = after.faults.filter { $0.isLate(event) }
        Console.line("\(event.subject)  \(signed.digest)", signed.values(missing, in: options.folder))
        after.lines.prefix(1).forEach(Console.line)
        for fault in missing { Console.line("to sign: \(fault.detail)") }
        if !missing.isEmpty {
            Console.note("next: bulla custody sign \(options.folder) --trust \(options.trust) --key KEY")
        }
    }

    /// Writes an event, one writer of the folder at a time, if the chain still is what the event was made for.
    static func put(
        _ signed: SignedCustodyEvent,
        in folder: String,
        after files: [CustodyFile],
        over standing: AtomicFile.Standing
    ) throws {
        let path = "\(folder)/\(signed.event.fileName)"
        let file = try AtomicFile(path, over: standing, lock: "\(folder)/next.partial")
        guard try CustodyFolder.files(folder) == files else {
            throw CommandFailure(
                "\(folder): another program changed the chain after it was read",
                hint: "look at it with bulla custody status, and run the command again"
            )
        }
        try file.write(signed.canonicalBytes)
        try file.finish()
    }

    private func refuse(_ after: CustodyStory, _ event: CustodyEvent) throws {
        if let fault = story.faults.first, event.number > 0, !options.despiteFaults {
            throw CommandFailure(
                "the chain has a fault: \(fault.code.rawValue): \(fault.subject): \(fault.detail)",
                hint:
                    "bulla custody status \(options.folder) --trust \(options.trust); --despite-faults writes the event anyway"
            )
        }
        let known = event.number > 0 ? Set(story.faults) : []
        let new = after.faults.filter { !known.contains($0) && !$0.isLate(event) }
        guard !new.isEmpty else { return }
        for fault in new {
            Console.fault("refused", fault.code, fault.subject, fault.detail)
        }
        throw ExitStatus.rejected
    }
}

extension SignedCustodyEvent {
    /// What was written, for programs.
    func values(_ missing: [CustodyFault], in folder: String) -> [String: JSON] {
        [
            "event": .string(event.subject), "file": .string("\(folder)/\(event.fileName)"),
            "sha256": .digest(digest), "to_sign": .array(missing.map { .string($0.detail) }),
        ]
    }
}

extension CustodyFault {
    /// Whether a signature is missing on this event that can be added later.
    func isLate(_ event: CustodyEvent) -> Bool {
        [.witnessUnsigned, .approverUnsigned].contains(code) && subject == event.subject
    }
}
