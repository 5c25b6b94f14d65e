import Bytes
import Certificates
import Foundation
import TestSupport

/// Certificates that vendors issued, read in place.
enum Samples {
    static func file(_ name: String) throws -> [UInt8] {
        try File.contents(of: Vectors.path("attestation/\(name)"), limit: 1 << 20)
    }

    /// A chain, leaf first.
    struct Chain: Sendable, CustomStringConvertible {
        let description: String
        let certificates: [Certificate]
    }

    static func chain(_ name: String) throws -> Chain {
        let parts = name.split(separator: "+").map(String.init)
        let certificates = try parts.flatMap { part in
            try part.hasSuffix(".der") ? [Certificate(der: file(part))] : Certificate.pem(file(part))
        }
        return Chain(description: name, certificates: certificates)
    }

    static let chains = [
        "snp/milan-v2.vcek.der+snp/roots/ask_ark_milan.pem",
        "snp/milan-v2-debug.vcek.der+snp/roots/ask_ark_milan.pem",
        "snp/milan-v3.vcek.pem+snp/roots/ask_ark_milan.pem",
        "snp/genoa-a0-v5.vcek.der+snp/roots/ask_ark_genoa.pem",
        "snp/roots/ask_ark_milan_vlek.pem", "snp/roots/ask_ark_genoa_vlek.pem",
        "snp/roots/ask_ark_turin_vcek.pem", "snp/roots/ask_ark_turin_vlek.pem",
        "nvidia/hopper.chain.pem", "nvidia/nvidia-rim-root.pem", "nitro/aws-nitro-root-g1.pem",
        "sgx/intel-sgx-root-ca.der",
    ]

    /// The PEM chain at the end of an Intel quote.
    static func quoted(_ name: String) throws -> [UInt8] {
        let quote = try file(name)
        let start = quote.indices.first { quote[$0...].starts(with: "-----BEGIN".utf8) } ?? quote.endIndex
        return Array(quote[start...])
    }

    /// A member of a file of Intel's collateral.
    static func collateral(_ name: String, _ key: String) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(file(name))) as? [String: Any]
        return object?[key] as? String ?? ""
    }

    /// Wycheproof: the SubjectPublicKeyInfo of each group, and its tests.
    struct Signature: Sendable, CustomStringConvertible {
        let description: String
        let key: [UInt8]
        let message: [UInt8]
        let signature: [UInt8]
        let isValid: Bool
    }

    static func wycheproof(_ name: String) throws -> [Signature] {
        let data = Data(try File.contents(of: Vectors.path("wycheproof/\(name)"), limit: 1 << 24))
        let file = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return try (file?["testGroups"] as? [[String: Any]] ?? []).flatMap { group in
            let key = try Hex.decode(group["publicKeyDer"] as? String ?? "")
            return try (group["tests"] as? [[String: Any]] ?? []).map { test in
                Signature(
                    description: "\(name) \(test["tcId"] ?? "?")",
                    key: key,
                    message: try Hex.decode(test["msg"] as? String ?? ""),
                    signature: try Hex.decode(test["sig"] as? String ?? ""),
                    isValid: test["result"] as? String == "valid"
                )
            }
        }
    }
}
