import Bytes
import Testing

@testable import CustodyForm

@Suite("Papers held against bundles")
struct FormComparisonTests {
    static let subject = Papers.subject(0)

    private func compare(_ text: String) -> FormComparison { Papers.compare(text, Self.subject) }

    /// As people and tools write the same thing.
    private func spellings(_ text: String) -> [String] {
        [
            text, text.uppercased(), text.split(separator: " ").joined(separator: "\n"), "  \(text)\r\n",
            text.split(separator: " ").joined(separator: " - "),
        ]
    }

    @Test("are together, however they are typed")
    func together() throws {
        let lines = Papers.lines(Self.subject)
        let words = Papers.words(Self.subject)
        let code = try #require(Papers.content().payload).text
        let numbered = words.enumerated().map { "\($0.offset + 1) \($0.element)" }.joined(separator: " ")
        for spelling in spellings(lines.joined(separator: "\n"))
            + spellings(lines.reversed().joined(separator: " "))
        {
            let comparison = compare(spelling)
            #expect(comparison.verdict == .together, "\(comparison.faults) \(spelling)")
            #expect(Set(comparison.same) == ["M1", "M2", "T1", "T2", "H1", "H2"])
        }
        for spelling in spellings(words.joined(separator: " ")) + [numbered, numbered + "\nsheet 1 of 2"] {
            let comparison = compare(spelling)
            #expect(comparison.verdict == .together && comparison.same == ["words"], "\(comparison.faults)")
        }
        for spelling in [
            code, code.lowercased(), "QR-Code:\(code)\n", " \(code.prefix(60)) \(code.dropFirst(60))",
        ] {
            let comparison = compare(spelling)
            #expect(comparison.verdict == .together, "\(comparison.faults) \(spelling)")
            #expect(comparison.same == ["QR code", "QR code, chain head"])
        }
    }

    @Test("may have a byte order mark and Windows line ends")
    func windows() {
        let lines = Papers.lines(Self.subject)
        let comparison = compare("\u{feff}" + lines.joined(separator: "\r\n\u{feff}"))
        #expect(comparison.verdict == .together, "\(comparison.faults)")
        #expect(Set(comparison.same) == ["M1", "M2", "T1", "T2", "H1", "H2"])
    }

    @Test(
        "with digits too few or too many are mistyped digests, and no words",
        arguments: [49, 63, 65, 71, 73, 79]
    )
    func length(_ count: Int) throws {
        let manifest = try #require(Self.subject.digests[.manifest]).hex
        let typed = String((manifest + manifest).prefix(count))
        let spaced = String(
            typed.enumerated().flatMap { $0.offset % 4 == 3 ? [$0.element, " "] : [$0.element] }
        )
        for text in [typed, spaced] {
            let comparison = compare(text)
            #expect(comparison.verdict == .mistyped && comparison.faults.map(\.code) == [.length])
            let want = count < 68 ? "64" : "72: 64 and 8 check digits"
            #expect(comparison.faults.first?.detail == "got \(count) digits, want \(want)")
        }
    }

    @Test("may come in parts: one line, lines without check digits, a bare digest, the page itself")
    func parts() throws {
        let lines = Papers.lines(Self.subject)
        let manifest = try #require(Self.subject.digests[.manifest]).hex
        #expect(compare(lines[1]).same == ["M2"])
        #expect(compare("M1 \(manifest.prefix(32))").same == ["M1"])
        let bare = String(lines[0].dropFirst(2)) + String(lines[1].dropFirst(2))
        for text in [manifest, manifest.uppercased(), bare] {
            let comparison = compare(text)
            #expect(comparison.same == ["M1", "M2"] && comparison.verdict == .together, "\(comparison)")
        }
        let page = compare(String(decoding: FormPage.html(Papers.content(rows: 9)), as: UTF8.self))
        #expect(page.verdict == .together, "\(page.faults)")
        #expect(Set(page.same) == ["M1", "M2", "T1", "T2", "H1", "H2", "words"])
    }

