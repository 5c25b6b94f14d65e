import Bytes
import Certificates
import TestSupport
import Testing

@Suite("Codes of certificates")
struct ErrorCodesTests {
    @Test("every code is explained in Docs/error-codes.md")
    func explained() throws {
        let page = String(
            decoding: try File.contents(of: "\(Vectors.packageRoot)/Docs/error-codes.md", limit: 1 << 20),
            as: UTF8.self
        )
        let codes =
            CertificateError.Code.allCases.map(\.rawValue)
            + CertificatePath.Fault.Code.allCases.map(\.rawValue)
        #expect(codes.filter { !page.contains("\n| `\($0)` |") } == [])
    }
}
