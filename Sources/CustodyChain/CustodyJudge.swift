package import Bytes
package import Trust

/// Walks over the events of a chain and finds the holder and the faults; `Formats/custody-v1.md` sections 3 to 5.
package struct CustodyJudge {
    let input: CustodyInput
    let trust: Trust
    let time: Timestamp
    var story = CustodyStory()
    var walk = CustodyWalk()
    /// SHA-256 of the file of the event that was looked at last.
    private var previousFile: Digest?

    /// Judges a chain as of a time; whatever is wrong is in the story.
    package static func story(of input: CustodyInput, trust: Trust, at time: Timestamp) -> CustodyStory {
        var judge = CustodyJudge(input: input, trust: trust, time: time)
        judge.run()
        return judge.story
    }

    private init(input: CustodyInput, trust: Trust, time: Timestamp) {
        self.input = input
        self.trust = trust
        self.time = time
    }

    private mutating func run() {
        let reading = CustodyReading(input.files)
        story.faults = reading.faults
        story.events = reading.events.map(\.event)
        noteLeftBehind()
        guard let first = story.events.first else { return compareKept() }
        let judged = CustodySignatures.judge(reading.events, trust: trust, at: time)
        if first.kind == .open {
            story.chain = first.digest
            noteAge(first)
        } else {
            note(.notOpen, first, "the chain does not begin with an open")
        }
        story.last = reading.events.last?.fileDigest
        for (signed, signatures) in zip(reading.events, judged.signatures) {
            look(at: signed.event, signatures)
            previousFile = signed.fileDigest
        }
        story.state = walk.state
        (story.items, story.seal, story.open) = (walk.items, walk.seal, walk.unanswered)
        if [nil, first.manifest].contains(input.manifest) { story.sightings = judged.sightings }
        compareBundle(first)
        compareMedium()
        compareParent(first)
        compareKept()
    }

    private mutating func look(at event: CustodyEvent, _ signatures: CustodySignatures) {
        checkLinks(event)
        checkTimes(event)
        story.faults += signatures.faults
        checkPeople(event, signatures)
        checkItems(event)
        checkSeal(event)
        let faults = walk.take(event)
        story.faults += faults.map { CustodyFault($0.code, event.subject, $0.detail) }
    }

    private mutating func noteLeftBehind() {
        for kind in [LeftBehind.system, .interrupted] {
            let names = input.leftBehind.filter { LeftBehind($0) == kind }
            guard !names.isEmpty else { continue }
            let detail = "\(kind.words), not read: \(LeftBehind.list(names))"
            story.warnings.append(CustodyFault(.leftBehind, "folder", detail, isWarning: true))
        }
    }

    private mutating func noteAge(_ open: CustodyEvent) {
        guard open.sealed == nil else { return }
        let detail = "of bulla 0.1.0: names no signatures of the bundle, and shows nothing of their age"
        story.warnings.append(CustodyFault(.older, open.subject, detail, isWarning: true))
    }

    private mutating func checkLinks(_ event: CustodyEvent) {
        guard let first = story.events.first else { return }
        if event.number > 0 {
            if event.chain != story.chain ?? first.chain {
                note(.otherChain, event, "names a different chain than the folder")
            }
            // Before events named the tree they named the event before without its signatures.
            if let last = walk.last, last.number == event.number - 1, event.previous != previousFile,
                first.sealed != nil || first.kind != .open || event.previous != last.digest
            {
                note(.link, event, "does not name the previous file, \(last.event.subject)")
            }
        }
        if event.manifest != first.manifest { note(.foreignBundle, event, "is for another bundle") }
    }

    private mutating func checkTimes(_ event: CustodyEvent) {
        if let last = walk.last?.event, event.at < last.at {
            note(.timeBackwards, event, "claims \(event.at), and the event before \(last.at)")
        }
        if event.at > time { note(.timeFuture, event, "claims \(event.at), after \(time)") }
    }

    mutating func note(_ code: CustodyFaultCode, _ event: CustodyEvent, _ detail: String) {
        story.faults.append(CustodyFault(code, event.subject, detail))
    }
}
