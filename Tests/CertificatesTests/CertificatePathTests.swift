import Bytes
import TestSupport
import Testing

@testable import Certificates

@Suite("Certificate path", .enabled(if: Command.has("openssl"), "openssl is not installed"))
struct CertificatePathTests {
    /// Chains that openssl issued, in a folder of their own.
    final class Forge {
        let scratch: ScratchFolder
        private var count = 0

        init() throws { scratch = try ScratchFolder() }

        struct Issued {
            let certificate: Certificate
            let path: String
        }

        func issue(_ name: String, by issuer: Issued? = nil, extensions: [String]) throws -> Issued {
            count += 1
            let path = "\(scratch.path)/\(count)"
            var arguments = [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256",
                "-subj", "/CN=\(name)", "-days", "10", "-keyout", "\(path).key", "-outform", "DER", "-out",
                "\(path).der", "-config", try config(),
            ]
            if let issuer { arguments += ["-CA", "\(issuer.path).der", "-CAkey", "\(issuer.path).key"] }
            arguments += extensions.flatMap { ["-addext", $0] }
            let made = try Command.run(Command.find("openssl") ?? "", arguments)
            #expect(made.status == 0, "\(made)")
            let der = try File.contents(of: "\(path).der", limit: 1 << 16)
            return Issued(certificate: try Certificate(der: der), path: path)
        }

        private func config() throws -> String {
            let path = "\(scratch.path)/openssl.cnf"
            try AtomicFile.write(Array("[req]\ndistinguished_name = dn\n[dn]\n".utf8), to: path)
            return path
        }
    }

    static let authority = "basicConstraints=critical,CA:TRUE"
    /// Neither authority nor key usage; without any extension openssl would issue v1.
    static let neither = ["extendedKeyUsage=codeSigning"]
    static let signs = "keyUsage=critical,keyCertSign"

    private func codes(
        _ chain: [Forge.Issued],
        for purpose: CertificatePath.Purpose = .signer
    ) -> [CertificatePath.Fault.Code] {
        CertificatePath.faults(chain.map(\.certificate), for: purpose).map(\.code)
    }

    @Test("a sound chain has no faults; a cut, mixed or reversed one has")
    func order() throws {
        let forge = try Forge()
        let root = try forge.issue("root", extensions: [Self.authority, Self.signs])
        let middle = try forge.issue("middle", by: root, extensions: [Self.authority, Self.signs])
        let leaf = try forge.issue("leaf", by: middle, extensions: Self.neither)
        #expect(codes([leaf, middle, root]) == [])
        #expect(codes([root], for: .authority) == [])
        #expect(codes([leaf, middle]).contains(.signature))
        #expect(codes([leaf, root]) == [.names, .signature])
        #expect(codes([root, middle, leaf]).contains(.authority))
        let other = try forge.issue("root", extensions: [Self.authority, Self.signs])
        #expect(codes([leaf, middle, other]) == [.signature])
        #expect(CertificatePath.faults([], for: .signer).map(\.code) == [.count])
        #expect(codes([Forge.Issued](repeating: root, count: 9)) == [.count])
    }

    @Test("who may not sign certificates is refused as an issuer")
    func authority() throws {
        let forge = try Forge()
        let root = try forge.issue("root", extensions: [Self.authority, Self.signs])
        let plain = try forge.issue("plain", by: root, extensions: Self.neither)
        #expect(
            codes([try forge.issue("leaf", by: plain, extensions: Self.neither), plain, root]) == [.authority]
        )
        let reader = try forge.issue(
            "reader",
            by: root,
            extensions: [Self.authority, "keyUsage=critical,digitalSignature"]
        )
        #expect(
            codes([try forge.issue("leaf", by: reader, extensions: Self.neither), reader, root]) == [
                .keyUsage
            ]
        )
    }

    @Test("a chain longer than its root allows is refused")
    func length() throws {
        let forge = try Forge()
        let root = try forge.issue("root", extensions: ["\(Self.authority),pathlen:0", Self.signs])
        let middle = try forge.issue("middle", by: root, extensions: [Self.authority, Self.signs])
        let leaf = try forge.issue("leaf", by: middle, extensions: Self.neither)
        #expect(codes([leaf, middle, root]) == [.length])
        #expect(codes([middle, root], for: .authority) == [])
    }

    @Test("a critical extension is refused unless the caller understands it")
    func critical() throws {
        let forge = try Forge()
        let root = try forge.issue("root", extensions: [Self.authority, Self.signs])
        let leaf = try forge.issue("leaf", by: root, extensions: ["1.2.3.4=critical,DER:0500"])
        let chain = [leaf.certificate, root.certificate]
        #expect(CertificatePath.faults(chain, for: .signer).map(\.code) == [.criticalExtension])
        #expect(CertificatePath.faults(chain, for: .signer, understood: ["1.2.3.4"]) == [])
    }

    @Test(
        "constraints on names and policies are refused, marked critical or not",
        arguments: ["", "critical,"]
    )
    func constraints(_ mark: String) throws {
        let forge = try Forge()
        for last in [30, 36, 54] {
            let root = try forge.issue(
                "root",
                extensions: [Self.authority, Self.signs, "2.5.29.\(last)=\(mark)DER:3000"]
            )
            let leaf = try forge.issue("leaf", by: root, extensions: Self.neither)
            #expect(codes([leaf, root]) == [.criticalExtension], "2.5.29.\(last)")
        }
    }

    @Test("the key that signs evidence is no authority's and may sign; without the check such a key passes")
    func leaf() throws {
        let forge = try Forge()
        let root = try forge.issue("root", extensions: [Self.authority, Self.signs])
        let bad = [
            [Self.authority], [Self.authority, "keyUsage=critical,digitalSignature"], [Self.signs],
            ["keyUsage=keyEncipherment"],
        ]
        for extensions in bad {
            let leaf = try forge.issue("leaf", by: root, extensions: extensions)
            #expect(codes([leaf, root]) == [.leaf], "\(extensions)")
            KnockOut.without("path-leaf") { #expect(codes([leaf, root]) == [], "\(extensions)") }
        }
        let good = [Self.neither, ["keyUsage=critical,digitalSignature,nonRepudiation"]]
        for extensions in good {
            let leaf = try forge.issue("leaf", by: root, extensions: extensions)
            #expect(codes([leaf, root]) == [], "\(extensions)")
            #expect(codes([leaf, root], for: .authority) == [.leaf], "\(extensions)")
        }
    }

    @Test("a list counts only from an issuer that may sign lists")
    func lists() throws {
        let forge = try Forge()
        let root = try forge.issue("root", extensions: [Self.authority, Self.signs])
        #expect(root.certificate.keyUsage == .keyCertSign)
        let name = CertificatesTests.Sketch.List()
        #expect(try !RevocationList(der: name.der).isSigned(by: root.certificate))
    }
}
