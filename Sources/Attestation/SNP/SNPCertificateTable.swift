import Bytes

/// The certificates that a host hands to its guest beside a report: GHCB (AMD publication 56421) section 4.1.8.1.
///
///     (GUID 16 | offset u32 | size u32) … | zeros 24 | contents, at their offsets from the beginning
///
/// Numbers are little-endian. Linux gives it as `auxblob` of configfs-tsm, and in SNP_GET_EXT_REPORT. Of the GUIDs, some
/// clouds write the bytes as they are read, others with the first three numbers little-endian. Contents are in DER or
/// in PEM. Nobody signs the table: what an entry is, its content says.
enum SNPCertificateTable {
    private static let entrySize = 24
    private static let mostEntries = 64
    private static let known = [
        "c0b406a4a803495297433fb6014cd0ae", "4ab7b379bbac4fe4a02f05aef327c782",
        "63da758de6644564adc5f4b93be8accd", "a8074bc2a25a483eaae639c045a0b8a1",
        "92f81bc358114d3d97ffd19f88dc67ea",
    ].compactMap { try? Hex.decode($0) }

    /// Whether the first entry has a GUID of AMD's: ARK, ASK, VCEK, VLEK or revocation list.
    static func isOne(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 2 * entrySize && isKnown(bytes[..<16])
    }

    private static func isKnown(_ guid: ArraySlice<UInt8>) -> Bool {
        let guid = Array(guid)
        let swapped = Array(
            guid[..<4].reversed() + guid[4..<6].reversed() + guid[6..<8].reversed() + guid[8...]
        )
        return known.contains(guid) || known.contains(swapped)
    }

    /// The contents of the entries with known GUIDs, in their order; hosts add others of their own.
    static func contents(of bytes: [UInt8], name: String) throws(AttestationError) -> [[UInt8]] {
        try AttestationError.reading { () throws(FormatError) in
            var cursor = ByteCursor(bytes, name: name)
            var contents: [[UInt8]] = []
            for _ in 0..<mostEntries {
                let guid = try cursor.take(16)
                let offset = Int(try cursor.littleEndian(UInt32.self))
                let size = Int(try cursor.littleEndian(UInt32.self))
                guard guid.contains(where: { $0 != 0 }) else { return contents }
                guard offset >= entrySize, offset <= bytes.count, size <= bytes.count - offset else {
                    throw cursor.error(.badValue, "\(size) bytes at \(offset), of \(bytes.count)")
                }
                if isKnown(guid), size > 0 { contents.append(Array(bytes[offset..<offset + size])) }
            }
            throw cursor.error(.tooLarge, "more than \(mostEntries) entries")
        }
    }
}
