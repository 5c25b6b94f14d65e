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

    private func codes(_ chain: [Forge.Issued]) -> [CertificatePath.Fault.Code] {
        CertificatePath.faults(chain.map(\.certificate)).map(\.code)
    }

    @Test("a sound chain has no faults; a cut, mixed or reversed one has")
    func order() throws {
        let forge = try Forge()
        let root = try forge.issue("root", extensions: [Self.authority, Self.signs])
        let middle = try forge.issue("middle", by: root, extensions: [Self.authority, Self.signs])
        let leaf = try forge.issue("leaf", by: middle, extensions: Self.neither)
        #expect(codes([leaf, middle, root]) == [])
        #expect(codes([root]) == [])
        #expect(codes([leaf, middle]).contains(.signature))
        #expect(codes([leaf, root]) == [.names, .signature])
        #expect(codes([root, middle, leaf]).contains(.authority))
        let other = try forge.issue("root", extensions: [Self.authority, Self.signs])
        #expect(codes([leaf, middle, other]) == [.signature])
        #expect(CertificatePath.faults([]).map(\.code) == [.count])
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
        #expect(codes([middle, root]) == [])
    }

    @Test("a critical extension is refused unless the caller understands it")
    func critical() throws {
        let forge = try Forge()
        let root = try forge.issue("root", extensions: [Self.authority, Self.signs])
        let leaf = try forge.issue("leaf", by: root, extensions: ["1.2.3.4=critical,DER:0500"])
        let chain = [leaf.certificate, root.certificate]
        #expect(CertificatePath.faults(chain).map(\.code) == [.criticalExtension])
        #expect(CertificatePath.faults(chain, understood: ["1.2.3.4"]) == [])
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
