import Bytes
import TestSupport
import Testing

@testable import Attestation

@Suite(
    "Nitro documents are authentic or not",
    .enabled(if: Vectors.has(NitroSample.folder), "\(Vectors.missing)")
)
struct NitroAuthenticityTests {
    @Test("each sample is authentic at its signed time, inside its window, and at no time outside of it")
    func windows() throws {
        for var entry in try Sample.expected("nitro") {
            let document = try NitroSample.bytes(entry.string("evidence"))
            let (from, to) = try (entry.time("asOfFrom"), entry.time("asOfTo"))
            let evidence = try NitroSample.evidence(document)
            #expect(try NitroSample.refusal(document, at: "\(evidence.timestamp)") == nil)
            let window = try AuthenticationContext.from("\(from)", to: "\(to)")
            #expect(evidence.authenticate(window).isGood)
            for (first, last) in [(from.seconds - 1, to.seconds), (from.seconds, to.seconds + 1)] {
                let wider = try AuthenticationContext.from(Self.time(first), to: Self.time(last))
                #expect(evidence.authenticate(wider).faultCodes == [.certificateWindow])
            }
            let later = try NitroSample.refusal(document, at: Self.time(to.seconds + 3_600))
            #expect(later == [.certificateWindow])
        }
    }

    private static func time(_ seconds: Int64) -> String {
        Timestamp(seconds: seconds).map { "\($0)" } ?? ""
    }

    @Test("a bracket without the signed time is refused, though all certificates were valid then")
    func timestamp() throws {
        let document = try NitroSample.bytes("prod-2022.cose")
        let evidence = try NitroSample.evidence(document)
        func faults(_ from: String, _ to: String) throws -> Set<AppraisalCode> {
            let context = try AuthenticationContext.from("2022-10-13T\(from)Z", to: "2022-10-13T\(to)Z")
            return evidence.authenticate(context).faultCodes
        }
        #expect(try faults("08:58:00", "08:58:01") == [.timestampOutside])
        #expect(try faults("08:58:01", "08:58:02") == [])
        #expect(try faults("08:58:03", "09:58:03") == [.timestampOutside])
    }

    @Test(
        "an inspector's instant elsewhere in the window is warned of; bounds that come to one second are bounds"
    )
    func instant() throws {
        let document = try NitroSample.bytes("prod-2022.cose")
        #expect(try NitroSample.refusal(document, at: "2022-10-13T09:58:03Z") == nil)
        let context = try AuthenticationContext.from("2022-10-13T09:58:03Z", to: "2022-10-13T09:58:03Z")
        let evidence = try NitroSample.evidence(document)
        #expect(evidence.authenticate(context).faultCodes == [.timestampOutside])
        let stated = try AuthenticationContext.at("2022-10-13T09:58:03Z")
        let found = evidence.authenticate(stated)
        #expect(found.isGood && found.contains { $0.code == .timestampOutside && $0.outcome == .warn })
        let appraisal = Appraisal(of: evidence, policy: .none, context: context, binding: nil)
        #expect(appraisal.result == .rejected)
        KnockOut.without("timestamp-outside") {
            let without = Appraisal(of: evidence, policy: .none, context: context, binding: nil)
            #expect(without.result == .authentic)
        }
    }

    @Test("a certificate that ends before it begins is valid at no time")
    func invertedWindow() throws {
        let document = try NitroSample.rebuilt(NitroSample.bytes("prod-2022.cose")) { payload in
            NitroSample.replacing(Array("221013085759Z".utf8), Array("321013085759Z".utf8), in: payload)
        }
        #expect(try NitroSample.refusal(document)?.contains(.certificateWindow) == true)
    }

    @Test("without a bracket the windows stay open")
    func noBracket() throws {
        let evidence = try NitroSample.evidence(NitroSample.bytes("prod-2022.cose"))
        let findings = evidence.authenticate(AuthenticationContext(roots: .builtIn, bracket: nil))
        #expect(findings.faultCodes == [.timeUnknown])
        #expect(findings.outcome(.timeUnknown) == .unfinished)
    }

    @Test("revocation is said not to be checked")
    func revocation() throws {
        let evidence = try NitroSample.evidence(NitroSample.bytes("prod-2022.cose"))
        let findings = try evidence.authenticate(.at(NitroSample.inside))
        #expect(findings.filter { $0.outcome == .notChecked }.map(\.subject) == ["revocation"])
    }

