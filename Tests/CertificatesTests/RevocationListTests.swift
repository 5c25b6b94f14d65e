import Bytes
import TestSupport
import Testing

@testable import Certificates

@Suite("Revocation list")
struct RevocationListTests {
    typealias Sketch = CertificatesTests.Sketch

    static let present = Vectors.has("attestation")

    static func entry(_ serial: UInt8, _ extensions: [UInt8]...) -> [UInt8] {
        let all = extensions.flatMap { $0 }
        return Sketch.sequence(
            Sketch.integer(serial),
            Sketch.time("200101000000Z"),
            all.isEmpty ? [] : Sketch.sequence(all)
        )
    }

    static func reason(_ value: UInt8) -> [UInt8] {
        Sketch.extended(Sketch.identifier(0x55, 0x1d, 21), Sketch.node(10, [value]))
    }

    @Test("entries, reasons and the number are read")
    func fields() throws {
        var sketch = Sketch.List()
        sketch.entries = [Self.entry(1), Self.entry(2, Self.reason(1))]
        sketch.extensions = [Sketch.extended(Sketch.identifier(0x55, 0x1d, 20), Sketch.integer(7))]
        let list = try RevocationList(der: sketch.der)
        #expect(list.number == [7])
        #expect(list.issuerText == "CN=issuer")
        #expect(list.nextUpdate.description == "2020-02-01T00:00:00Z")
        #expect(list.entry(serial: [1])?.reason == nil)
        #expect(list.entry(serial: [2])?.reason == 1)
        #expect(list.entry(serial: [3]) == nil)
    }

    /// A list with one thing wrong.
    struct Refusal: Sendable, CustomStringConvertible {
        let description: String
        let code: CertificateError.Code
        let der: [UInt8]

        init(_ description: String, _ code: CertificateError.Code, _ change: (inout Sketch.List) -> Void) {
            var sketch = Sketch.List()
            change(&sketch)
            self.description = description
            self.code = code
            der = sketch.der
        }
    }

    static let critical = Sketch.node(1, [0xff])

    /// An extension of the arc 2.5.29.
    static func extended(_ last: UInt8, critical: [UInt8] = [], _ value: [UInt8] = [0x30, 0]) -> [UInt8] {
        Sketch.extended(Sketch.identifier(0x55, 0x1d, last), critical: critical, value)
    }

    @Test(
        "a partial list is told by its extension, marked critical or not",
        arguments: [27, 28, 29],
        [true, false]
    )
    func restriction(_ last: UInt8, _ isCritical: Bool) throws {
        let found = Self.extended(last, critical: isCritical ? Self.critical : [])
        var sketch = Sketch.List()
        // 35 names the issuer's key; 46 says where a delta list is, of which this is the base.
        sketch.extensions = [Self.extended(35), Self.extended(46)]
        #expect(try RevocationList(der: sketch.der).restriction == nil)
        if last == 29 {
            sketch.entries = [Self.entry(1, found), Self.entry(2)]
        } else {
            sketch.extensions.append(found)
        }
        #expect(try RevocationList(der: sketch.der).restriction == "2.5.29.\(last)")
    }

    static let invalidityDates: [(String?, String)] = [
        (nil, "2020-01-01"), ("20190601000000Z", "2019-06-01"), ("20200601000000Z", "2020-01-01"),
    ]

