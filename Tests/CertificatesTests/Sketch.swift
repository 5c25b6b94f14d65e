/// DER written by hand, right or wrong as a test wants it.
enum Sketch {
    static func node(_ tag: UInt8, _ parts: [UInt8]...) -> [UInt8] {
        let content = parts.flatMap { $0 }
        if content.count < 128 { return [tag, UInt8(content.count)] + content }
        if content.count < 256 { return [tag, 0x81, UInt8(content.count)] + content }
        let size = content.count
        if size < 65_536 { return [tag, 0x82, UInt8(size >> 8), UInt8(size & 255)] + content }
        return [tag, 0x83, UInt8(size >> 16), UInt8(size >> 8 & 255), UInt8(size & 255)] + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { node(0x30, parts.flatMap { $0 }) }
    static func integer(_ bytes: UInt8...) -> [UInt8] { node(2, bytes) }
    static func identifier(_ bytes: UInt8...) -> [UInt8] { node(6, bytes) }
    static func bits(_ bytes: [UInt8], unused: UInt8 = 0) -> [UInt8] { node(3, [unused] + bytes) }
    static func time(_ text: String, tag: UInt8 = 0x17) -> [UInt8] { node(tag, Array(text.utf8)) }

    static let ecdsa = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2))
    static let sha256 = identifier(0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1)
    static let sha384 = identifier(0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2)
    static let mgf1 = identifier(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8)

    /// RSA-PSS parameters, right unless told otherwise.
    static func pss(
        hash: [UInt8] = sha384,
        mask: [UInt8] = sequence(mgf1, sequence(sha384, node(5))),
        salt: UInt8 = 48,
        trailer: [UInt8] = []
    ) -> [UInt8] {
        sequence(
            identifier(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10),
            sequence(
                node(0xa0, sequence(hash, node(5))),
                node(0xa1, mask),
                node(0xa2, integer(salt)),
                trailer
            )
        )
    }

    static func attribute(_ last: UInt8, _ text: String, tag: UInt8 = 0x0c) -> [UInt8] {
        sequence(identifier(0x55, 4, last), node(tag, Array(text.utf8)))
    }

    static func name(_ attributes: [UInt8]...) -> [UInt8] {
        node(0x30, attributes.flatMap { node(0x31, $0) })
    }

    static func extended(_ identifier: [UInt8], critical: [UInt8] = [], _ value: [UInt8]) -> [UInt8] {
        sequence(identifier, critical, node(4, value))
    }

    /// The base point of P-256.
    static let point: [UInt8] = [
        0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
        0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f,
        0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce,
        0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
    ]

    static let p256 = identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7)

    static func key(curve: [UInt8] = p256, _ point: [UInt8] = point) -> [UInt8] {
        sequence(sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1), curve), bits(point))
    }

    static func rsa(bytes: Int, exponent: [UInt8] = integer(1, 0, 1)) -> [UInt8] {
        let modulus = node(2, [0] + [UInt8](repeating: 0xff, count: bytes))
        return sequence(
            sequence(identifier(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1), node(5)),
            bits(sequence(modulus, exponent))
        )
    }

    /// The fields of a certificate whose signature nobody made.
    struct Certificate {
        var version = node(0xa0, integer(2))
        var serial = integer(5)
        var algorithm = ecdsa
        var outerAlgorithm: [UInt8]?
        var issuer = name(attribute(3, "issuer"))
        var validity = sequence(time("200101000000Z"), time("491231235959Z"))
        var subject = name(attribute(3, "subject"))
        var key = Sketch.key()
        var extensions: [[UInt8]] = []
        var last: [UInt8] = []
        var signature = bits([1, 2, 3])

        var der: [UInt8] {
            let all = extensions.isEmpty ? [] : node(0xa3, node(0x30, extensions.flatMap { $0 }))
            return sequence(
                sequence(version, serial, algorithm, issuer, validity, subject, key, all, last),
                outerAlgorithm ?? algorithm,
                signature
            )
        }
    }

    /// The fields of a revocation list whose signature nobody made.
    struct List {
        var version = integer(1)
        var updates = time("200101000000Z") + time("200201000000Z")
        var entries: [[UInt8]] = []
        var extensions: [[UInt8]] = []

        var der: [UInt8] {
            let revoked = entries.isEmpty ? [] : node(0x30, entries.flatMap { $0 })
            let all = extensions.isEmpty ? [] : node(0xa0, node(0x30, extensions.flatMap { $0 }))
            let issuer = name(attribute(3, "issuer"))
            return sequence(
                sequence(version, ecdsa, issuer, updates, revoked, all),
                ecdsa,
                bits([1, 2, 3])
            )
        }
    }
}
