import Bytes
import Keys

/// The forms in which commands answer: raw bytes, DER for ECDSA, or either as hexadecimal or base64 text.
enum SignatureForms {
    /// Everything that the answer can be, in the one form that documents have; nothing is verified.
    static func read(_ answer: [UInt8], _ algorithm: KeyAlgorithm) -> [[UInt8]] {
        let text = answer.filter { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        return ([answer] + decoded(text)).flatMap { signatures($0, algorithm) }
    }

    /// What is wanted, for people.
    static func words(_ algorithm: KeyAlgorithm) -> String {
        let der = algorithm == .p384 ? ", or DER" : ""
        return "\(algorithm.signatureCount) bytes\(der), raw or as hexadecimal or base64 text"
    }

    private static func decoded(_ text: [UInt8]) -> [[UInt8]] {
        let lowered = text.map { (0x41...0x46).contains($0) ? $0 + 0x20 : $0 }
        return [
            try? Hex.decode(String(decoding: lowered, as: UTF8.self)),
            try? Base64.decode(text[...]),
        ].compactMap { $0 }
    }

    private static func signatures(_ bytes: [UInt8], _ algorithm: KeyAlgorithm) -> [[UInt8]] {
        guard algorithm == .p384 else { return bytes.count == algorithm.signatureCount ? [bytes] : [] }
        return [bytes, ECDSAP384.raw(der: bytes)].compactMap { $0.flatMap(ECDSAP384.lowered) }
    }
}