    @Test(
        "a revocation counts from its date on, or from an earlier invalidity date",
        arguments: invalidityDates
    )
    func invalidity(_ date: String?, _ from: String) throws {
        var sketch = Sketch.List()
        let extensions = date.map { Self.extended(24, Sketch.time($0, tag: 0x18)) } ?? []
        sketch.entries = [Self.entry(1, extensions)]
        let entry = try #require(RevocationList(der: sketch.der).entry(serial: [1]))
        #expect(entry.countsFrom.description == "\(from)T00:00:00Z")
        #expect((entry.invalidSince == nil) == (date == nil))
    }
    static let refusals: [Refusal] = [
        Refusal("v1", .version) { $0.version = Sketch.integer(0) },
        Refusal("without next update", .malformed) { $0.updates = Sketch.time("200101000000Z") },
        Refusal("a serial number twice", .malformed) { $0.entries = [entry(1), entry(1)] },
        Refusal("reason 7", .extension) { $0.entries = [entry(1, reason(7))] },
        Refusal("reason 8, which only delta lists have", .extension) { $0.entries = [entry(1, reason(8))] },
        Refusal("an entry with a critical extension that nobody knows", .extension) {
            $0.entries = [entry(1, extended(99, critical: critical))]
        },
        Refusal("a critical extension that nobody knows", .extension) {
            $0.extensions = [extended(99, critical: critical)]
        },
        Refusal("an invalidity date as UTCTime", .extension) {
            $0.entries = [entry(1, extended(24, Sketch.time("200101000000Z")))]
        },
        Refusal("an invalidity date that is none", .malformed) { $0.entries = [entry(1, extended(24, [1]))] },
        Refusal("10001 entries", .tooLarge) {
            $0.entries = (0...10_000).map {
                let serial = Sketch.integer(1, UInt8($0 >> 8), UInt8($0 & 255))
                return Sketch.sequence(serial, Sketch.time("200101000000Z"))
            }
        },
        Refusal("more than 1 MiB", .tooLarge) {
            $0.updates = Sketch.node(0x17, [UInt8](repeating: 48, count: 1 << 20))
        },
    ]

    @Test("a list with one thing wrong is refused", arguments: refusals)
    func refused(_ refusal: Refusal) {
        let error = #expect(throws: CertificateError.self) { try RevocationList(der: refusal.der) }
        #expect(error?.code == refusal.code, "\(error?.description ?? "")")
    }

    @Test(
        "AMD's lists are signed by their roots and by nobody else",
        .enabled(if: present, "\(Vectors.missing)")
    )
    func amd() throws {
        let milan = try RevocationList.pemOrDER(Samples.file("snp/crl/milan-crl6.pem"))
        let genoa = try RevocationList.pemOrDER(Samples.file("snp/crl/genoa-crl4.pem"))
        let milanRoots = try Certificate.pem(Samples.file("snp/roots/ask_ark_milan.pem"))
        let genoaRoots = try Certificate.pem(Samples.file("snp/roots/ask_ark_genoa.pem"))
        #expect(milan.isSigned(by: milanRoots[1]) && genoa.isSigned(by: genoaRoots[1]))
        #expect(!milan.isSigned(by: genoaRoots[1]) && !milan.isSigned(by: milanRoots[0]))
        #expect(milan.number == [6] && milan.entries.isEmpty)
        #expect(genoa.entry(serial: [2, 0, 1])?.revokedAt.description == "2022-10-31T12:00:00Z")
        #expect(genoa.entry(serial: genoaRoots[0].serial) == nil)
    }

    @Test("Intel's lists are signed by their issuers", .enabled(if: present, "\(Vectors.missing)"))
    func intel() throws {
        let name = "tdx/v4-uptodate.collateral.json"
        let chain = try Certificate.pem(Array(Samples.collateral(name, "pck_crl_issuer_chain").utf8))
        let list = try RevocationList.pemOrDER(Hex.decode(Samples.collateral(name, "pck_crl")))
        let rootList = try RevocationList.pemOrDER(Hex.decode(Samples.collateral(name, "root_ca_crl")))
        #expect(list.isSigned(by: chain[0]) && rootList.isSigned(by: chain[1]))
        #expect(!list.isSigned(by: chain[1]))
        #expect(list.entries.count > 40 && list.entries.allSatisfy { $0.reason == 1 })
    }

    @Test("no flip of a byte leaves a list signed", .enabled(if: present, "\(Vectors.missing)"))
    func flips() throws {
        let root = try Certificate.pem(Samples.file("snp/roots/ask_ark_genoa.pem"))[1]
        let der = try RevocationList.pemOrDER(Samples.file("snp/crl/genoa-crl4.pem")).der
        for index in der.indices {
            var flipped = der
            flipped[index] ^= 1 << UInt8(index % 8)
            let list = try? RevocationList(der: flipped)
            #expect(list?.isSigned(by: root) != true, "byte \(index)")
        }
    }
}
