import Attestation
import Bytes
import Certificates
import Crypto
import Leaves
import TestSupport

/// SEV-SNP reports under a chain of our own (Fixtures/snp), so that they bind what a test wants them to.
struct SyntheticSNP {
    var measurement = [UInt8](repeating: 0x11, count: 48)
    var version: UInt8 = 3
    var debug = false
    /// Whether it comes as a paravisor of Azure hands it out, which binds claims.
    var isWrapped = false
    /// Boot loader, TEE, four reserved, SNP, microcode: what the certificate of Fixtures/snp states.
    var reportedTCB: [UInt8] = [4, 0, 0, 0, 0, 0, 24, 219]
    var reportID = [UInt8](repeating: 0x77, count: 32)
    var chip = (0..<64).map { UInt8($0) }

    private static func fixture(_ name: String) throws -> [UInt8] {
        try File.contents(
            of: "\(Vectors.packageRoot)/Tests/BundleTests/Fixtures/snp/\(name)",
            limit: 1 << 16
        )
    }

    /// The vendor's roots, and that of the fixtures.
    static func roots() throws -> VendorRoots {
        let chain = try Certificate.pem(fixture("chain.pem"))
        return VendorRoots.builtIn.adding([chain[1]], for: .amd)
    }

    /// Demands just what the default report gives.
    static let policy =
        #"{"crl_required":true,"debug":false,"measurements":[""# + String(repeating: "11", count: 48)
        + #""],"migration":false,"smt":true,"tcb":{"milan":{"microcode":219,"snp":24}},"vmpl_maximum":0}"#

    /// All files of an event whose report binds `data`.
    func files(binding data: [UInt8]) throws -> [String: [UInt8]] {
        var files = [
            "leaf.der": try Self.fixture("leaf.der"), "chain.pem": try Self.fixture("chain.pem"),
            "crl.der": try Self.fixture("crl.der"),
        ]
        files[isWrapped ? "hcl.bin" : "report.bin"] = isWrapped ? try wrapped(data) : try report(data)
        return files
    }

    private func wrapped(_ data: [UInt8]) throws -> [UInt8] {
        let claims = Array(#"{"keys":[],"user-data":"\#(Hex.encode(data).uppercased())"}"#.utf8)
        var bytes = Array("HCLA".utf8)
        for number in [2, UInt32(1_236 + claims.count), 2, 0, 0, 0, 0] { bytes.append(littleEndian: number) }
        bytes += try report(Bytes.SHA256.hash(claims).bytes + [UInt8](repeating: 0, count: 32))
        for number in [UInt32(20 + claims.count), 1, 2, 1, UInt32(claims.count)] {
            bytes.append(littleEndian: number)
        }
        return bytes + claims
    }

    private func report(_ data: [UInt8]) throws -> [UInt8] {
        var report = [UInt8](repeating: 0, count: 1_184)
        func put(_ bytes: [UInt8], _ offset: Int) {
            report.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        put([version], 0x000)
        // SMT allowed, bit 17 always, debug by choice.
        put([0, 0, debug ? 0x0b : 0x03], 0x008)
        put([1], 0x034)
        for offset in [0x038, 0x180, 0x1e0, 0x1f0] { put(reportedTCB, offset) }
        put(data, 0x050)
        put(measurement, 0x090)
        put(reportID, 0x140)
        put([0x19, 0x01, 0x01], 0x188)
        put(chip, 0x1a0)
        let key = try P384.Signing.PrivateKey(rawRepresentation: Self.fixture("leaf.key"))
        let signature = Array(try key.signature(for: report[..<0x2a0]).rawRepresentation)
        put(signature[..<48].reversed(), 0x2a0)
        put(signature[48...].reversed(), 0x2e8)
        return report
    }
}
