import Bytes

/// The security versions of one platform, or those that a level wants.
struct PlatformTCB: Hashable, Sendable {
    let components: [UInt8]
    let pceSVN: Int
    /// TEE_TCB_SVN; nil for SGX.
    let tdx: [UInt8]?

    /// What this platform lacks for `wanted`, exactly, in words; none where it has all.
    func shortfalls(to wanted: PlatformTCB) -> [String] {
        var lacks = PlatformTCB.compare("component", components, wanted.components)
        if pceSVN < wanted.pceSVN { lacks.append("PCESVN: got \(pceSVN), want \(wanted.pceSVN)") }
        if let tdx, let wantedTDX = wanted.tdx {
            // The first two are the TDX module's: from version 1 on its own identity judges them.
            let skipped = tdx[1] > 0 ? 2 : 0
            lacks += PlatformTCB.compare("TDX component", tdx, wantedTDX, from: skipped)
        }
        return lacks
    }

    /// Without the TDX components.
    var sgxOnly: PlatformTCB { PlatformTCB(components: components, pceSVN: pceSVN, tdx: nil) }

    static func compare(_ name: String, _ got: [UInt8], _ want: [UInt8], from first: Int = 0) -> [String] {
        zip(got, want).enumerated().dropFirst(first).filter { $0.element.0 < $0.element.1 }.map {
            "\(name) \($0.offset + 1): got \($0.element.0), want \($0.element.1)"
        }
    }
}

/// One row of TCB Info: whoever has these versions has this status.
struct TCBLevel: Hashable, Sendable {
    let tcb: PlatformTCB
    let status: TCBStatus
    let advisories: [String]

    init(_ object: inout JSONObject, version: Int, isTDX: Bool, unknown: inout [String]) throws(FormatError) {
        var inner = try object.object("tcb")
        let components =
            try version == 2
            ? TCBLevel.components2(&inner) : TCBLevel.components3(&inner, "sgxtcbcomponents", &unknown)
        let tdx = try isTDX ? TCBLevel.components3(&inner, "tdxtcbcomponents", &unknown) : nil
        tcb = PlatformTCB(
            components: components,
            pceSVN: try inner.integer("pcesvn", in: 0...65_535),
            tdx: tdx
        )
        inner.noteUnread(in: &unknown)
        (status, advisories) = try object.tcbStatus()
    }

    /// Version 2 spells each component out: `sgxtcbcomp01svn` to `sgxtcbcomp16svn`.
    private static func components2(_ object: inout JSONObject) throws(FormatError) -> [UInt8] {
        var components: [UInt8] = []
        for number in 1...16 {
            let key = "sgxtcbcomp\(number < 10 ? "0" : "")\(number)svn"
            components.append(UInt8(try object.integer(key, in: 0...255)))
        }
        return components
    }

    private static func components3(
        _ object: inout JSONObject,
        _ key: String,
        _ unknown: inout [String]
    ) throws(FormatError) -> [UInt8] {
        var components: [UInt8] = []
        for var component in try object.objects(key) {
            components.append(UInt8(try component.integer("svn", in: 0...255)))
            for words in ["category", "type"] where component.has(words) { _ = try component.string(words) }
            component.noteUnread(in: &unknown)
        }
        guard components.count == 16 else {
            throw FormatError(.badValue, at: object.location(key), "\(components.count) components, want 16")
        }
        return components
    }

    /// Whether this stands before `other` in Intel's order: the higher versions first.
    func precedes(_ other: TCBLevel) -> Bool {
        guard tcb.components == other.tcb.components else {
            return other.tcb.components.lexicographicallyPrecedes(tcb.components)
        }
        guard tcb.pceSVN == other.tcb.pceSVN else { return tcb.pceSVN > other.tcb.pceSVN }
        return (other.tcb.tdx ?? []).lexicographicallyPrecedes(tcb.tdx ?? [])
    }
}

/// One row for an enclave or a TDX module: from this security version on it has this status.
struct ISVLevel: Hashable, Sendable {
    let securityVersion: Int
    let status: TCBStatus
    let advisories: [String]

    init(_ object: inout JSONObject, unknown: inout [String]) throws(FormatError) {
        var inner = try object.object("tcb")
        securityVersion = try inner.integer("isvsvn", in: 0...65_535)
        inner.noteUnread(in: &unknown)
        (status, advisories) = try object.tcbStatus()
    }

    /// The rows of `tcbLevels`, the highest version first, each version once.
    static func list(_ object: inout JSONObject, unknown: inout [String]) throws(FormatError) -> [ISVLevel] {
        var levels: [ISVLevel] = []
        for var element in try object.objects("tcbLevels") {
            levels.append(try ISVLevel(&element, unknown: &unknown))
            element.noteUnread(in: &unknown)
        }
        guard Set(levels.map(\.securityVersion)).count == levels.count, !levels.isEmpty else {
            throw FormatError(.badValue, at: object.location("tcbLevels"), "empty, or a level is repeated")
        }
        return levels.sorted { $0.securityVersion > $1.securityVersion }
    }
}

extension JSONObject {
    /// The status, date and advisories that rows of all kinds end with.
    fileprivate mutating func tcbStatus() throws(FormatError) -> (TCBStatus, [String]) {
        let text = try string("tcbStatus")
        guard let status = TCBStatus(rawValue: text), status.isInTables else {
            throw FormatError(.badValue, at: location("tcbStatus"), "unknown status \"\(text.prefix(60))\"")
        }
        _ = try time("tcbDate")
        let advisories = try has("advisoryIDs") ? strings("advisoryIDs") : []
        for advisory in advisories { try JSONObject.checkWord(advisory, at: location("advisoryIDs")) }
        return (status, advisories)
    }

    /// A name that reports may print: letters, digits, hyphens and underscores.
    mutating func word(_ key: String) throws(FormatError) -> String {
        let text = try string(key)
        try JSONObject.checkWord(text, at: location(key))
        return text
    }

    fileprivate static func checkWord(_ text: String, at location: String) throws(FormatError) {
        let isWord = text.utf8.allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
            default: false
            }
        }
        guard isWord, (1...40).contains(text.utf8.count) else {
            throw FormatError(.badValue, at: location, "want 1 to 40 letters, digits, hyphens, underscores")
        }
    }

    /// Adds the paths of the keys that nobody read: Intel's documents grow, and what is new is said.
    mutating func noteUnread(in unknown: inout [String]) {
        unknown += unread.map(location)
    }
}
