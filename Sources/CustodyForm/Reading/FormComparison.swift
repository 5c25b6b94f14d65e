package import Bytes

/// What a paper is held against: a bundle's digests, and its chain where there is one at hand.
package struct FormSubject: Sendable {
    package var digests: FormDigests
    /// Digests of the chain's events, oldest first; nil where no chain was given.
    package var events: [Digest]?

    package init(digests: FormDigests, events: [Digest]? = nil) {
        self.digests = digests
        self.events = events
    }
}

/// A paper held against a bundle: what was compared, and what is wrong.
package struct FormComparison: Sendable {
    package enum Verdict: String, Sendable {
        case together
        /// Nothing but the typing is known to be wrong.
        case mistyped
        case apart
        /// Nothing that names the bundle was given.
        case nothing
    }

    /// Parts that are the bundle's, such as `M1` and `words`.
    package private(set) var same: [String] = []
    package private(set) var faults: [FormFault] = []
    /// What was not compared, and what is worth knowing.
    package private(set) var notes: [String] = []

    let subject: FormSubject
    private let list: WordList

    package init(_ text: FormText, with subject: FormSubject, list: WordList = .english) {
        self.subject = subject
        self.list = list
        for line in text.lines { compare(line) }
        for payload in text.payloads { compare(payload) }
        if !text.words.isEmpty { compare(text.words) }
    }

    package var verdict: Verdict {
        if faults.contains(where: { !$0.code.isTyping }) { return .apart }
        guard faults.isEmpty else { return .mistyped }
        return namesBundle ? .together : .nothing
    }

    private static let code = "QR code"
    private static let codeHead = "QR code, chain head"

    /// True where a digest of the bundle was compared, not only that of an event.
    private var namesBundle: Bool { same.contains { !$0.hasPrefix("H") && $0 != Self.codeHead } }

    // MARK: Lines

    private mutating func compare(_ line: TypedLine) {
        let typing = line.typingFaults()
        guard typing.isEmpty, let values = line.values else {
            let isSame = line.values.map { isKnown($0, line) } ?? false
            faults += typing.map { isSame ? $0.adding("its digits are the bundle's") : $0 }
            return
        }
        if line.characters.count == DigestLine.digitCount { notes.append("\(line.label): no check digits") }
        switch line.digest {
        case .manifest, .file: compare(values, line)
        case .chain: compareChain(values, line.label, half: line.half)
        case .verifier, .specification: comparePrograms(values, line)
        }
    }

    private func isKnown(_ values: [Int], _ line: TypedLine) -> Bool {
        subject.digests[line.digest].map { DigestLine.lines(of: $0, as: line.digest)[line.half - 1].digits }
            == values
    }

    private mutating func compare(_ values: [Int], _ line: TypedLine) {
        guard let digest = subject.digests[line.digest] else {
            return notes.append("\(line.label): not compared")
        }
        let want = DigestLine.lines(of: digest, as: line.digest)[line.half - 1]
        guard want.digits != values else { return same.append(line.label) }
        let got = DigestLine(line.digest, half: line.half, digits: values).groups
        let groups = want.groups.indices.filter { want.groups[$0] != got[$0] }
        let told =
            groups.count == got.count
            ? "every group differs"
            : groups.prefix(3).map { "group \($0 + 1) is \(got[$0]), the bundle's \(want.groups[$0])" }
                .joined(separator: "; ")
        faults.append(FormFault(.differs, at: line.label, told))
    }

    /// Another program is no fault of the bundle.
    private mutating func comparePrograms(_ values: [Int], _ line: TypedLine) {
        guard subject.digests[line.digest] != nil else { return notes.append("\(line.label): not compared") }
        let isSame = isKnown(values, line)
        notes.append(
            isSame
                ? "\(line.label): \(line.digest.title) of this program"
                : "\(line.label): this program has a different \(line.digest.title) than the form"
        )
    }

    // MARK: The chain

    private mutating func compareChain(_ values: [Int], _ place: String, half: Int) {
        guard let events = subject.events else {
            return notes.append("\(place): not compared with a chain of custody")
        }
        let number = events.lastIndex { DigestLine.lines(of: $0, as: .chain)[half - 1].digits == values }
        noteEvent(number, of: events.count, place)
    }

    private mutating func noteEvent(_ number: Int?, of count: Int, _ place: String) {
        guard let number else {
            return faults.append(FormFault(.chainUnknown, at: place, "no event of the chain has this digest"))
        }
        same.append(place)
        if number + 1 < count {
            notes.append("\(place): the form ends with event \(number), the chain with event \(count - 1)")
        }
    }

    // MARK: The code

    private mutating func compare(_ typed: TypedPayload) {
        guard let payload = typed.payload else {
            return faults.append(
                FormFault(.payload, at: Self.code, "want \(FormPayload.prefix)MANIFEST:HEAD, two digests")
            )
        }
        if let manifest = subject.digests[.manifest] {
            if payload.manifest == manifest {
                same.append(Self.code)
            } else {
                let detail = "manifest \(payload.manifest), the bundle's \(manifest)"
                faults.append(FormFault(.differs, at: Self.code, detail))
            }
        }
        guard let chain = payload.chain else { return notes.append("QR code: printed without a chain") }
        guard let events = subject.events else {
            return notes.append("QR code: chain head not compared with a chain of custody")
        }
        noteEvent(events.lastIndex(of: chain), of: events.count, Self.codeHead)
    }

    // MARK: Words

    private mutating func compare(_ words: [String]) {
        guard let manifest = subject.digests[.manifest] else { return notes.append("words: not compared") }
        let want = DigestWords.words(of: manifest, list: list)
        let typed = TypedWords(words, list: list)
        let typing = typed.typingFaults(want: want)
        guard typing.isEmpty else {
            faults += typing
            return
        }
        let wrong = want.indices.filter { want[$0] != typed.words[$0] }
        guard !wrong.isEmpty else { return same.append("words") }
        faults +=
            wrong.count > 4
            ? [FormFault(.differs, at: "words", "\(wrong.count) of 24 words are not the bundle's")]
            : wrong.map {
                FormFault(
                    .differs,
                    at: "word \($0 + 1)",
                    "got \"\(typed.words[$0])\", the bundle's is \"\(want[$0])\""
                )
            }
    }
}

extension FormFault {
    fileprivate func adding(_ more: String) -> FormFault {
        FormFault(code, at: location, "\(detail); \(more)")
    }
}
