import Bytes

/// The report of a trust domain: 584 bytes with TDX 1.0, 648 with TDX 1.5.
///
///     0 TEE_TCB_SVN 16 | 16 MRSEAM 48 | 64 MRSIGNERSEAM 48 | 112 SEAM attributes 8 |
///     120 TD attributes 8 | 128 XFAM 8 | 136 MRTD 48 | 184 MRCONFIGID 48 | 232 MROWNER 48 | 280 MROWNERCONFIG 48 |
///     328 RTMR0 to RTMR3, 48 each | 520 report data 64 | TDX 1.5: 584 TEE_TCB_SVN2 16 | 600 MRSERVICETD 48
struct TDReport: Sendable {
    static let byteCount10 = 584
    static let byteCount15 = 648

    let teeTCBSVN: [UInt8]
    let mrSEAM: [UInt8]
    let mrSignerSEAM: [UInt8]
    let seamAttributes: [UInt8]
    let attributes: AttributeFlags
    let xfam: [UInt8]
    let mrTD: [UInt8]
    let mrConfigID: [UInt8]
    let mrOwner: [UInt8]
    let mrOwnerConfig: [UInt8]
    let rtmrs: [[UInt8]]
    let reportData: [UInt8]
    /// What runs now, where the TDX module was updated beneath the running TD; nil with TDX 1.0.
    let teeTCBSVN2: [UInt8]?
    /// The service TDs, such as one for migration, that have access to this one; nil with TDX 1.0.
    let mrServiceTD: [UInt8]?

    init(_ slice: ArraySlice<UInt8>) throws(FormatError) {
        var cursor = ByteCursor(slice, name: "TD report")
        teeTCBSVN = Array(try cursor.take(16))
        mrSEAM = Array(try cursor.take(48))
        mrSignerSEAM = Array(try cursor.take(48))
        seamAttributes = Array(try cursor.take(8))
        attributes = AttributeFlags(try cursor.take(8), names: TDReport.attributeNames)
        xfam = Array(try cursor.take(8))
        mrTD = Array(try cursor.take(48))
        mrConfigID = Array(try cursor.take(48))
        mrOwner = Array(try cursor.take(48))
        mrOwnerConfig = Array(try cursor.take(48))
        var rtmrs: [[UInt8]] = []
        for _ in 0..<4 { rtmrs.append(Array(try cursor.take(48))) }
        self.rtmrs = rtmrs
        reportData = Array(try cursor.take(64))
        let is15 = slice.count > TDReport.byteCount10
        teeTCBSVN2 = is15 ? Array(try cursor.take(16)) : nil
        mrServiceTD = is15 ? Array(try cursor.take(48)) : nil
        try cursor.end()
    }

    /// Bits 0 to 7 are for TDs under debug or profiling: any of them lets the host look inside.
    static let untrustedBits = 0..<8
    static let septVEDisable = 28
    static let migratable = 29

    /// Intel TDX Module ABI specification, "TD ATTRIBUTES".
    private static let attributeNames: [Int: String] = [
        0: "DEBUG", 4: "HGS_PLUS_PROF", 5: "PERF_PROF", 6: "PMT_PROF", 16: "ICSSD", 27: "LASS",
        septVEDisable: "SEPT_VE_DISABLE", migratable: "MIGRATABLE", 30: "PKS", 31: "KL", 62: "TPA",
        63: "PERFMON",
    ]

    /// The registers that policy and constants speak of, by their names there.
    var measurements: [(name: String, value: [UInt8])] {
        [("mrtd", mrTD)] + rtmrs.enumerated().map { ("rtmr\($0.offset)", $0.element) }
            + [
                ("mrseam", mrSEAM), ("mrsignerseam", mrSignerSEAM), ("mrconfigid", mrConfigID),
                ("mrowner", mrOwner), ("mrownerconfig", mrOwnerConfig),
            ]
    }
}
