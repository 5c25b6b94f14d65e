import CReview

/// Looks for terms and patterns in windows of text; the same for all files of a review.
package struct TextScanner: Sendable {
    private let index: WordIndex
    private let lists: Int
    private let markings: Set<String>
    private let countsPrivate: Bool

    /// - Parameter lists: at most 16.
    /// - Parameter marking: that of the bundle; markings above it on the scale are hits.
    package init(
        lists: [WordList],
        marking: String,
        scale: MarkingScale = .standard,
        countsPrivateAddresses: Bool = false
    ) {
        precondition(lists.count <= Labels.listLimit)
        let above = scale.above(marking)
        var values = Labels.terms(markings: above)
        for (number, list) in lists.enumerated() {
            for term in list.terms { values[term, default: 0] |= 1 << UInt32(number) }
        }
        index = WordIndex(values)
        self.lists = lists.count
        markings = Set(above)
        countsPrivate = countsPrivateAddresses
    }

    /// What begins in the window's range.
    func scan(_ window: TextWindow, entropy: Bool = true) -> HitTally {
        window.bytes.withUnsafeBufferPointer { bytes in
            var tally = HitTally()
            guard let base = bytes.baseAddress else { return tally }
            let found = bulla_review_survey(base, window.count)
            if found == 0 {
                look(at: TextView(base, count: window.count), base, window.range, entropy) {
                    tally.note($0, at: window.offset + $1)
                }
                return tally
            }
            // Text between a multi-byte letter's bytes and the window's first whole one is context.
            let first = bytes.prefix(3).prefix { $0 & 0xc0 == 0x80 }.count
            let text = UnsafeBufferPointer(start: base + first, count: window.count - first)
            var seen: Set<HitTally.Place> = []
            for escapes in found & Int32(BULLA_REVIEW_BACKSLASH) == 0 ? [false] : [false, true] {
                let folded = FoldedText(text, escapes: escapes)
                look(at: folded, entropy) { key, offset in
                    let raw = first + folded.raw(offset)
                    guard window.range.contains(raw) else { return }
                    let place = HitTally.Place(key: key, offset: window.offset + raw)
                    if seen.insert(place).inserted { tally.note(key, at: place.offset) }
                }
            }
            return tally
        }
    }

    private func look(at folded: FoldedText, _ entropy: Bool, _ note: (HitTally.Key, Int) -> Void) {
        folded.bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            look(at: TextView(base, count: folded.count), base, 0..<folded.count, entropy, note)
        }
    }

    private func look(
        at view: TextView,
        _ base: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ entropy: Bool,
        _ note: (HitTally.Key, Int) -> Void
    ) {
        var randomEnd = 0
        index.forEachMatch(in: base, count: view.count, range) { match in
            let (start, end) = (Int(match.start), Int(match.end))
            switch Int(match.kind) {
            case Int(BULLA_REVIEW_TERMS): terms(match, view, note)
            case Int(BULLA_REVIEW_SSN): note(.init(.ssn), start)
            case Int(BULLA_REVIEW_IPV4)
            where view.isAddress(start, end, match.value, countsPrivate: countsPrivate):
                note(.init(.ipAddress), start)
            case Int(BULLA_REVIEW_IPV6) where view.isAddress6(start): note(.init(.ipAddress), start)
            case Int(BULLA_REVIEW_AT) where view.isEmail(start): note(.init(.email), start)
            case Int(BULLA_REVIEW_ACCESS_KEY): note(.init(.accessKey), start)
            case Int(BULLA_REVIEW_PORTION):
                if let level = view.portion(start, end).flatMap({ MarkingScale.portions[$0] }),
                    markings.contains(level)
                {
                    note(.init(.marking), start)
                }
            case Int(BULLA_REVIEW_LONG):
                if view.has("RWRTY0Iy", at: start) { note(.init(.privateKey), start) }
                guard entropy, start >= randomEnd, let token = view.randomToken(around: start) else { return }
                randomEnd = token.upperBound
                note(.init(.entropy), start)
            default: break
            }
        }
    }

    private func terms(
        _ match: bulla_review_match,
        _ view: TextView,
        _ note: (HitTally.Key, Int) -> Void
    ) {
        let (start, end) = (Int(match.start), Int(match.end))
        for list in 0..<lists where match.value >> UInt32(list) & 1 != 0 {
            note(.init(.word, list: list), start)
        }
        guard match.value >> UInt32(Labels.listLimit) != 0 else { return }
        func has(_ label: UInt32) -> Bool { match.value & label != 0 }
        if has(Labels.marking), view.isMarking(start, end) { note(.init(.marking), start) }
        if has(Labels.keyHeader), view[start - 1] == 0x2d, view[start - 2] == 0x2d {
            note(.init(.privateKey), start)
        }
        if has(Labels.secretKey) { note(.init(.privateKey), start) }
        if has(Labels.record), view.hasRecordNumber(behind: end) { note(.init(.recordNumber), start) }
        if has(Labels.ssn), view.hasSSN(behind: end) { note(.init(.ssn), start) }
        if has(Labels.token), view.hasToken(behind: end) { note(.init(.accessKey), start) }
        if has(Labels.secret), view.hasSecret(behind: end) { note(.init(.accessKey), start) }
    }
}
