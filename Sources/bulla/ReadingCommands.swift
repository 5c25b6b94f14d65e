import VerifyCommands

// Commands of this program that read what others made and write nothing, or only the pages that they are asked for.
extension AuditShowCommand: ReadingCommand {}
extension AuditStatusCommand: ReadingCommand {}
extension CustodyStatusCommand: ReadingCommand {}
extension LogShow: ReadingCommand {}
extension ReviewShow: ReadingCommand {}
extension TrustAudit: ReadingCommand {}
extension TrustFingerprint: ReadingCommand {}
extension TrustShow: ReadingCommand {}
extension ReportCommand: ReadingCommand {
    var outputs: [String] { pages.outputs }
}

extension AcceptCommand: WritingCommand {
    var outputs: [String] { options.outputs + [output] }
    var kept: String? { bundle.keep }
}
