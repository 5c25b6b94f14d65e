import Bytes
import Testing

@testable import Certificates

@Suite("Certificate")
struct CertificateTests {
    typealias Sketch = CertificatesTests.Sketch

    /// A sketch with one thing changed, and the code that it is refused with.
    struct Refusal: Sendable, CustomStringConvertible {
        let description: String
        let code: CertificateError.Code
        let der: [UInt8]

        init(
            _ description: String,
            _ code: CertificateError.Code,
            _ change: (inout Sketch.Certificate) -> Void
        ) {
            var sketch = Sketch.Certificate()
            change(&sketch)
            self.description = description
            self.code = code
            der = sketch.der
        }
    }

    static let usage = Sketch.identifier(0x55, 0x1d, 15)
    static let constraints = Sketch.identifier(0x55, 0x1d, 19)
    static let yes = Sketch.node(1, [0xff])
    static let no = Sketch.node(1, [0])

    static let refusals: [Refusal] = [
        Refusal("v1", .version) { $0.version = [] },
        Refusal("v4", .version) { $0.version = Sketch.node(0xa0, Sketch.integer(3)) },
        Refusal("a negative serial number", .malformed) { $0.serial = Sketch.integer(0x80) },
        Refusal("a serial number with needless zeros", .malformed) { $0.serial = Sketch.integer(0, 5) },
        Refusal("a serial number without bytes", .malformed) { $0.serial = Sketch.integer() },
        Refusal("a serial number of 22 bytes", .malformed) {
            $0.serial = Sketch.node(2, [UInt8](repeating: 1, count: 22))
        },
        Refusal("a field too many", .malformed) { $0.last = Sketch.integer(1) },
        Refusal("a length that is not minimal", .malformed) { $0.serial = [2, 0x81, 1, 5] },
        Refusal("an unknown algorithm", .algorithm) {
            $0.algorithm = Sketch.sequence(Sketch.identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4))
        },
        Refusal("two algorithms", .algorithm) { $0.outerAlgorithm = Sketch.pss() },
        Refusal("one algorithm in two spellings", .algorithm) {
            $0.algorithm = Sketch.pss()
            $0.outerAlgorithm = Sketch.pss(trailer: Sketch.node(0xa3, Sketch.integer(1)))
        },
        Refusal("ECDSA with parameters", .malformed) {
            $0.algorithm = Sketch.sequence(
                Sketch.identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2),
                Sketch.node(5)
            )
        },
        Refusal("a salt of 32 with SHA-384", .algorithm) { $0.algorithm = Sketch.pss(salt: 32) },
        Refusal("another hash in the mask", .algorithm) { $0.algorithm = Sketch.pss(hash: Sketch.sha256) },
        Refusal("SHA-1", .algorithm) {
            $0.algorithm = Sketch.pss(hash: Sketch.identifier(0x2b, 14, 3, 2, 26))
        },
        Refusal("another mask", .algorithm) {
            $0.algorithm = Sketch.pss(
                mask: Sketch.sequence(Sketch.sha256, Sketch.sequence(Sketch.sha384, Sketch.node(5)))
            )
        },
        Refusal("trailer 2", .algorithm) {
            $0.algorithm = Sketch.pss(trailer: Sketch.node(0xa3, Sketch.integer(2)))
        },
        Refusal("bits over in the signature", .malformed) { $0.signature = Sketch.bits([2], unused: 1) },
        Refusal("an impossible day", .time) {
            $0.validity = Sketch.sequence(Sketch.time("210229000000Z"), Sketch.time("491231235959Z"))
        },
        Refusal("a time without zone", .time) {
            $0.validity = Sketch.sequence(Sketch.time("210228000000"), Sketch.time("491231235959Z"))
        },
        Refusal("a time with fractions", .time) {
            $0.validity = Sketch.sequence(
                Sketch.time("210228000000Z"),
                Sketch.time("20491231235959.5Z", tag: 0x18)
            )
        },
        Refusal("a year before 1970", .time) {
            $0.validity = Sketch.sequence(Sketch.time("500101000000Z"), Sketch.time("491231235959Z"))
        },
        Refusal("an unknown curve", .key) {
            $0.key = Sketch.key(curve: Sketch.identifier(0x2b, 0x81, 4, 0, 10))
        },
        Refusal("the point of another curve", .key) {
            $0.key = Sketch.key(curve: Sketch.identifier(0x2b, 0x81, 4, 0, 34))
        },
        Refusal("a point beside the curve", .key) { $0.key = Sketch.key(Sketch.point.dropLast() + [0]) },
        Refusal("a compressed point", .key) { $0.key = Sketch.key([3] + Sketch.point[1..<33]) },
        Refusal("RSA of 1024 bits", .key) { $0.key = Sketch.rsa(bytes: 128) },
        Refusal("RSA of 16384 bits", .key) { $0.key = Sketch.rsa(bytes: 2_048) },
        Refusal("RSA with exponent 1", .key) {
            $0.key = Sketch.rsa(bytes: 256, exponent: Sketch.integer(1))
        },
        Refusal("an extension twice", .extension) {
            let one = Sketch.extended(Sketch.identifier(0x2a, 3), [1])
            $0.extensions = [one, one]
        },
        Refusal("FALSE spelt out", .malformed) {
            $0.extensions = [Sketch.extended(Sketch.identifier(0x2a, 3), critical: no, [1])]
        },
        Refusal("TRUE spelt 01", .malformed) {
            $0.extensions = [Sketch.extended(Sketch.identifier(0x2a, 3), critical: Sketch.node(1, [1]), [1])]
        },
        Refusal("key usage without bits", .extension) {
            $0.extensions = [Sketch.extended(usage, Sketch.bits([]))]
        },
        Refusal("key usage with bits behind its end", .extension) {
            $0.extensions = [Sketch.extended(usage, Sketch.bits([4], unused: 3))]
        },
        Refusal("key usage and a byte more", .malformed) {
            $0.extensions = [Sketch.extended(usage, Sketch.bits([4], unused: 2) + [0])]
        },
        Refusal("a path length without authority", .extension) {
            $0.extensions = [Sketch.extended(constraints, Sketch.sequence(Sketch.integer(1)))]
        },
        Refusal("attributes out of order", .malformed) {
            $0.subject = Sketch.node(
                0x30,
                Sketch.node(0x31, Sketch.attribute(10, "a"), Sketch.attribute(3, "a"))
            )
        },
        Refusal("an object identifier with needless zeros", .malformed) {
            $0.extensions = [Sketch.extended(Sketch.identifier(0x2a, 0x80, 1), [1])]
        },
        Refusal("an object identifier that does not end", .malformed) {
            $0.extensions = [Sketch.extended(Sketch.identifier(0x2a, 0x81), [1])]
        },
        Refusal("an object identifier beyond 64 bits", .malformed) {
            let long = [UInt8](repeating: 0xff, count: 12) + [1]
            $0.extensions = [Sketch.extended(Sketch.node(6, [0x2a] + long), [1])]
        },
        Refusal("65 KiB", .tooLarge) { $0.signature = Sketch.bits([UInt8](repeating: 1, count: 66_000)) },
    ]

    @Test("a certificate with one thing wrong is refused", arguments: refusals)
    func refused(_ refusal: Refusal) {
        let error = #expect(throws: CertificateError.self) { try Certificate(der: refusal.der) }
        #expect(error?.code == refusal.code, "\(error?.description ?? "")")
    }

    @Test("bytes behind the certificate, and none at all, are refused")
    func ends() {
        let der = Sketch.Certificate().der
        for bytes in [der + [0], Array(der.dropLast()), [], [0x30], [0x30, 0x80, 0, 0]] {
            let error = #expect(throws: CertificateError.self) { try Certificate(der: bytes) }
            #expect(error?.code == .malformed)
        }
    }

    @Test("nesting without end is refused, not followed")
    func nesting() {
        let deep = (0..<2_000).reduce(into: [UInt8]()) { inner, _ in inner = Sketch.node(0x30, inner) }
        #expect(throws: CertificateError.self) { try Certificate(der: deep) }
    }

    @Test("all fields are read")
    func fields() throws {
        var sketch = Sketch.Certificate()
        sketch.validity = Sketch.sequence(
            Sketch.time("700101000000Z"),
            Sketch.time("99991231235959Z", tag: 0x18)
        )
        sketch.subject = Sketch.name(Sketch.attribute(10, "a, b\u{1b}[0mé"), Sketch.attribute(3, "c"))
        sketch.extensions = [
            Sketch.extended(Self.usage, critical: Self.yes, Sketch.bits([0x86], unused: 1)),
            Sketch.extended(Self.constraints, Sketch.sequence(Self.yes, Sketch.integer(3))),
            Sketch.extended(Sketch.identifier(0x88, 0x37, 3), [9]),
        ]
        let certificate = try Certificate(der: sketch.der)
        #expect(certificate.serial == [5])
        #expect(certificate.notBefore.description == "1970-01-01T00:00:00Z")
        #expect(certificate.notAfter == .last)
        #expect(certificate.issuerText == "CN=issuer")
        #expect(certificate.subjectText == #"O=a\, b\u{1b}[0m\u{e9}, CN=c"#)
        #expect(certificate.subjectCommonName == "c")
        #expect(certificate.keyUsage == [.digitalSignature, .keyCertSign, .cRLSign])
        #expect(certificate.isAuthority)
        #expect(certificate.pathLength == 3)
        #expect(certificate.extensionValue("2.999.3") == [9])
        #expect(certificate.extensions.map(\.isCritical) == [true, false, false])
        #expect(certificate.publicKey == .p256(Sketch.point))
    }

    @Test("the longest and the shortest RSA keys are read", arguments: [256, 1_024])
    func keys(bytes: Int) throws {
        var sketch = Sketch.Certificate()
        sketch.key = Sketch.rsa(bytes: bytes)
        #expect(try Certificate(der: sketch.der).publicKey == .rsa(sketch.key))
    }

    @Test("points of other lengths are refused", arguments: [0, 64, 66, 96, 98])
    func points(count: Int) {
        #expect(throws: CertificateError.self) { try PublicKey(x963: [UInt8](repeating: 4, count: count)) }
    }
}
