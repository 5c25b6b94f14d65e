import Bytes
import Keys
import Layout
import Trust
import Verification
import VerifyCommands

/// Who signed bundles that are published, as far as a trust file tells; without one it says that nobody asked.
enum SegmentTrust {
    static func check(_ bundles: [(String, BundleContents)], trust path: String?, at: TimeArgument?) throws {
        guard let path else {
            return Console.note("not checked: the signatures of bundles and checkpoints; give --trust FILE")
        }
        let (trust, _) = try Inputs.trust(path)
        let time = try Inputs.time(at)
        for (name, contents) in bundles {
            try checkExporters(name, contents, trust, time)
            try checkLog(name, contents, trust, time)
        }
    }

    private static func checkExporters(
        _ name: String,
        _ contents: BundleContents,
        _ trust: Trust,
        _ time: Timestamp
    ) throws {
        let judgement = trust.judge(contents.envelope, role: .exporter, at: time)
        guard !judgement.accepted else { return }
        for fault in judgement.faults {
            Console.rejected("\(name): \(fault.code.rawValue): \(fault.subject): \(fault.detail)")
        }
        throw ExitStatus.rejected
    }

    /// As `bulla verify` does it: a log key of the trust file, or the one of leaf 0, for which the exporters vouch.
    private static func checkLog(
        _ name: String,
        _ contents: BundleContents,
        _ trust: Trust,
        _ time: Timestamp
    ) throws {
        let named = trust.logKeys(at: time)?.keys
        guard named?.isEmpty != true else {
            Console.rejected("\(name): no log key of the trust file is valid as of \(time)")
            throw ExitStatus.rejected
        }
        do { try contents.checkCheckpoints(trustedLogKeys: named ?? []) } catch let error as UnreadableBundle
        {
            throw try error.commandError()
        }
    }
}
