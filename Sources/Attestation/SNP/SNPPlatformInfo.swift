import Bytes

/// What a report says of the machine's settings: AMD publication 56860, PLATFORM_INFO.
///
/// Firmware that does not know a bit leaves it clear: a clear one says no more than that nobody vouches for it.
enum SNPPlatformInfo: String, Sendable, CaseIterable {
    case smt
    case tsme
    case ecc
    /// RAPL is switched off, by which others could measure the guest's power.
    case raplDisabled = "rapl_disabled"
    case ciphertextHiding = "ciphertext_hiding"
    /// Memory was checked for addresses that alias each other since the last reset.
    case aliasCheck = "alias_check_complete"
    /// Turin: the IOMMU may not write where the guest's memory is tracked.
    case iommuWrites = "iommu_write_protected"
    case tio

    var bit: UInt64 { UInt64(SNPPlatformInfo.allCases.firstIndex(of: self) ?? 0) }

    func isSet(in platformInfo: UInt64) -> Bool { platformInfo >> bit & 1 == 1 }

    /// The names of all bits that are set.
    static func names(in platformInfo: UInt64) -> [String] {
        allCases.filter { $0.isSet(in: platformInfo) }.map(\.rawValue)
    }
}
