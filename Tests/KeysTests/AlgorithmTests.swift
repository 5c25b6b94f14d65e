import Keys
import TestSupport
import Testing

@Suite(
    "Signature algorithms against the vectors of others",
    .enabled(if: Vectors.has("wycheproof"), "\(Vectors.missing)")
)
struct AlgorithmTests {
    @Test("Ed25519 judges all 151 Wycheproof signatures as they say")
    func wycheproofEd25519() {
        let cases = JSONVectors.wycheproof("ed25519_test.json") { ($0["publicKey"] as? [String: Any])?["pk"] }
        #expect(cases.count == 151)
        for vector in cases {
            let isGood = Ed25519.verify(
                signature: vector.signature,
                message: vector.message,
                publicKey: vector.key
            )
            #expect(isGood == vector.isValid, "\(vector)")
        }
    }

    // The strict rules by flag. Accepted: a torsion component in A or in R as long as the equation without
    // cofactor holds (no residue). Refused: everything else that CCTV makes.
    @Test("Ed25519 refuses every CCTV signature with a small-order or non-canonical A or R, or a residue")
    func cctv() {
        let refused: Set<String> = [
            "low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue",
            "reencoded_k",
        ]
        let cases = JSONVectors.cctv()
        #expect(cases.count == 914)
        var accepted = 0
        for vector in cases {
            let isGood = Ed25519.verify(
                signature: vector.signature,
                message: vector.message,
                publicKey: vector.key
            )
            #expect(isGood == vector.flags.isDisjoint(with: refused), "\(vector): \(vector.flags)")
            accepted += isGood ? 1 : 0
        }
        #expect(accepted == 43)
    }

    @Test("no CCTV key of small order or in a non-canonical spelling is usable")
    func unusableKeys() {
        for vector in JSONVectors.cctv()
        where !vector.flags.isDisjoint(with: ["low_order_A", "non_canonical_A"]) {
            #expect(!Ed25519.isUsable(publicKey: vector.key), "\(vector)")
        }
    }

    @Test("ECDSA P-384 judges all 504 Wycheproof signatures as they say, once DER is read and s lowered")
    func wycheproofP384() {
        let cases = JSONVectors.wycheproof("ecdsa_secp384r1_sha384_test.json") {
            ($0["publicKey"] as? [String: Any])?["uncompressed"]
        }
        #expect(cases.count == 504)
        var (good, high) = (0, 0)
        for vector in cases {
            let raw = ECDSAP384.raw(der: vector.signature)
            let lowered = raw.flatMap(ECDSAP384.lowered)
            func verifies(_ signature: [UInt8]?) -> Bool {
                ECDSAP384.verify(signature: signature ?? [], message: vector.message, publicKey: vector.key)
            }
            #expect(verifies(lowered) == vector.isValid, "\(vector)")
            guard vector.isValid else { continue }
            good += 1
            high += raw == lowered ? 0 : 1
            #expect(verifies(raw) == (raw == lowered), "\(vector): the higher s is refused")
        }
        #expect(good > 100 && (1..<good).contains(high))
    }

    @Test("ML-DSA-87 judges all 241 Wycheproof signatures as they say, those with a context as invalid")
    func wycheproofMLDSA() {
        let cases = JSONVectors.wycheproof("mldsa_87_verify_test.json") { $0["publicKey"] }
        #expect(cases.count == 241)
        for vector in cases {
            let isGood = MLDSA87.verify(
                signature: vector.signature,
                message: vector.message,
                publicKey: vector.key
            )
            #expect(isGood == (vector.isValid && vector.context.isEmpty), "\(vector)")
        }
    }
}
