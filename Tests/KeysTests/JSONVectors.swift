import Foundation
import Keys
import TestSupport

/// Vectors of others, which are ordinary JSON with floats and nulls.
enum JSONVectors {
    /// One signature to verify; `name` is what a failing test prints.
    struct Case: Sendable, CustomStringConvertible {
        let name: String
        let key: [UInt8]
        let message: [UInt8]
        let signature: [UInt8]
        let context: [UInt8]
        let flags: Set<String>
        let isValid: Bool

        var description: String { name }
    }

    static func bytes(_ hex: Any?) -> [UInt8] {
        let digits = Array((hex as? String ?? "").utf8).map { Int($0) }.map { $0 > 57 ? $0 - 87 : $0 - 48 }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    static func read(_ name: String) -> Any? {
        guard let data = FileManager.default.contents(atPath: Vectors.path("wycheproof/\(name)")) else {
            return nil
        }
        return try? JSONSerialization.jsonObject(with: data)
    }

    /// Wycheproof: groups with one key and tests each.
    static func wycheproof(_ name: String, key: ([String: Any]) -> Any?) -> [Case] {
        let groups = (read(name) as? [String: Any])?["testGroups"] as? [[String: Any]] ?? []
        return groups.flatMap { group -> [Case] in
            (group["tests"] as? [[String: Any]] ?? []).map { test in
                Case(
                    name: "\(name) \(test["tcId"] ?? "?")",
                    key: bytes(key(group)),
                    message: bytes(test["msg"]),
                    signature: bytes(test["sig"]),
                    context: bytes(test["ctx"]),
                    flags: Set(test["flags"] as? [String] ?? []),
                    isValid: test["result"] as? String == "valid"
                )
            }
        }
    }

    /// CCTV: a flat list without verdicts, since they depend on the verifier's rules.
    static func cctv() -> [Case] {
        (read("cctv_ed25519vectors.json") as? [[String: Any]] ?? []).map { test in
            Case(
                name: "cctv \(test["number"] ?? "?")",
                key: bytes(test["key"]),
                message: Array((test["msg"] as? String ?? "").utf8),
                signature: bytes(test["sig"]),
                context: [],
                flags: Set(test["flags"] as? [String] ?? []),
                isValid: false
            )
        }
    }
}
