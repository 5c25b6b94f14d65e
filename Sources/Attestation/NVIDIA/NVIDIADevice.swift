/// What NVIDIA makes reports of: the same form, the same root, names and fields of their own.
package enum NVIDIADevice: String, Sendable, CaseIterable {
    case gpu
    /// An NVSwitch, over which the GPUs of one machine talk.
    case nvSwitch = "switch"

    init?(_ kind: EvidenceKind) {
        switch kind {
        case .nvidiaGPU: self = .gpu
        case .nvidiaSwitch: self = .nvSwitch
        case .sevSNP, .tdx, .sgx, .nitro: return nil
        }
    }

    var kind: EvidenceKind { self == .gpu ? .nvidiaGPU : .nvidiaSwitch }

    /// As a sentence has it.
    var words: String { self == .gpu ? "a GPU" : "a switch" }

    /// Report and chain of the device with this number.
    func fileNames(_ number: Int) -> (report: String, chain: String) {
        ("\(rawValue)-\(number).report.bin", "\(rawValue)-\(number).chain.pem")
    }

    /// How many have a report or a chain, counted from 0 without a gap.
    func count(in files: EvidenceFiles) -> Int {
        var count = 0
        while files[fileNames(count).report] != nil || files[fileNames(count).chain] != nil { count += 1 }
        return count
    }
}
