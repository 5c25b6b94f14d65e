import Bytes
import TestSupport
import Testing

@testable import Attestation

@Suite(
    "Nitro documents are read strictly",
    .enabled(if: Vectors.has(NitroSample.folder), "\(Vectors.missing)")
)
struct NitroDocumentTests {
    @Test("says everything that is in the document")
    func claims() throws {
        let evidence = try NitroSample.evidence(NitroSample.bytes("prod-2022.cose"))
        let claims = Dictionary(uniqueKeysWithValues: evidence.claims.map { ($0.name, $0.value) })
        #expect(evidence.kind == .nitro)
        #expect(claims["module_id"] == "i-020b6af9246d90e92-enc0183d09086c24190")
        #expect(claims["timestamp"] == "2022-10-13T08:58:02Z (1665651482136 ms)")
        #expect(claims["pcr0"]?.hasPrefix("f4d48b81a460c991") == true)
        #expect(claims.keys.filter { $0.hasPrefix("pcr") }.count == 16)
        #expect(claims["nonce"]?.count == 512)
        #expect(claims["user_data"] == nil && claims["public_key"] == nil)
        #expect(evidence.nonce?.count == 256)
        #expect(evidence.boundData.isEmpty)
        #expect("\(evidence.timestamp)" == "2022-10-13T08:58:02Z")
    }

    @Test("user_data is what is bound")
    func bound() throws {
        let evidence = try NitroSample.evidence(NitroSample.bytes("debug-2022.cose"))
        #expect(String(decoding: evidence.boundData, as: UTF8.self) == "hello, world!")
        #expect(evidence.publicKey.map { String(decoding: $0, as: UTF8.self) } == "my super secret key")
        #expect(evidence.nonce == nil)
    }

    @Test("module and all registers stay as they are within a session, those of zeros too")
    func constants() throws {
        let prod = try NitroSample.evidence(NitroSample.bytes("prod-2022.cose"))
        let debug = try NitroSample.evidence(NitroSample.bytes("debug-2022.cose"))
        let names = ["module_id"] + (0..<16).map { "pcr\($0)" }
        #expect(prod.constants.map(\.name) == names && debug.constants.map(\.name) == names)
        let changed = prod.changes(in: debug)
        #expect(changed.allSatisfy { $0.code == .sessionChanged })
        #expect(changed.map(\.subject).starts(with: ["module_id", "pcr0", "pcr1", "pcr2"]))
        #expect(prod.changes(in: prod) == [])
        #expect(prod.regression(to: debug) == nil)
    }

