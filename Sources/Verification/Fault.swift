import Audit
import Bytes
import Container
import Keys
import MerkleLog
import Reports
import Sampling

/// Something that was checked and is wrong: what a stage throws to end itself, and what becomes a finding.
struct Fault: Error {
    let code: String
    /// The check that found it; nil where its code does not say, and whoever catches it does.
    let check: Check?
    let subject: String
    var detail: String
    /// The medium could not be read: nothing is known to be wrong.
    var isUnfinished = false

    init(_ code: FaultCode, _ subject: String, _ detail: String) {
        self.init(of: code, subject, detail)
    }

    init(of code: some FindingCode, _ subject: String, _ detail: String, isUnfinished: Bool = false) {
        self.code = code.rawValue
        check = code.check
        self.subject = subject
        self.detail = detail
        self.isUnfinished = isUnfinished
    }

    /// The same for any error that reading a bundle can give.
    init(_ error: any Error) {
        switch error {
        case let fault as Fault: self = fault
        case let error as FormatError: self.init(of: error.code, error.location, error.detail)
        case let error as ContainerError: self.init(of: error.code, error.location, error.detail)
        case let error as MerkleError: self.init(of: error.code, error.location, error.detail)
        case let error as KeyError: self.init(of: error.code, error.location, error.detail)
        case let error as AuditError: self.init(of: error.code, error.location, error.detail)
        case let error as SamplingError: self.init(of: error.code, error.location, error.detail)
        case let error as FileError:
            self.init(of: error.code, error.location, error.detail, isUnfinished: true)
        default: self.init(of: UnknownCode.unexpected, "", "\(error)", isUnfinished: true)
        }
    }

    /// What a finding says, as a fault.
    init(_ finding: Finding) {
        code = finding.code
        check = finding.check
        subject = finding.subject
        detail = finding.detail
        isUnfinished = finding.outcome == .unfinished
    }
}
