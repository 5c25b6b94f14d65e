/// What Intel says of a security version, as TCB Info and enclave identities spell it.
package enum TCBStatus: String, Hashable, Sendable, CaseIterable {
    case upToDate = "UpToDate"
    case swHardeningNeeded = "SWHardeningNeeded"
    case configurationNeeded = "ConfigurationNeeded"
    case configurationAndSWHardeningNeeded = "ConfigurationAndSWHardeningNeeded"
    case outOfDate = "OutOfDate"
    case outOfDateConfigurationNeeded = "OutOfDateConfigurationNeeded"
    /// The TDX module was updated beneath the running TD; a fresh launch would be up to date.
    case relaunchAdvised = "TDRelaunchAdvised"
    case relaunchAdvisedConfigurationNeeded = "TDRelaunchAdvisedConfigurationNeeded"
    case revoked = "Revoked"

    var wantsConfiguration: Bool {
        switch self {
        case .configurationNeeded, .configurationAndSWHardeningNeeded, .outOfDateConfigurationNeeded,
            .relaunchAdvisedConfigurationNeeded:
            true
        default: false
        }
    }

    /// Whether tables may state it: advice to relaunch follows from comparing, and stands in no table.
    var isInTables: Bool { self != .relaunchAdvised && self != .relaunchAdvisedConfigurationNeeded }

    var isOutOfDate: Bool { self == .outOfDate || self == .outOfDateConfigurationNeeded }

    /// The status of the whole where a part (TDX module, quoting enclave) has a status of its own.
    func limited(by part: TCBStatus) -> TCBStatus {
        switch part {
        case .revoked: .revoked
        case .upToDate: self
        default: outdated
        }
    }

    private var outdated: TCBStatus {
        switch self {
        case .upToDate, .swHardeningNeeded: .outOfDate
        case .configurationNeeded, .configurationAndSWHardeningNeeded: .outOfDateConfigurationNeeded
        default: self
        }
    }
}