    @Test("of another bundle are apart, whatever part of them is given")
    func apart() throws {
        let other = Papers.subject(1)
        let manifest = try #require(other.digests[.manifest])
        let code = FormPayload(manifest: manifest, chain: other.digests[.chain]).text
        for text in Papers.lines(other).prefix(4) + [Papers.words(other).joined(separator: " "), code] {
            let comparison = compare(text)
            #expect(
                comparison.verdict == .apart
                    && comparison.faults.allSatisfy { $0.code == .differs || $0.code == .chainUnknown },
                "\(comparison)"
            )
            #expect(comparison.same.isEmpty)
        }
        let chain = compare(
            ([Papers.lines(Self.subject)[0]] + Papers.lines(other)[4...5]).joined(separator: "\n")
        )
        #expect(chain.faults.map(\.code) == [.chainUnknown, .chainUnknown] && chain.verdict == .apart)
        // With the right bundle or the right chain each of them is good.
        #expect(Papers.compare(code, other).verdict == .together)
    }

    @Test("printed before the chain grew are together, and it is said")
    func grown() throws {
        let events = try #require(Self.subject.events)
        let manifest = try #require(Self.subject.digests[.manifest])
        let comparison = compare(FormPayload(manifest: manifest, chain: events[0]).text)
        #expect(comparison.verdict == .together)
        #expect(comparison.notes.contains { $0.contains("event 0") && $0.contains("event 2") })
        let none = compare(FormPayload(manifest: manifest, chain: nil).text)
        #expect(none.verdict == .together && none.notes.count == 1)
    }

    @Test("name any wrong digit with its place")
    func wrongDigit() throws {
        let line = Papers.lines(Self.subject)[0]
        for (index, character) in line.enumerated() where index > 2 && index < 43 && character != " " {
            let typed = line.prefix(index) + (character == "0" ? "1" : "0") + line.dropFirst(index + 1)
            let comparison = compare(String(typed))
            let fault = try #require(comparison.faults.first)
            let place = index - 4
            #expect(comparison.verdict == .mistyped && fault.code == .check && fault.location == "M1")
            #expect(fault.detail.contains("group \(place / 5 + 1) digit \(place % 5 + 1)"), "\(fault)")
            #expect(fault.detail.contains("should be \(character)"), "\(fault)")
        }
    }

    @Test(
        "name what is wrong with a line",
        arguments: [
            ("M1 e3bo", FormFaultCode.character, "\"o\" is not a digit; 0?"),
            (
                "M1  e3bO c442 98fc 1c14 9afb f4c8 996f b924  68 29", .character,
                "group 1 digit 4: \"O\" is not a digit; 0?"
            ),
            ("M1  e3b0 c442 98fc 1c14 9afb f4c8 996f b92  68 29", .length, "got 35"),
            (
                "M1  e3b0 c442 98fc 1c14 9afb f4c8 996f b924  68 28", .check,
                "one of the check numbers is mistyped"
            ),
            ("M1  e3b0 c442 98fc 1c14 9afb f4c8 996f b924  6a 29", .check, "decimal"),
            (
                "M1  e3b0 c442 98fc 1c14 9afb f4c8 996f 9b24  68 29", .check,
                "exchanged: group 8 digit 1 and group 8 digit 2"
            ),
            ("M1  0000 c442 98fc 1c14 9afb f4c8 996f b924  68 29", .check, "several errors"),
            ("BULLA:CUSTODY:1:00ff:-", .payload, "two digests"),
        ]
    )
    func wrongLine(_ text: String, _ code: FormFaultCode, _ word: String) throws {
        let comparison = compare(text)
        let fault = try #require(comparison.faults.first, "\(text)")
        #expect(comparison.faults.count == 1 && comparison.verdict == .mistyped)
        #expect(fault.code == code && fault.detail.contains(word), "\(fault)")
    }

    @Test("name a wrong word with its place, and the words that may be meant")
    func wrongWord() throws {
        let words = Papers.words(Self.subject)
        for place in words.indices {
            var typed = words
            typed[place] = typed[place] + "q"
            let comparison = compare(typed.joined(separator: " "))
            let fault = try #require(comparison.faults.first)
            #expect(
                fault.code == .word && fault.location == "word \(place + 1)"
                    && comparison.verdict == .mistyped
            )
            #expect(fault.detail.contains(words[place]), "\(fault)")
            // A word of the list is seen by the check bits, or else by the bundle.
            typed[place] = words[place] == "zoo" ? "zone" : "zoo"
            let other = compare(typed.joined(separator: " "))
            #expect(other.verdict != .together)
            #expect(
                other.faults.contains {
                    $0.description.contains("word \(place + 1)") && $0.detail.contains(words[place])
                }
            )
        }
    }

    @Test("see words that are missing, too many, or in each other's place")
    func wordCount() {
        let words = Papers.words(Self.subject)
        let less = compare(words.dropFirst(5).joined(separator: " "))
        #expect(less.faults.map(\.code) == [.wordCount] && less.faults[0].detail.contains("got 19"))
        var without = words
        without.remove(at: 9)
        #expect(compare(without.joined(separator: " ")).faults[0].detail.contains("up to word 9 "))
        let more = compare((words + words).joined(separator: " "))
        #expect(more.faults.map(\.code) == [.wordCount] && more.verdict == .mistyped)
        for place in words.indices.dropLast() where words[place] != words[place + 1] {
            var typed = words
            typed.swapAt(place, place + 1)
            #expect(compare(typed.joined(separator: " ")).verdict != .together)
        }
    }

    @Test("of nothing but a program name no bundle; another program is no fault")
    func programs() {
        var other = Self.subject
        other.digests[.verifier] = Papers.digests(1)[0]
        let lines = Papers.lines(other)
        #expect(compare(lines[6]).verdict == .nothing)
        let both = compare([lines[0], lines[6], lines[8]].joined(separator: "\n"))
        #expect(both.verdict == .together && both.notes.contains { $0.contains("a different verify.py") })
    }

    @Test("take any text to the end without a verdict that was not earned")
    func anyText() {
        let pieces = [
            "M1", "H2:", "BULLA:CUSTODY:1:", "deadbeef", "1", "2", "zoo", "abandon", "<p>", "<", ">", "ÿ",
            "é", ":", "-", "0000",
            "m1m1", "\u{0}", "\u{202e}", String(repeating: "f", count: 300),
            String(repeating: "word ", count: 60),
        ]
        for seed in 0..<60 {
            var state = UInt64(seed + 1)
            let text = (0..<30).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return pieces[Int(state >> 33) % pieces.count] + (state & 4 == 0 ? " " : "")
            }.joined()
            #expect(compare(text).verdict != .together, "\(text)")
        }
        #expect(FormText("").isEmpty && FormText(" \n").isEmpty)
    }
}
