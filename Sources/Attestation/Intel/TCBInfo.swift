import Bytes

/// Intel's table of security versions for one FMSPC, version 2 (SGX only) or 3.
struct TCBInfo: Sendable {
    enum TEE: String, Sendable { case sgx = "SGX", tdx = "TDX" }

    let tee: TEE
    let issueDate: Timestamp
    let nextUpdate: Timestamp
    let fmspc: [UInt8]
    let pceID: [UInt8]
    /// Grows with each round of TCB recovery; an old number is an old, laxer table.
    let evaluationNumber: Int
    /// What the TDX module is compared with where TEE_TCB_SVN[1] is 0.
    let module: ModuleIdentity?
    let moduleIdentities: [ModuleIdentity]
    /// The highest versions first.
    let levels: [TCBLevel]
    /// Paths of fields that this build does not understand.
    let unknown: [String]

    init(_ bytes: [UInt8]) throws(FormatError) {
        var object = try JSONObject(JSON(parsing: bytes, limits: .document), path: "tcbInfo")
        var unknown: [String] = []
        let version = try object.integer("version")
        guard version == 2 || version == 3 else {
            throw FormatError(.unknownVersion, at: "tcbInfo", "version \(version), want 2 or 3")
        }
        tee = version == 2 ? .sgx : try TCBInfo.tee(&object)
        issueDate = try object.time("issueDate")
        nextUpdate = try object.time("nextUpdate")
        fmspc = try object.hexadecimal("fmspc", count: 6)
        pceID = try object.hexadecimal("pceId", count: 2)
        let type = try object.integer("tcbType")
        guard type == 0 else { throw FormatError(.unknownVersion, at: "tcbInfo", "type \(type), want 0") }
        evaluationNumber = try object.integer("tcbEvaluationDataNumber")
        (module, moduleIdentities) = try TCBInfo.modules(&object, isTDX: tee == .tdx, &unknown)
        levels = try TCBInfo.levels(&object, version: version, isTDX: tee == .tdx, &unknown)
        object.noteUnread(in: &unknown)
        self.unknown = unknown
    }

    private static func tee(_ object: inout JSONObject) throws(FormatError) -> TEE {
        let text = try object.string("id")
        guard let tee = TEE(rawValue: text) else {
            throw FormatError(.badValue, at: "tcbInfo.id", "got \"\(text.prefix(40))\", want SGX or TDX")
        }
        return tee
    }

    private static func modules(
        _ object: inout JSONObject,
        isTDX: Bool,
        _ unknown: inout [String]
    ) throws(FormatError) -> (ModuleIdentity?, [ModuleIdentity]) {
        guard isTDX else { return (nil, []) }
        var first = try object.object("tdxModule")
        let module = try ModuleIdentity(&first, hasLevels: false, unknown: &unknown)
        guard object.has("tdxModuleIdentities") else { return (module, []) }
        var identities: [ModuleIdentity] = []
        for var element in try object.objects("tdxModuleIdentities") {
            identities.append(try ModuleIdentity(&element, hasLevels: true, unknown: &unknown))
        }
        guard Set(identities.map(\.id)).count == identities.count else {
            throw FormatError(.badValue, at: "tcbInfo.tdxModuleIdentities", "an identity is repeated")
        }
        return (module, identities)
    }

    private static func levels(
        _ object: inout JSONObject,
        version: Int,
        isTDX: Bool,
        _ unknown: inout [String]
    ) throws(FormatError) -> [TCBLevel] {
        var levels: [TCBLevel] = []
        for var element in try object.objects("tcbLevels") {
            levels.append(try TCBLevel(&element, version: version, isTDX: isTDX, unknown: &unknown))
            element.noteUnread(in: &unknown)
        }
        guard Set(levels.map(\.tcb)).count == levels.count, !levels.isEmpty else {
            throw FormatError(.badValue, at: "tcbInfo.tcbLevels", "empty, or a level is repeated")
        }
        return levels.sorted { $0.precedes($1) }
    }
}

/// A TDX module by its signer, and the status of its security versions.
struct ModuleIdentity: Hashable, Sendable {
    /// `TDX_01` and so on; empty for the module without a version.
    let id: String
    let signer: [UInt8]
    let attributes: [UInt8]
    let attributesMask: [UInt8]
    let levels: [ISVLevel]

    init(_ object: inout JSONObject, hasLevels: Bool, unknown: inout [String]) throws(FormatError) {
        id = hasLevels ? try object.word("id").uppercased() : ""
        signer = try object.hexadecimal("mrsigner", count: 48)
        attributes = try object.hexadecimal("attributes", count: 8)
        attributesMask = try object.hexadecimal("attributesMask", count: 8)
        levels = hasLevels ? try ISVLevel.list(&object, unknown: &unknown) : []
        object.noteUnread(in: &unknown)
    }
}

extension JSONObject {
    /// Exactly `count` bytes, in the upper or lower case that Intel happens to use.
    mutating func hexadecimal(_ key: String, count: Int) throws(FormatError) -> [UInt8] {
        let bytes: [UInt8]
        do { bytes = try Hex.decode(string(key).lowercased()) } catch { throw error.within(location(key)) }
        guard bytes.count == count else {
            throw FormatError(.badValue, at: location(key), "got \(bytes.count) bytes, want \(count)")
        }
        return bytes
    }
}
