import Bytes
import Formats
import TestSupport
import Testing

@testable import CustodyForm

@Suite("Digests in words")
struct DigestWordsTests {
    /// From the vectors that BIP-39 is published with: entropy of 32 equal bytes.
    static let vectors: [(UInt8, String)] = [
        (0x00, String(repeating: "abandon ", count: 23) + "art"),
        (
            0x7f,
            "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful "
                + "legal winner thank year wave sausage worth title"
        ),
        (
            0x80,
            "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic "
                + "avoid letter advice cage absurd amount doctor acoustic bless"
        ),
        (0xff, String(repeating: "zoo ", count: 23) + "vote"),
    ]

    @Test("are those of BIP-39", arguments: vectors)
    func published(_ byte: UInt8, _ words: String) throws {
        let digest = try #require(Digest(bytes: [UInt8](repeating: byte, count: 32)))
        #expect(DigestWords.words(of: digest).joined(separator: " ") == words)
    }

    @Test("come from the published list, byte for byte")
    func list() throws {
        let bytes = try #require(Formats.documents.first { $0.name == "words-v1.txt" }).bytes
        let published = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
        #expect(SHA256.hash(bytes).hex == published)
        let words = WordList.english.words
        #expect(words.count == WordList.count && words == words.sorted())
        #expect(Set(words.map { $0.prefix(4) }).count == WordList.count)
    }

    @Test("give the digest back")
    func roundTrip() {
        for digest in Papers.digests(500) {
            let words = DigestWords.words(of: digest)
            #expect(words.count == DigestWords.count)
            #expect(DigestWords.digest(words.compactMap(WordList.english.place)) == digest)
        }
    }

    @Test("with one wrong word out of the list are seen by their check bits, but for one in 256")
    func wrongWord() {
        var (tried, unseen) = (0, 0)
        for digest in Papers.digests(Effort.rounds(3, usual: 1)) {
            let places = DigestWords.places(of: digest)
            for index in places.indices {
                for place in stride(from: (index * 7) % 5, to: WordList.count, by: 5)
                where place != places[index] {
                    var wrong = places
                    wrong[index] = place
                    (tried, unseen) = (tried + 1, unseen + (DigestWords.digest(wrong) == nil ? 0 : 1))
                }
            }
        }
        // Of 29,000 tries about 115 are expected, and five standard deviations are 54; of a third of them, three are.
        #expect((61...170).contains(unseen * 29_500 / tried), "\(unseen) of \(tried)")
    }

    @Test("that are misspelt find their neighbours in the list")
    func nearest() {
        let list = WordList.english
        #expect(list.nearest(to: "abondon").first == "abandon")
        #expect(list.nearest(to: "ZOOO").first == "zoo")
        #expect(list.nearest(to: "abiltiy").first == "ability")
        #expect(list.nearest(to: "") == [] && list.nearest(to: "xyzzyplugh") == [])
        #expect(list.nearest(to: String(repeating: "x", count: 100_000)) == [])
        for word in stride(from: 0, to: WordList.count, by: 41).map({ list.words[$0] }) {
            #expect(list.nearest(to: word + "q").first == word)
        }
    }
}
