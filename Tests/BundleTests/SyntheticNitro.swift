import Attestation
import Bytes
import Certificates
import Crypto
import Leaves
import TestSupport

/// Nitro documents under a chain of our own (Fixtures/nitro), so that they bind what a test wants them to.
struct SyntheticNitro {
    var module = "i-0-enc0"
    /// The byte that each register of 48 is full of.
    var pcrs: [Int: UInt8] = [0: 0x10, 1: 0x11, 2: 0x12, 3: 0, 8: 0x18]
    var time = "2026-01-15T00:00:00Z"

    private static func fixture(_ name: String) throws -> [UInt8] {
        try File.contents(
            of: "\(Vectors.packageRoot)/Tests/BundleTests/Fixtures/nitro/\(name)",
            limit: 1 << 16
        )
    }

    /// The vendor's roots, and that of the fixtures.
    static func roots() throws -> VendorRoots {
        VendorRoots.builtIn.adding([try Certificate(der: fixture("root.der"))], for: .aws)
    }

    /// Demands PCR0 of the default document.
    static let policy =
        #"{"debug":false,"pcrs":[{"pcr0":""# + String(repeating: "10", count: 48) + #""}]}"#

    /// The one file of an event that binds `bound`.
    func files(binding bound: SessionBound) throws -> [String: [UInt8]] {
        let protected: [UInt8] = [0xa1, 0x01, 0x38, 0x22]
        let payload = try payload(bound)
        let signed =
            [0x84] + Self.text("Signature1") + Self.bytes(protected) + Self.bytes([]) + Self.bytes(payload)
        let key = try P384.Signing.PrivateKey(rawRepresentation: Self.fixture("leaf.key"))
        let signature = Array(try key.signature(for: signed).rawRepresentation)
        return [
            "document.cose": [0x84] + Self.bytes(protected) + [0xa0] + Self.bytes(payload)
                + Self.bytes(signature)
        ]
    }

    private func payload(_ bound: SessionBound) throws -> [UInt8] {
        let milliseconds = UInt64(try Timestamp(time).seconds) * 1_000
        let registers = pcrs.sorted { $0.key < $1.key }.flatMap { register in
            [UInt8(register.key)] + Self.bytes([UInt8](repeating: register.value, count: 48))
        }
        var payload: [UInt8] = [0xa8]
        payload += Self.text("module_id") + Self.text(module) + Self.text("digest") + Self.text("SHA384")
        payload += Self.text("timestamp") + [0x1b]
        payload += (0..<8).reversed().map { UInt8(truncatingIfNeeded: milliseconds >> (8 * $0)) }
        payload += Self.text("pcrs") + [0xa0 | UInt8(pcrs.count)] + registers
        payload += try Self.text("certificate") + Self.bytes(Self.fixture("leaf.der"))
        payload += try Self.text("cabundle") + [0x81] + Self.bytes(Self.fixture("root.der"))
        payload += Self.text("user_data") + Self.bytes(bound.bytes)
        payload += Self.text("nonce") + Self.bytes(bound.nitroNonce.bytes)
        return payload
    }

    // RFC 8949 section 3: strings of less than 24, 256 and 65,536 bytes.
    private static func head(_ major: UInt8, _ count: Int) -> [UInt8] {
        if count < 24 { return [major << 5 | UInt8(count)] }
        if count < 256 { return [major << 5 | 24, UInt8(count)] }
        return [major << 5 | 25, UInt8(count >> 8), UInt8(count & 255)]
    }

    private static func bytes(_ bytes: [UInt8]) -> [UInt8] { head(2, bytes.count) + bytes }
    private static func text(_ text: String) -> [UInt8] { head(3, text.utf8.count) + Array(text.utf8) }
}
