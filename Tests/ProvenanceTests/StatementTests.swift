import Bytes
import Keys
import Provenance
import SecretKeys
import TestSupport
import Testing

@Suite("Statements of provenance")
struct StatementTests {
    private static func digest(_ text: String) -> Digest { SHA256.hash(Array(text.utf8)) }

    static func provenance(origin: String = "lab.example/run/7") throws -> TrainingProvenance {
        TrainingProvenance(
            model: try TrainingProvenance.Model(name: "weights.bin", sha256: digest("model")),
            run: TrainingProvenance.Run(
                run: digest("run"),
                origin: origin,
                recipe: digest("recipe"),
                dataset: digest("data"),
                genesis: digest("genesis"),
                seed: digest("seed")
            ),
            place: TrainingProvenance.Place(
                manifest: digest("manifest"),
                checkpoint: digest("checkpoint"),
                leaf: digest("leaf"),
                index: 702,
                step: 700
            )
        )
    }

    private static func code(_ body: () throws -> Void) throws -> ProvenanceError.Code? {
        do { try body() } catch let error as ProvenanceError { return error.code }
        return nil
    }

    @Test("read back what they say", arguments: ["lab.example/run/7", "a", #"x<y>"#, "%41/~z", "o?q#f"])
    func roundTrip(_ origin: String) throws {
        let provenance = try Self.provenance(origin: origin)
        #expect(try TrainingProvenance(canonical: provenance.canonicalBytes) == provenance)
        let text = String(decoding: provenance.canonicalBytes, as: UTF8.self)
        let id = try #require(text.split(separator: #""builder":{"id":""#).last?.split(separator: "\"").first)
        #expect(id.hasPrefix("urn:bulla:log:") && id.utf8.allSatisfy { !Array("<>?# \"".utf8).contains($0) })
    }

    /// Changes of a good statement, each of which leaves JSON behind.
    static let lies: [(String, String)] = [
        ("provenance/v1", "provenance/v0.2"), ("Statement/v1", "Statement/v0.1"),
        ("urn:bulla:training:v1", "urn:bulla:training:v2"), ("urn:bulla:log:lab", "urn:bulla:log:Lab"),
        (#""name":"dataset""#, #""name":"datasets""#),
        (#""name":"weights.bin""#, #""name":"../weights.bin""#),
        (#""step":700"#, #""step":0"#), (#""index":702"#, #""index":-1"#),
        (#""_type""#, #""_more":1,"_type""#), (#""subject":[{"#, #""subject":[{"digest":{},"name":"x"},{"#),
        (#""origin":"lab"#, #""origin":"lob"#), (#""metadata":{"#, #""metadata":{"finishedOn":"x","#),
        (#"{"digest":{"sha256""#, #"{"digest":{"sha512":"x","sha256""#), (#""step":700"#, #""step": 700"#),
    ]

    @Test("have the one form that their values have", arguments: lies)
    func form(_ lie: (String, String)) throws {
        let good = try Self.provenance().canonicalBytes
        let text = String(decoding: good, as: UTF8.self)
        let changed = text.replacing(lie.0, with: lie.1, maxReplacements: 1)
        #expect(changed != text)
        #expect(try Self.code { _ = try TrainingProvenance(canonical: Array(changed.utf8)) } == .statement)
    }

    @Test("name another recipe nowhere but in both places")
    func twice() throws {
        let text = String(decoding: try Self.provenance().canonicalBytes, as: UTF8.self)
        let (own, other) = (Self.digest("recipe").hex, Self.digest("other").hex)
        let once = text.replacing(own, with: other, maxReplacements: 1)
        #expect(try Self.code { _ = try TrainingProvenance(canonical: Array(once.utf8)) } == .statement)
        let both = text.replacing(own, with: other)
        #expect(try TrainingProvenance(canonical: Array(both.utf8)).run.recipe.hex == other)
    }

    @Test("do not hold for another file, another bundle or another state")
    func faults() throws {
        let provenance = try Self.provenance()
        #expect(provenance.faults(of: Self.digest("model")) == [])
        #expect(provenance.faults(of: Self.digest("other")).map(\.code) == [.otherModel])
        #expect(provenance.faults(of: provenance.run, provenance.place) == [])
        let other = try Self.provenance(origin: "else.example")
        let faults = other.faults(of: provenance.run, provenance.place)
        #expect(faults.map(\.code) == [.otherBundle] && faults[0].detail.hasPrefix("origin: "))
        let same = TrainingProvenance.fault(of: .zero, against: .zero, of: 1)
        let state = TrainingProvenance.fault(of: .zero, against: Self.digest("x"), of: 1)
        #expect(same == nil && state?.code == .otherState)
    }

    @Test("are signed by keys of both kinds, ECDSA in DER, and refused with any byte changed")
    func signatures() throws {
        let (card, key) = (try CardSigner(), try SecretKey.generate(name: "E", withMLDSA: true))
        var signed = SignedProvenance(try Self.provenance())
        for signer in [card, key] as [any Signer] { try signed.add(signer.sign(signed.signedBytes)) }
        #expect(throws: KeyError.self) { try signed.add(card.sign(signed.signedBytes)) }
        let bytes = signed.canonicalBytes
        #expect(try SignedProvenance(canonical: bytes) == signed)
        func holds(_ bytes: [UInt8]) -> Bool {
            guard let read = try? SignedProvenance(canonical: bytes) else { return false }
            return [card.publicKey, key.publicKey].allSatisfy { $0.judge(read.envelope) == .valid }
        }
        #expect(holds(bytes), "the knock-out")
        for place in Effort.places(bytes.count, oneIn: 101) {
            var changed = bytes
            changed[place] ^= 1
            #expect(!holds(changed), "byte \(place)")
        }
        #expect(
            try Self.code { _ = try SignedProvenance(canonical: signed.envelope.canonicalBytes) }
                == .statement,
            "r and s side by side are not taken"
        )
    }
}
