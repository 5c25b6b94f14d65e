import Bytes
import TestSupport
import Testing

@testable import Attestation

@Suite(.enabled(if: IntelVectors.there, "\(Vectors.missing)"))
struct IntelMutationTests {
    static let name = "tdx/v4-uptodate"
    static let time = "2025-06-20T00:00:00Z"

    /// The codes that keep these files from being accepted, reading included.
    static func refusals(_ files: [String: [UInt8]]) throws -> [AppraisalCode] {
        let original = try TDXEvidence(EvidenceFiles(IntelVectors.files(name)))
        let policy = try IntelVectors.policy(for: original)
        let context = try IntelVectors.context(time)
        do {
            let evidence = try TDXEvidence(EvidenceFiles(files))
            return (evidence.authenticate(context) + evidence.appraise(policy, context)).refusals
        } catch {
            return [error.code]
        }
    }

    static func edited(_ edit: (inout [UInt8]) -> Void) throws -> [AppraisalCode] {
        var files = try IntelVectors.files(name)
        var quote = files["quote.bin"] ?? []
        edit(&quote)
        files["quote.bin"] = quote
        return try refusals(files)
    }

    @Test(
        "Each change of mutations.json is refused for its reason",
        arguments: [
            (568, AppraisalCode.evidenceSignature), (184, .evidenceSignature), (168, .evidenceSignature),
            (636, .evidenceSignature), (700, .attestationKey), (770, .evidenceSignature),
            (1220, .attestationKey), (12, .evidenceUnsupported), (764, .evidenceUnsupported),
        ]
    )
    func mutation(_ offset: Int, _ code: AppraisalCode) throws {
        #expect(try IntelMutationTests.edited { $0[offset] ^= 1 }.contains(code))
    }

    @Test("Zeros after the signature data may be any number, anything else is refused")
    func trailer() throws {
        #expect(try IntelMutationTests.edited { _ in } == [])
        #expect(try IntelMutationTests.edited { $0.removeLast(70) } == [])
        #expect(try IntelMutationTests.edited { $0 += [0, 0] } == [])
        #expect(try IntelMutationTests.edited { $0 += [0, 1] } == [.evidenceMalformed])
        #expect(try IntelMutationTests.edited { $0.removeLast(71) } == [.evidenceMalformed])
    }

    @Test("The other spelling of an ECDSA signature is as good, so a digest of evidence identifies nothing")
    func otherSpelling() throws {
        // s becomes n − s, on the order n of P-256.
        let order = try Hex.decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
        let codes = try IntelMutationTests.edited { quote in
            var borrow = 0
            for index in (0..<32).reversed() {
                let difference = Int(order[index]) - Int(quote[668 + index]) - borrow
                quote[668 + index] = UInt8(truncatingIfNeeded: difference)
                borrow = difference < 0 ? 1 : 0
            }
        }
        #expect(codes == [])
    }

    // The quote alone has to notice, without its collateral. All 5,006 bytes were flipped once by hand; here it
    // is every 37th, and every 7th of the zeros behind.
    @Test("No byte of a quote can be changed")
    func everyByte() throws {
        let quote = try IntelVectors.bytes("\(IntelMutationTests.name).quote.bin")
        let end = quote.count - 70
        for index in Array(stride(from: 0, to: end, by: 37))
            + Array(stride(from: end, to: quote.count, by: 7))
        {
            #expect(try IntelMutationTests.isNoticed(quote, index), "byte \(index)")
        }
    }

    /// Whether a changed bit keeps the quote from being read or from being authentic.
    ///
    /// Line ends in the armour of the chain may become other white space: the certificates are the same.
    static func isNoticed(_ original: [UInt8], _ index: Int) throws -> Bool {
        var quote = original
        quote[index] ^= 1 << UInt8(index % 8)
        if original[index] == 0x0a, [0x0b, 0x20].contains(quote[index]),
            try IntelEvidence(EvidenceFiles(["quote.bin": quote])).chain
                == IntelEvidence(EvidenceFiles(["quote.bin": original])).chain
        {
            return true
        }
        guard let evidence = try? TDXEvidence(EvidenceFiles(["quote.bin": quote])) else { return true }
        let codes = try evidence.authenticate(IntelVectors.context(time)).refusals
        return codes.contains { $0 != .collateralMissing }
    }

