package import Bytes

/// The derived members that make an unpacked bundle a BagIt 1.0 bag; `Formats/bundle-v1.md` section 3.
package enum BagFiles {
    package static let bagit = Array(
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8
    )

    /// `bag-info.txt`, which the manifest implies.
    package static func bagInfo(_ manifest: Manifest) -> [UInt8] {
        let agent = manifest.software.first.map { "\($0.name) \($0.version)" } ?? ""
        return Array(
            """
            Bag-Software-Agent: \(agent)
            Bagging-Date: \(manifest.sealedAt.description.prefix(10))
            Payload-Oxum: \(manifest.payload.bytes).\(manifest.payload.count)

            """.utf8
        )
    }

    /// One line of a payload or tag manifest.
    package static func line(_ digest: Digest, _ name: String) -> [UInt8] {
        Array("\(digest.hex)  \(name)\n".utf8)
    }
}