    @Test("a root that nobody pinned is refused, whatever the document brings along")
    func root() throws {
        let document = try NitroSample.bytes("prod-2022.cose")
        let envelope = try COSESign1(reading: document, name: "")
        let parsed = try NitroDocument(reading: envelope.payload, name: "")
        // Without its root, the chain ends in an authority that is not pinned and did not sign itself.
        let root = CBOR.head(.bytes, UInt64(parsed.authorities[0].count)) + parsed.authorities[0]
        let cut = try NitroSample.rebuilt(document) { payload in
            NitroSample.replacing([0x84] + root, [0x83], in: payload)
        }
        #expect(try NitroSample.refusal(cut)?.isSuperset(of: [.rootUnknown, .chainInvalid]) == true)
    }

    @Test("the authorities in another order are no chain")
    func order() throws {
        let document = try NitroSample.bytes("prod-2022.cose")
        let parsed = try NitroDocument(reading: COSESign1(reading: document, name: "").payload, name: "")
        let encoded = parsed.authorities.map { CBOR.head(.bytes, UInt64($0.count)) + $0 }
        let reversed = try NitroSample.rebuilt(document) { payload in
            NitroSample.replacing(encoded.flatMap { $0 }, encoded.reversed().flatMap { $0 }, in: payload)
        }
        #expect(try NitroSample.refusal(reversed)?.isSuperset(of: [.rootUnknown, .chainInvalid]) == true)
    }

    @Test("the edits of mutations.json end as they must")
    func mutations() throws {
        let document = try NitroSample.bytes("prod-2022.cose")
        let time = try NitroSample.rebuilt(document) { payload in
            NitroSample.replacing(
                [0x83, 0xd0, 0x90, 0x9e, 0x18],
                [0x83, 0xd0, 0x90, 0x9e, 0x19],
                in: payload
            )
        }
        #expect(try NitroSample.refusal(time) == [.evidenceSignature])
        let injected = try NitroSample.rebuilt(document, unprotected: [0xa1, 0x04, 0x41, 0x00])
        #expect(try NitroSample.refusal(injected) == [.evidenceMalformed])
        #expect(try NitroSample.refusal([0xd2] + document) == nil)
        #expect(try NitroSample.refusal([0xd2, 0xd2] + document) == [.evidenceMalformed])
        #expect(try NitroSample.refusal([0xd1] + document) == [.evidenceMalformed])
    }

    // s and n − s are both good: a document is never told from another by the digest of its bytes.
    @Test("the second signature that ECDSA always has is as good as the first")
    func malleable() throws {
        let document = try NitroSample.bytes("prod-2022.cose")
        let order = try Hex.decode(
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        )
        var borrow = 0
        var other = document
        for index in (0..<48).reversed() {
            let difference = Int(order[index]) - Int(document[document.count - 48 + index]) - borrow
            borrow = difference < 0 ? 1 : 0
            other[document.count - 48 + index] = UInt8(difference + 256 * borrow)
        }
        #expect(other != document)
        #expect(try NitroSample.refusal(other) == nil)
    }

    @Test("a document with a payload of unstated length, as newer hypervisors sign it, is read alike")
    func openMap() throws {
        let document = try NitroSample.bytes("prod-2022.cose")
        let open = try NitroSample.rebuilt(document) { [0xbf] + $0.dropFirst() + [0xff] }
        #expect(try NitroSample.evidence(open).claims == NitroSample.evidence(document).claims)
        #expect(try NitroSample.refusal(open) == [.evidenceSignature])
    }

    // One in 61 of 4,654: each has five certificates to read and six signatures to check, about 13 ms of a debug
    // build. `BULLA_EXHAUSTIVE=1` tries all.
    @Test("any byte of a document that is flipped has it refused", arguments: 0..<4)
    func flips(_ part: Int) throws {
        let document = try NitroSample.bytes("prod-2022.cose")
        for index in Effort.places(document.count, oneIn: 61, part: part, of: 4) {
            var flipped = document
            flipped[index] ^= 1 << UInt8(index % 8)
            #expect(try NitroSample.refusal(flipped) != nil, "byte \(index)")
        }
    }
}
