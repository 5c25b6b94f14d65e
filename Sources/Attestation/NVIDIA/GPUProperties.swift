import Bytes

/// What a GPU or switch says of itself in the opaque data of its answer: NVIDIA's own list of fields, each type once.
///
///     u16 type | u16 size | value, and so on        little-endian
///
/// Types as the sources of NVIDIA's attestation SDK name them (`GpuOpaqueDataType`).
struct GPUProperties: Hashable, Sendable {
    let device: NVIDIADevice
    /// In the order of the report.
    private let fields: [Entry]

    private struct Entry: Hashable {
        let type: UInt16
        let value: [UInt8]
    }

    /// Fields of which something depends here.
    private enum Field: UInt16 {
        case driverVersion = 3
        case vbiosVersion = 6
        case firmwareDigest = 20
        case switchLinks = 26
        case version = 34
        case featureFlag = 36
    }

    private static let names: [UInt16: String] = [
        1: "certificate issuer", 2: "authority key identifier", 3: "driver version", 4: "GPU info", 5: "SKU",
        6: "VBIOS version", 7: "manufacturer id", 8: "tamper detection", 9: "SMC", 10: "VPR",
        11: "NVDEC0 status", 12: "measurement counts", 13: "CPR info", 14: "board id", 15: "chip SKU",
        16: "chip SKU modifier", 17: "project", 18: "project SKU", 19: "project SKU modifier",
        20: "firmware digest", 21: "protected PCIe", 22: "switches", 23: "disabled ports", 24: "position id",
        25: "switch lock", 32: "GPU links", 33: "system status", 34: "opaque data version", 35: "chip info",
        36: "mode",
    ]
    /// Fields that are text, padded with zero bytes.
    private static let texts: Set<UInt16> = [3, 15, 16, 17, 18, 19]
    private static let newestVersion: UInt64 = 1

    init(reading opaque: [UInt8], name: String) throws(FormatError) {
        var cursor = ByteCursor(opaque, name: name)
        var fields: [Entry] = []
        var types: Set<UInt16> = []
        while !cursor.isAtEnd {
            let type = try cursor.littleEndian(UInt16.self)
            let value = Array(try cursor.take(Int(try cursor.littleEndian(UInt16.self))))
            guard types.insert(type).inserted else {
                throw cursor.error(.badValue, "field \(type) is repeated")
            }
            fields.append(Entry(type: type, value: value))
        }
        self.fields = fields
        // The same root vouches for switches, whose report has the same form.
        switch (types.contains(Field.driverVersion.rawValue), types.contains(Field.switchLinks.rawValue)) {
        case (true, false): device = .gpu
        case (false, true): device = .nvSwitch
        default:
            throw FormatError(.unknownVersion, at: name, "the report is neither of a GPU nor of a switch")
        }
        try checkVersion(name: name)
    }

    private func checkVersion(name: String) throws(FormatError) {
        guard let version = self[.version] else { return }
        guard let number = GPUProperties.number(version), number <= GPUProperties.newestVersion else {
            throw FormatError(.unknownVersion, at: name, "version \(Hex.encode(version)), want 0 or 1")
        }
    }

    private subscript(field: Field) -> [UInt8]? { fields.first { $0.type == field.rawValue }?.value }

    var driverVersion: String? { self[.driverVersion].map(GPUProperties.text) }
    var vbiosVersion: String? { self[.vbiosVersion].map(GPUProperties.vbiosText) }
    /// The digest of the firmware that the leaf certificate was made for.
    var firmwareDigest: [UInt8]? { self[.firmwareDigest] }

    var claims: [Claim] {
        fields.map { field in
            Claim(GPUProperties.names[field.type] ?? "field \(field.type)", GPUProperties.words(field))
        }
    }

    private static func words(_ field: Entry) -> String {
        switch Field(rawValue: field.type) {
        case .vbiosVersion: vbiosText(field.value)
        case .featureFlag: modeText(field.value)
        case .version: number(field.value).map { "\($0)" } ?? Hex.encode(field.value)
        default: texts.contains(field.type) ? text(field.value) : Hex.encode(field.value)
        }
    }

    /// Visible ASCII up to zero bytes; anything else stays hexadecimal.
    private static func text(_ value: [UInt8]) -> String {
        let content = value.prefix { $0 != 0 }
        let isText =
            content.allSatisfy { (0x21...0x7e).contains($0) }
            && value.dropFirst(content.count).allSatisfy { $0 == 0 }
        return isText ? String(decoding: content, as: UTF8.self) : Hex.encode(value)
    }

    /// `96.00.A5.00.01`, as nvidia-smi prints it: four bytes backwards and the fifth; switches have it as text.
    private static func vbiosText(_ value: [UInt8]) -> String {
        guard value.count == 8 else { return text(value) }
        let bytes = [value[3], value[2], value[1], value[0], value[4]]
        return bytes.map { Hex.encode([$0]).uppercased() }.joined(separator: ".")
    }

    private static func modeText(_ value: [UInt8]) -> String {
        switch number(value) {
        case 0: "several GPUs (MPT)"
        case 1: "one GPU (SPT)"
        case 2: "protected PCIe (PPCIE)"
        default: Hex.encode(value)
        }
    }

    /// Little-endian; nil above eight bytes.
    private static func number(_ value: [UInt8]) -> UInt64? {
        guard (1...8).contains(value.count) else { return nil }
        return value.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
