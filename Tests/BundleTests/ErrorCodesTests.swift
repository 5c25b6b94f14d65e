import Attestation
import Audit
import Bytes
import Certificates
import CustodyChain
import CustodyForm
import Keys
import LogStore
import LogTiles
import MerkleLog
import PluginHost
import Portal
import Provenance
import Recording
import Review
import Sampling
import Sealing
import SecretKeys
import StepEvidence
import TestSupport
import Testing
import Torrents
import Training
import Trust
import UserCommands
import Verification

@testable import Container

@Suite("Error codes")
struct ErrorCodesTests {
    static let all: [String] = [
        FormatError.Code.allCases.map(\.rawValue), FileError.Code.allCases.map(\.rawValue),
        ContainerError.Code.allCases.map(\.rawValue), MerkleError.Code.allCases.map(\.rawValue),
        KeyError.Code.allCases.map(\.rawValue), SecretKeyError.Code.allCases.map(\.rawValue),
        TrustError.Code.allCases.map(\.rawValue), TrustFault.Code.allCases.map(\.rawValue),
        TrustAdvice.Code.allCases.map(\.rawValue),
        LogError.Code.allCases.map(\.rawValue), RecordingError.Code.allCases.map(\.rawValue),
        SamplingError.Code.allCases.map(\.rawValue), SealingError.Code.allCases.map(\.rawValue),
        TrainingError.Code.allCases.map(\.rawValue), FaultCode.allCases.map(\.rawValue),
        CertificateError.Code.allCases.map(\.rawValue),
        CertificatePath.Fault.Code.allCases.map(\.rawValue),
        AuditError.Code.allCases.map(\.rawValue), CeremonyFaultCode.allCases.map(\.rawValue),
        StatusCode.allCases.map(\.rawValue),
        AppraisalCode.allCases.map(\.rawValue), PluginCode.allCases.map(\.rawValue),
        ResponseFaultCode.allCases.map(\.rawValue), PartialError.Code.allCases.map(\.rawValue),
        UserCommandError.Code.allCases.map(\.rawValue),
        CustodyError.Code.allCases.map(\.rawValue), CustodyFaultCode.allCases.map(\.rawValue),
        ReviewError.Code.allCases.map(\.rawValue), ReviewFault.Code.allCases.map(\.rawValue),
        RefusalCode.allCases.map(\.rawValue), ReceiptFault.Code.allCases.map(\.rawValue),
        FormFaultCode.allCases.map(\.rawValue), TilesError.Code.allCases.map(\.rawValue),
        ProvenanceError.Code.allCases.map(\.rawValue), ModelFault.Code.allCases.map(\.rawValue),
        ProvenanceFault.Code.allCases.map(\.rawValue),
        PortalFault.Code.allCases.map(\.rawValue),
    ].flatMap { $0 }

    @Test("every code is explained in Docs/error-codes.md")
    func explained() throws {
        let page = String(
            decoding: try File.contents(of: "\(Vectors.packageRoot)/Docs/error-codes.md", limit: 1 << 20),
            as: UTF8.self
        )
        let rows = Set(
            page.split(separator: "\n").filter { $0.hasPrefix("| `") }
                .compactMap { $0.dropFirst(3).split(separator: "`").first.map(String.init) }
        )
        #expect(Self.all.filter { !rows.contains($0) } == [])
    }
}
