import Bytes
import TestSupport
import Testing

@testable import Certificates

@Suite("PEM")
struct ArmourTests {
    static let sample = CertificatesTests.Sketch.Certificate().der

    static func armour(_ der: [UInt8] = sample, ending: String = "\n", width: Int = 64) -> String {
        var rest = Base64.encode(der)[...]
        var lines = ["-----BEGIN CERTIFICATE-----"]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(width)))
            rest = rest.dropFirst(width)
        }
        return (lines + ["-----END CERTIFICATE-----", ""]).joined(separator: ending)
    }

    @Test("one to eight certificates are read, with white space between and NULs at the end")
    func read() throws {
        let two = Self.armour() + " \t\n\r\n" + Self.armour(ending: "\r\n") + "\n\0\0"
        #expect(try Certificate.pem(Array(two.utf8)).map(\.der) == [Self.sample, Self.sample])
        let eight = String(repeating: Self.armour(), count: 8)
        #expect(try Certificate.pem(Array(eight.utf8)).count == 8)
    }

    static let refusals: [String] = [
        "", "\n", "\0", String(repeating: armour(), count: 9),
        armour().replacing("END CERTIFICATE", with: "END X"),
        armour().replacing("CERTIFICATE", with: "X509 CRL"),
        armour() + armour().replacing("CERTIFICATE", with: "PRIVATE KEY"),
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        String(armour().dropLast(30)), String(armour().dropFirst(30)), armour() + armour().dropFirst(30),
        armour().replacing("M", with: "-"), armour().replacing("M", with: "\0"),
        "-----BEGIN CERTIFICATE-----\n" + armour(), armour().replacing("E-----\n", with: "E----\n"),
    ]

    @Test(
        "lines of any width or none, text around the blocks, and padding left out: RFC 7468, figure 2",
        arguments: [
            armour(width: 1), armour(width: 63), armour(width: 65), armour(width: 76),
            armour(ending: ""), armour(ending: " "), armour(ending: "\r"), armour(ending: "\u{b}\n\t"),
            "x\n" + armour(), armour() + "x", "\u{feff}" + armour(), "subject=CN - x\n----\n\(armour())\n\0",
            armour().replacing("=", with: ""), "\"" + armour(ending: "") + "\"",
        ]
    )
    func lax(text: String) throws {
        #expect(try Certificate.pem(Array(text.utf8)).map(\.der) == [Self.sample])
        #expect(PEM.single(Array(text.utf8)) == Self.sample)
    }

    @Test("several blocks, and one that is broken, are not the single block of a text")
    func single() {
        for text in [Self.armour() + Self.armour(), String(Self.armour().dropLast(9)), "x"] {
            #expect(PEM.single(Array(text.utf8)) == nil)
        }
    }

    @Test("any other text is refused", arguments: refusals)
    func refused(text: String) {
        #expect(throws: CertificateError.self) { try Certificate.pem(Array(text.utf8)) }
    }

    @Test("bad armour and too much of it have their codes")
    func codes() {
        let bad = #expect(throws: CertificateError.self) { try Certificate.pem([65]) }
        #expect(bad?.code == .pem)
        let long = [UInt8](repeating: 10, count: 3 << 20)
        #expect(throws: CertificateError.self) { try Certificate.pem(long) }
    }

    @Test(
        "a chain within a quote is read with the NULs behind it",
        .enabled(if: Vectors.has("attestation"), "\(Vectors.missing)")
    )
    func quoted() throws {
        for name in [
            "tdx/v4-uptodate.quote.bin", "sgx/v3-swhardening.quote.bin", "tdx/v4-padded8000.quote.bin",
        ] {
            let chain = try Certificate.pem(Samples.quoted(name))
            #expect(chain.count == 3)
            #expect(CertificatePath.faults(chain, for: .signer) == [])
        }
    }
}
