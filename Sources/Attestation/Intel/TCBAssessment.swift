import Bytes

/// What Intel's tables say of one platform: level by level, then the TDX module and the quoting enclave.
///
/// Intel's quote verification library states the algorithm (`checkTcbLevel`, section 4.1.2.4.17).
struct TCBAssessment: Sendable {
    /// Nil where no level matches.
    let status: TCBStatus?
    /// Why there is no status; empty where there is one.
    let failure: String
    let advisories: [String]
    /// The parts of the status, in words.
    let parts: String

    private let platform: PlatformTCB
    private let tcbInfo: TCBInfo

    init(
        _ body: IntelQuote.Body,
        _ pck: PCKIdentity,
        _ quotingEnclave: EnclaveReport,
        _ tcbInfo: TCBInfo,
        _ identity: EnclaveIdentity
    ) {
        self.tcbInfo = tcbInfo
        platform = PlatformTCB(components: pck.components, pceSVN: pck.pceSVN, tdx: body.tdReport?.teeTCBSVN)
        do {
            let found = try TCBAssessment.levels(platform, tcbInfo)
            let module = try body.tdReport.flatMap { (report) throws(Miss) in
                try TCBAssessment.moduleLevel(report.teeTCBSVN, tcbInfo)
            }
            let enclave = try TCBAssessment.enclaveLevel(quotingEnclave, identity)
            status = try TCBAssessment.converge(found, module, enclave, body.tdReport?.teeTCBSVN2, tcbInfo)
            failure = ""
            advisories = Set(found.whole.advisories + (module?.advisories ?? []) + enclave.advisories)
                .sorted()
            parts = TCBAssessment.words(found.whole, module, enclave)
        } catch {
            (status, failure, advisories, parts) = (nil, error.detail, [], "")
        }
    }

    /// No row of a table fits.
    private struct Miss: Error { let detail: String }

    /// The first level with all components that the platform has; for TDX also without the TDX ones.
    private static func levels(
        _ platform: PlatformTCB,
        _ info: TCBInfo
    ) throws(Miss) -> (sgx: TCBLevel, whole: TCBLevel) {
        guard (info.tee == .tdx) == (platform.tdx != nil) else {
            throw Miss(detail: "TCB Info is for \(info.tee.rawValue)")
        }
        guard let whole = info.levels.first(where: { platform.shortfalls(to: $0.tcb).isEmpty }),
            let sgx = info.levels.first(where: { platform.sgxOnly.shortfalls(to: $0.tcb).isEmpty })
        else {
            let lacks = info.levels.last.map { platform.shortfalls(to: $0.tcb) } ?? []
            throw Miss(detail: "below the lowest level: \(lacks.joined(separator: "; "))")
        }
        return (sgx, whole)
    }

    private static func moduleLevel(_ svn: [UInt8], _ info: TCBInfo) throws(Miss) -> ISVLevel? {
        guard svn[1] > 0 else { return nil }
        guard let module = info.module(version: svn[1]) else {
            throw Miss(detail: "no TDX module \(TCBInfo.moduleID(svn[1])) in TCB Info")
        }
        guard let level = module.levels.first(where: { $0.securityVersion <= Int(svn[0]) }) else {
            let least = module.levels.last?.securityVersion ?? 0
            throw Miss(detail: "TDX module \(module.id) ISVSVN: got \(svn[0]), want \(least)")
        }
        return level
    }

    private static func enclaveLevel(
        _ report: EnclaveReport,
        _ identity: EnclaveIdentity
    ) throws(Miss) -> ISVLevel {
        guard let level = identity.levels.first(where: { $0.securityVersion <= report.securityVersion })
        else {
            let least = identity.levels.last?.securityVersion ?? 0
            throw Miss(detail: "quoting enclave ISVSVN: got \(report.securityVersion), want \(least)")
        }
        return level
    }

    private static func converge(
        _ found: (sgx: TCBLevel, whole: TCBLevel),
        _ module: ISVLevel?,
        _ enclave: ISVLevel,
        _ current: [UInt8]?,
        _ info: TCBInfo
    ) throws(Miss) -> TCBStatus {
        let status = found.whole.status.limited(by: module?.status ?? .upToDate)
        let mayRelaunch =
            enclave.status == .upToDate && !found.sgx.status.isOutOfDate && found.sgx.status != .revoked
            && status.isOutOfDate && module?.status == .outOfDate
        if mayRelaunch, let current, try isNewest(current, info) {
            let wants = found.sgx.status.wantsConfiguration || status.wantsConfiguration
            return wants ? .relaunchAdvisedConfigurationNeeded : .relaunchAdvised
        }
        return status.limited(by: enclave.status)
    }

    /// Whether what runs now (TEE_TCB_SVN2) is the newest in the table, so that a relaunch would help.
    private static func isNewest(_ current: [UInt8], _ info: TCBInfo) throws(Miss) -> Bool {
        guard let newest = info.levels.first?.tcb.tdx else { return false }
        guard current[1] > 0 else { return current[0] >= newest[0] && current[2] >= newest[2] }
        guard let module = info.module(version: current[1]), let level = module.levels.first else {
            throw Miss(detail: "no TDX module \(TCBInfo.moduleID(current[1])) in TCB Info, and that one runs")
        }
        return Int(current[0]) >= level.securityVersion && current[2] >= newest[2]
    }

    private static func words(_ level: TCBLevel, _ module: ISVLevel?, _ enclave: ISVLevel) -> String {
        let module = module.map { ", TDX module \($0.status.rawValue)" } ?? ""
        return "platform \(level.status.rawValue)\(module), quoting enclave \(enclave.status.rawValue)"
    }

    /// What the platform lacks for the best level whose status is one of `wanted`.
    func shortfalls(to wanted: [TCBStatus]) -> [String] {
        guard let level = tcbInfo.levels.first(where: { wanted.contains($0.status) }) else { return [] }
        return platform.shortfalls(to: level.tcb)
    }
}

extension IntelQuote.Body {
    var tdReport: TDReport? {
        guard case .tdx(let report) = self else { return nil }
        return report
    }
}

extension TCBInfo {
    static func moduleID(_ version: UInt8) -> String { "TDX_" + Hex.encode([version]).uppercased() }

    /// The identity that TEE_TCB_SVN[1] names; version 0 has one without a number.
    func module(version: UInt8) -> ModuleIdentity? {
        guard version > 0 else { return module }
        return moduleIdentities.first { $0.id == TCBInfo.moduleID(version) }
    }
}
