import Bytes
import Certificates
import Testing

@testable import Attestation

/// Where a quote has the chain of its PCK certificate, in which order, and quotes that only name their machine.
@Suite("PCK chains")
struct IntelCertificationTests {
    /// Encrypted PPID, CPUSVN, PCESVN, PCE-ID.
    private static func platform(pceID: [UInt8] = [0, 0]) -> [UInt8] {
        [UInt8](repeating: 0xee, count: 384) + [UInt8](repeating: 9, count: 16) + [11, 0] + pceID
    }

    private static func codes(_ forge: IntelForge, _ chain: String?, version: UInt16 = 5) throws -> Set<
        AppraisalCode
    > {
        var files = try forge.files()
        files["pck-chain.pem"] = chain.map { Array($0.utf8) }
        let kind: EvidenceKind = forge.isSGX ? .sgx : .tdx
        return try EvidenceReader.read(EvidenceFiles(files), as: kind).authenticate(forge.context())
            .faultCodes
    }

    @Test(
        "certificates in a quote may stand in any order",
        arguments: [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]]
    )
    func order(_ order: [Int]) throws {
        var forge = IntelForge()
        let all = [try forge.pck(), try forge.authority(), try forge.root()]
        forge.certification = Array(order.map { IntelForge.pem(all[$0]) }.joined().utf8)
        #expect(try Self.codes(forge, nil) == [])
    }

    @Test("a quote that names its machine is judged by the chain beside it", arguments: [UInt16(3), 4, 5])
    func named(_ version: UInt16) throws {
        var forge = IntelForge()
        (forge.version, forge.bodyType) = (version, version == 5 ? 3 : 2)
        (forge.innerType, forge.certification) = (3, Self.platform())
        let chain = try forge.pckChain
        #expect(try Self.codes(forge, chain) == [])
        #expect(try Self.codes(forge, nil) == [.collateralMissing])
        let part = IntelForge.pem(try forge.pck())
        #expect(try Self.codes(forge, part) == [.collateralMissing])
        let bare = try EvidenceReader.read(
            EvidenceFiles(["quote.bin": try forge.quote()]),
            as: forge.isSGX ? .sgx : .tdx
        )
        #expect(bare.isBare && bare.boundData == forge.reportData)
    }

    @Test("a chain of another machine, or another PCE than the quote names, does not fit")
    func other() throws {
        var forge = IntelForge()
        (forge.innerType, forge.certification) = (3, Self.platform())
        let stranger = try IntelForge().pckChain
        let found = try Self.codes(forge, stranger)
        #expect(found.isSuperset(of: [.evidenceSignature, .rootUnknown]))
        forge.certification = Self.platform(pceID: [1, 0])
        #expect(try Self.codes(forge, forge.pckChain) == [.collateralMismatch])
        try KnockOut.without("collateral-mismatch") {
            let appraisal = Appraisal(
                of: try forge.evidenceNamed(),
                policy: .none,
                context: try forge.context(),
                binding: nil
            )
            #expect(appraisal.result == .authentic)
        }
    }

    @Test("certification data of another size or type is refused")
    func layout() throws {
        var forge = IntelForge()
        (forge.innerType, forge.certification) = (3, Self.platform() + [0])
        #expect(throws: AttestationError.self) { try IntelQuote(forge.quote()) }
        (forge.innerType, forge.certification) = (2, Self.platform())
        let quote = try forge.quote()
        #expect(refusal { () throws(AttestationError) in try IntelQuote(quote) } == .evidenceUnsupported)
    }

    @Test("certificates of a chain that come one by one are put together")
    func sorted() throws {
        var forge = IntelForge()
        (forge.innerType, forge.certification) = (3, Self.platform())
        var sorter = EvidenceSorter()
        let chain = [try forge.pck(), try forge.authority(), try forge.root()]
        for index in [2, 0, 1] { try sorter.take(chain[index], named: "\(index)") }
        try sorter.take(forge.quote(), named: "quote")
        #expect(sorter.files.names == ["pck-chain.pem", "quote.bin"])
        #expect(try Certificate.pem(sorter.files["pck-chain.pem"] ?? []).map(\.der) == chain)
    }
}

extension IntelForge {
    /// Evidence with the chain beside it.
    fileprivate func evidenceNamed() throws -> any Evidence {
        let files = try files().merging(["pck-chain.pem": Array(try pckChain.utf8)]) { $1 }
        return try EvidenceReader.read(EvidenceFiles(files), as: .tdx)
    }
}
