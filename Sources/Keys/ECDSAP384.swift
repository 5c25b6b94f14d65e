import Crypto

/// ECDSA with P-384 and SHA-384 (FIPS 186-5), as smart cards and HSMs sign with it.
///
/// A key is an uncompressed point of 97 bytes (SEC 1 section 2.3.3), a signature r ‖ s of 96 bytes, big-endian.
/// Of the two values of s that verify only the lower one is taken: nobody can make a second signature out of one.
package enum ECDSAP384 {
    package static let publicKeyCount = 97
    package static let signatureCount = 96

    /// The order of the group, big-endian.
    private static let order: [UInt8] = [
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf,
        0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
    ]

    /// Whether `signature` is good; wrong lengths, values out of range and the higher s are not.
    package static func verify(signature: [UInt8], message: [UInt8], publicKey: [UInt8]) -> Bool {
        guard isCanonical(signature), let key = point(publicKey),
            let parsed = try? P384.Signing.ECDSASignature(rawRepresentation: signature)
        else { return false }
        return key.isValidSignature(parsed, for: message)
    }

    /// Whether the bytes are an uncompressed point on the curve; infinity has no such form.
    package static func isUsable(publicKey: [UInt8]) -> Bool { point(publicKey) != nil }

    /// r ‖ s of a signature as DER has it, or nil.
    package static func raw(der: [UInt8]) -> [UInt8]? {
        (try? P384.Signing.ECDSASignature(derRepresentation: der)).map { Array($0.rawRepresentation) }
    }

    /// The DER form (RFC 3279 section 2.2.3) of r ‖ s, as other programs keep signatures; nil for other lengths.
    package static func der(raw: [UInt8]) -> [UInt8]? {
        guard raw.count == signatureCount else { return nil }
        return (try? P384.Signing.ECDSASignature(rawRepresentation: raw)).map { Array($0.derRepresentation) }
    }

    /// The same signature with the lower of its two values of s; nil where r or s is out of range.
    package static func lowered(_ signature: [UInt8]) -> [UInt8]? {
        guard signature.count == signatureCount else { return nil }
        let (r, s) = (Array(signature[..<48]), Array(signature[48...]))
        guard isInRange(r), isInRange(s) else { return nil }
        let other = subtractedFromOrder(s)
        return r + (s.lexicographicallyPrecedes(other) ? s : other)
    }

    private static func isCanonical(_ signature: [UInt8]) -> Bool { lowered(signature) == signature }

    private static func isInRange(_ value: [UInt8]) -> Bool {
        value.contains { $0 != 0 } && value.lexicographicallyPrecedes(order)
    }

    private static func subtractedFromOrder(_ value: [UInt8]) -> [UInt8] {
        var difference = order
        var borrow = 0
        for index in order.indices.reversed() {
            let digit = Int(order[index]) - Int(value[index]) - borrow
            borrow = digit < 0 ? 1 : 0
            difference[index] = UInt8(truncatingIfNeeded: digit)
        }
        return difference
    }

    // The library takes compressed points as well: one key would have two identifiers.
    private static func point(_ bytes: [UInt8]) -> P384.Signing.PublicKey? {
        guard bytes.count == publicKeyCount, bytes.first == 4 else { return nil }
        return try? P384.Signing.PublicKey(x963Representation: bytes)
    }
}