    @Test("A quote that ends early is refused, wherever it ends")
    func truncation() throws {
        let quote = try IntelVectors.bytes("\(IntelMutationTests.name).quote.bin")
        for count in stride(from: 0, to: quote.count - 70, by: 23) {
            #expect(throws: AttestationError.self) {
                try TDXEvidence(EvidenceFiles(["quote.bin": Array(quote.prefix(count))]))
            }
        }
    }

    @Test(
        "Collateral changed by a byte is refused",
        arguments: [
            "tcb-info.json", "qe-identity.json", "tcb-info.headers", "qe-identity.headers", "pck-crl.der",
            "root-crl.der", "pck-crl.headers",
        ]
    )
    func collateral(_ file: String) throws {
        var original = try IntelVectors.rawFiles()
        original["quote.bin"]?.removeLast(39)
        let size = try #require(original[file]?.count)
        let context = try IntelVectors.context("2023-07-01T00:00:00Z")
        for index in stride(from: 0, to: size, by: max(1, size / 7)) {
            var files = original
            files[file]?[index] ^= 1
            guard let evidence = try? TDXEvidence(EvidenceFiles(files)) else { continue }
            let isHeader = file.hasSuffix("headers")
            // Bytes of other headers are nobody's business.
            if isHeader, evidence.authenticate(context).refusals.isEmpty {
                #expect(index < 70 || index > size - 25, "byte \(index) of \(file)")
            } else {
                #expect(!evidence.authenticate(context).refusals.isEmpty, "byte \(index) of \(file)")
            }
        }
    }

    @Test("Signatures are over the bytes as sent: the same values in another spelling are refused")
    func spelling() throws {
        var files = try IntelVectors.rawFiles()
        files["quote.bin"]?.removeLast(39)
        let text = String(decoding: try #require(files["tcb-info.json"]), as: UTF8.self)
        let tail = text.replacing("\"version\":3", with: "\"version\": 3")
        files["tcb-info.json"] = Array(tail.utf8)
        let context = try IntelVectors.context("2023-07-01T00:00:00Z")
        let evidence = try TDXEvidence(EvidenceFiles(files))
        #expect(evidence.authenticate(context).refusals == [.collateralSignature])
        // Space around the signed value is not part of it.
        files["tcb-info.json"] = Array(text.replacing("{\"tcbInfo\":", with: "{ \"tcbInfo\" :\n ").utf8)
        #expect(try TDXEvidence(EvidenceFiles(files)).authenticate(context).refusals == [])
    }

    @Test("Collateral of another platform or TEE is refused")
    func otherCollateral() throws {
        var files = try IntelVectors.files(IntelMutationTests.name)
        files["collateral.json"] = try IntelVectors.bytes("tdx/v4-debug.collateral.json")
        #expect(try IntelMutationTests.refusals(files).contains(.collateralMismatch))
        files["collateral.json"] = try IntelVectors.bytes("sgx/v3-swhardening.collateral.json")
        let codes = try IntelMutationTests.refusals(files)
        #expect(codes.contains(.collateralMismatch))
        #expect(codes.contains(.collateralSignature))
    }

    @Test("Collateral in both forms, or none of either kind, is refused as it stands")
    func bothForms() throws {
        var files = try IntelVectors.rawFiles()
        files["collateral.json"] = try IntelVectors.bytes("tdx/v4-spr-2022.collateral.json")
        #expect(try IntelMutationTests.refusals(files) == [.evidenceFiles])
        #expect(try IntelMutationTests.refusals([:]) == [.evidenceFiles])
        let large = [UInt8](repeating: 0, count: EvidenceFiles.largestFile + 1)
        #expect(try IntelMutationTests.refusals(["quote.bin": large]) == [.evidenceFiles])
        files = try IntelVectors.files(IntelMutationTests.name)
        files["collateral.json"] = Array("{}".utf8)
        #expect(try IntelMutationTests.refusals(files) == [.collateralMalformed])
    }

    @Test("A quote of the other TEE is told apart")
    func otherTEE() throws {
        let tdx = EvidenceFiles(try IntelVectors.files("tdx/v4-uptodate"))
        let sgx = EvidenceFiles(try IntelVectors.files("sgx/v3-swhardening"))
        #expect { try SGXEvidence(tdx) } throws: { ($0 as? AttestationError)?.code == .evidenceUnsupported }
        #expect { try TDXEvidence(sgx) } throws: { ($0 as? AttestationError)?.code == .evidenceUnsupported }
    }
}
