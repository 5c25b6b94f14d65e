import Crypto

/// Just enough DER to write certificates and revocation lists of our own.
enum ForgedDER {
    static func value(_ tag: UInt8, _ content: [UInt8]...) -> [UInt8] {
        let content = content.flatMap { $0 }
        let count = content.count
        let length: [UInt8] =
            count < 0x80
            ? [UInt8(count)]
            : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 255)]
        return [tag] + length + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { value(0x30, parts.flatMap { $0 }) }
    static func set(_ part: [UInt8]) -> [UInt8] { value(0x31, part) }
    static func octets(_ bytes: [UInt8]) -> [UInt8] { value(0x04, bytes) }
    static func identifier(_ bytes: [UInt8]) -> [UInt8] { value(0x06, bytes) }
    static func bits(_ bytes: [UInt8]) -> [UInt8] { value(0x03, [0] + bytes) }
    static func time(_ text: String) -> [UInt8] { value(0x17, Array(text.utf8)) }

    /// An extension of the arc 2.5.29.
    static func extended(_ last: UInt8, critical: Bool = false, _ content: [UInt8] = [0x30, 0]) -> [UInt8] {
        sequence(identifier([0x55, 0x1d, last]), critical ? value(0x01, [0xff]) : [], octets(content))
    }

    /// When an entry's certificate became invalid, such as `20240501000000Z`.
    static func invalidityDate(_ text: String) -> [UInt8] { extended(24, value(0x18, Array(text.utf8))) }

    /// From 0 to 65,535.
    static func integer(_ value: Int) -> [UInt8] {
        let bytes = value > 0xff ? [UInt8(value >> 8), UInt8(value & 255)] : [UInt8(value)]
        return self.value(0x02, bytes[0] > 0x7f ? [0] + bytes : bytes)
    }

    // ecdsa-with-SHA256
    static let algorithm = sequence(identifier([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]))

    static func name(_ common: String) -> [UInt8] {
        sequence(set(sequence(identifier([0x55, 0x04, 0x03]), value(0x0c, Array(common.utf8)))))
    }

    static func signed(_ content: [UInt8], _ key: P256.Signing.PrivateKey) throws -> [UInt8] {
        sequence(content, algorithm, bits(Array(try key.signature(for: content).derRepresentation)))
    }

    /// A certificate as Intel's are, with what the reader looks at.
    static func certificate(
        _ subject: String,
        _ key: P256.Signing.PublicKey,
        by issuer: String,
        _ issuerKey: P256.Signing.PrivateKey,
        serial: Int,
        isAuthority: Bool,
        usage: [UInt8]? = nil,
        until: String = "350101000000Z",
        extensions: [UInt8] = []
    ) throws -> [UInt8] {
        let constraints = sequence(
            identifier([0x55, 0x1d, 0x13]),
            value(0x01, [0xff]),
            octets(isAuthority ? sequence(value(0x01, [0xff])) : sequence())
        )
        let usage = sequence(
            identifier([0x55, 0x1d, 0x0f]),
            value(0x01, [0xff]),
            octets(value(0x03, usage ?? (isAuthority ? [1, 0x06] : [6, 0xc0])))
        )
        let content = sequence(
            value(0xa0, integer(2)),
            integer(serial),
            algorithm,
            name(issuer),
            sequence(time("200101000000Z"), time(until)),
            name(subject),
            Array(key.derRepresentation),
            value(0xa3, sequence(constraints, usage, extensions))
        )
        return try signed(content, issuerKey)
    }

    /// A revocation list; entries are serial, date and reason, each with the extensions `more`.
    static func revocationList(
        by issuer: String,
        _ key: P256.Signing.PrivateKey,
        _ entries: [(serial: Int, date: String, reason: UInt8?)],
        extensions: [UInt8] = [],
        more: [UInt8] = []
    ) throws -> [UInt8] {
        let revoked = entries.map { entry in
            let reason = entry.reason.map { extended(21, value(0x0a, [$0])) } ?? []
            let all = reason + more
            return sequence(integer(entry.serial), time(entry.date), all.isEmpty ? [] : sequence(all))
        }
        let number = sequence(identifier([0x55, 0x1d, 0x14]), octets(integer(1)))
        let content = sequence(
            integer(1),
            algorithm,
            name(issuer),
            time("240101000000Z"),
            time("250101000000Z"),
            revoked.isEmpty ? [] : sequence(revoked.flatMap { $0 }),
            value(0xa0, sequence(number, extensions))
        )
        return try signed(content, key)
    }
}
