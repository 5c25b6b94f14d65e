import ArgumentParser

/// A command that reads what nobody trusts and changes nothing but the files that it is asked for.
///
/// Once its options are read, the program gives up everything else (`Confinement`).
package protocol ReadingCommand: WritingCommand {
    /// The trust file whose plug-ins it may have to run.
    var pluginTrust: String? { get }
}

extension ReadingCommand {
    package var outputs: [String] { [] }
    package var pluginTrust: String? { nil }
}

extension VerifyCommand: ReadingCommand {
    package var outputs: [String] { options.outputs }
    package var kept: String? { options.bundle.keep }
    package var pluginTrust: String? { options.bundle.trust }
}

extension ExtractCommand: ReadingCommand {
    package var outputs: [String] { [output].compactMap(\.self) }
}

extension InspectCommand: ReadingCommand {}
extension SpecCommand: ReadingCommand {}
extension LogCheckCommand: ReadingCommand {}
extension EvidenceInspect: ReadingCommand {}
extension ReceiptCheck: ReadingCommand {}
extension CheckFormCommand: ReadingCommand {}
extension ProvenanceCheck: ReadingCommand {}
extension ModelCheck: ReadingCommand {}
extension TorrentShow: ReadingCommand {}
extension TorrentCheck: ReadingCommand {}
