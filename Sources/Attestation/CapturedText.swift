import Bytes
import Certificates

/// Evidence in the form in which tools print it: hexadecimal, base64 of either alphabet, text armour.
enum CapturedText {
    /// Below this a text is more likely something else.
    private static let shortest = 256

    /// The bytes that a text stands for; nil for all that is no such text.
    static func binary(_ text: [UInt8]) -> [UInt8]? {
        guard text.allSatisfy({ (0x20...0x7e).contains($0) || (0x09...0x0d).contains($0) }) else {
            return nil
        }
        if let armoured = PEM.single(text) { return armoured }
        let digits = text.filter { $0 > 0x20 }
        guard digits.count >= shortest else { return nil }
        return hexadecimal(digits) ?? base64(digits)
    }

    private static func hexadecimal(_ digits: [UInt8]) -> [UInt8]? {
        let lower = (digits.starts(with: [0x30, 0x78]) ? digits.dropFirst(2) : digits[...]).map { $0 | 0x20 }
        guard lower.allSatisfy({ Hex.value($0) != nil }) else { return nil }
        return try? Hex.decode(String(decoding: lower, as: UTF8.self))
    }

    // RFC 4648 sections 4 and 5; padding may be left out.
    private static func base64(_ digits: [UInt8]) -> [UInt8]? {
        let (minus, low) = (UInt8(ascii: "-"), UInt8(ascii: "_"))
        let isURL = digits.contains { $0 == minus || $0 == low }
        guard !isURL || !digits.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }) else {
            return nil
        }
        var standard = digits.map { digit in
            digit == minus ? UInt8(ascii: "+") : digit == low ? UInt8(ascii: "/") : digit
        }
        while standard.count % 4 > 1 { standard.append(UInt8(ascii: "=")) }
        return try? Base64.decode(standard[...])
    }
}