    @Test("the file must be there, and not larger than a document can be")
    func files() throws {
        #expect(
            refusal { () throws(AttestationError) in try NitroEvidence(EvidenceFiles([:])) } == .evidenceFiles
        )
        let huge = [UInt8](repeating: 0, count: EvidenceFiles.largestFile + 1)
        #expect(try NitroSample.refusal(huge) == [.evidenceFiles])
        #expect(try NitroSample.refusal([UInt8](repeating: 0, count: 1 << 17)) == [.evidenceMalformed])
    }

    @Test("another algorithm, header or size of the envelope is refused")
    func envelope() throws {
        let document = try NitroSample.bytes("prod-2022.cose")
        func refusal(_ protected: [UInt8], signature: [UInt8]? = nil) throws -> Set<AppraisalCode>? {
            try NitroSample.refusal(
                NitroSample.rebuilt(document, protected: protected, signature: signature)
            )
        }
        #expect(try refusal([0xa1, 1, 0x38, 0x22]) == nil)
        #expect(try refusal([0xa1, 1, 0x26]) == [.evidenceUnsupported])
        #expect(try refusal([0xa2, 1, 0x38, 0x22, 4, 0x40]) == [.evidenceUnsupported])
        #expect(try refusal([]) == [.evidenceUnsupported])
        let es384: [UInt8] = [0xa1, 1, 0x38, 0x22]
        #expect(try refusal(es384, signature: [UInt8](repeating: 1, count: 95)) == [.evidenceMalformed])
        #expect(try refusal(es384, signature: [UInt8](repeating: 0, count: 96)) == [.evidenceSignature])
        #expect(try NitroSample.refusal(document + [0]) == [.evidenceMalformed])
        #expect(try NitroSample.refusal([]) == [.evidenceMalformed])
    }

    /// Members of the payload that are changed, and how that is refused.
    private static let edits: [(old: [UInt8], new: [UInt8], code: AppraisalCode)] = [
        (NitroSample.text("SHA384"), NitroSample.text("SHA256"), .evidenceUnsupported),
        (NitroSample.text("digest"), NitroSample.text("digests"), .evidenceUnsupported),
        (NitroSample.text("nonce"), NitroSample.text("module_id"), .evidenceMalformed),
        (
            NitroSample.text("public_key") + [0xf6], NitroSample.text("public_key") + [0x40],
            .evidenceMalformed
        ),
        (
            NitroSample.text("public_key") + [0xf6], NitroSample.text("public_key") + [0x01],
            .evidenceMalformed
        ),
        (NitroSample.text("user_data") + [0xf6], [0x01] + [0xf6], .evidenceUnsupported),
        (
            NitroSample.text("user_data") + [0xf6],
            NitroSample.text("user_data") + CBOR.head(.bytes, 1025) + [UInt8](repeating: 0, count: 1025),
            .evidenceMalformed
        ),
        (
            NitroSample.text("pcrs") + [0xb0, 0x00], NitroSample.text("pcrs") + [0xb0, 0x18, 32],
            .evidenceMalformed
        ),
        (
            NitroSample.text("pcrs") + [0xb0, 0x00], NitroSample.text("pcrs") + [0xb0, 0x01],
            .evidenceMalformed
        ),
        (
            NitroSample.text("pcrs") + [0xb0, 0x00], NitroSample.text("pcrs") + [0xb0, 0x20],
            .evidenceMalformed
        ),
        (
            NitroSample.text("timestamp") + [0x1b, 0], NitroSample.text("timestamp") + [0x1b, 1],
            .evidenceMalformed
        ),
        (
            NitroSample.text("timestamp") + [0x1b, 0], NitroSample.text("timestamp") + [0x3b, 0],
            .evidenceMalformed
        ),
        (Array("'i-020b".utf8), Array("'i 020b".utf8), .evidenceMalformed),
        (Array("'i-020b".utf8), Array("'i\u{1b}020b".utf8), .evidenceMalformed),
        (
            NitroSample.text("certificate") + [0x59], NitroSample.text("certificate") + [0x79],
            .evidenceMalformed
        ),
        ([0x30, 0x82, 0x02, 0x7b], [0x30, 0x82, 0x02, 0x7a], .evidenceMalformed),
        ([0x30, 0x82, 0x02, 0x11], [0x30, 0x82, 0x02, 0x10], .evidenceMalformed),
    ]

    @Test("members of another type, size or name are refused", arguments: edits.indices)
    func members(_ index: Int) throws {
        let edit = Self.edits[index]
        let document = try NitroSample.rebuilt(NitroSample.bytes("prod-2022.cose")) { payload in
            NitroSample.replacing(edit.old, edit.new, in: payload)
        }
        #expect(try NitroSample.refusal(document) == [edit.code])
    }

    @Test("members that may be missing are, and others may not")
    func missing() throws {
        let prod = try NitroSample.bytes("prod-2022.cose")
        let without = try NitroSample.rebuilt(prod) { payload in
            let rest = NitroSample.replacing(NitroSample.text("user_data") + [0xf6], [], in: payload)
            return [0xa8] + rest.dropFirst()
        }
        #expect(try NitroSample.refusal(without) == [.evidenceSignature])
        let hasNoModule = try NitroSample.rebuilt(prod) { payload in
            let module = payload[1..<payload.count].prefix(10 + 2 + 39)
            return [0xa8] + payload.dropFirst(1 + module.count)
        }
        #expect(try NitroSample.refusal(hasNoModule) == [.evidenceMalformed])
        #expect(try NitroSample.refusal(NitroSample.rebuilt(prod) { _ in [0x80] }) == [.evidenceMalformed])
    }

    @Test("a document that ends early is refused at every length")
    func truncation() throws {
        let document = try NitroSample.bytes("debug-2022.cose")
        for count in 0..<document.count {
            let cut = Array(document.prefix(count))
            #expect(
                refusal { () throws(AttestationError) in try NitroSample.evidence(cut) } != nil,
                "\(count)"
            )
        }
        let payload = try COSESign1(reading: document, name: "").payload
        for count in 0..<payload.count {
            let cut = Array(payload.prefix(count))
            let code = refusal { () throws(AttestationError) in try NitroDocument(reading: cut, name: "") }
            #expect(code == .evidenceMalformed, "\(count)")
        }
    }

    @Test("edited documents are read or refused, never trapped over")
    func random() throws {
        let document = try NitroSample.bytes("debug-2022.cose")
        let payload = try COSESign1(reading: document, name: "").payload
        var choices = Choices(seed: 11)
        for _ in 0..<1_500 {
            var edited = payload
            for _ in 0..<Int.random(in: 1...4, using: &choices) {
                // Mostly where the structure is: certificates fill the rest.
                let place = Int.random(
                    in: 0..<(Bool.random(using: &choices) ? 1_000 : payload.count),
                    using: &choices
                )
                edited[place] = UInt8.random(in: 0...255, using: &choices)
            }
            _ = try? NitroDocument(reading: edited, name: "")
        }
    }
}
