import Bytes
import Certificates
import TestSupport
import Testing

@testable import Attestation

/// Azure's reports under a root of our own: what binds a session, and what keeps others from it.
@Suite("Azure's reports", .enabled(if: ForgedSNP.present, "openssl is not installed"))
struct HCLReportTests {
    private static let session = [UInt8](repeating: 0xa5, count: 64)
    private static let paravisor = [UInt8](repeating: 0x11, count: 48)
    private static let guest = [UInt8](repeating: 0x22, count: 48)

    private static func claims(_ userData: [UInt8], _ more: String = "") -> [UInt8] {
        let key = #"{"e":"AQAB","key_ops":["sign"],"kid":"HCLAkPub","kty":"RSA","n":"abc"}"#
        let hex = Hex.encode(userData).uppercased()
        return Array(
            #"{"keys":[\#(key)],\#(more)"vm-configuration":{"secure-boot":true,"vmUniqueId":"A"},"user-data":"\#(hex)"}"#
                .utf8
        )
    }

    /// `hcl.bin` with a report inside.
    private static func wrap(_ report: [UInt8], _ claims: [UInt8], kind: UInt32 = 2, hash: UInt32 = 1)
        -> [UInt8]
    {
        var bytes = Array("HCLA".utf8)
        for number in [2, UInt32(1216 + 20 + claims.count), 2, 0, 0, 0, 0] {
            bytes.append(littleEndian: number)
        }
        bytes += report
        for number in [UInt32(20 + claims.count), 1, kind, hash, UInt32(claims.count)] {
            bytes.append(littleEndian: number)
        }
        return bytes + claims + [UInt8](repeating: 0, count: 100)
    }

    /// What the paravisor makes of claims, or a guest that says it were one.
    private struct Scene {
        var forged: ForgedSNP
        var bound: [UInt8]
        var shown: [UInt8]

        init() throws {
            forged = try ForgedSNP(
                .turin,
                vlek: false,
                numbers: SNPProductTests.turin,
                tcb: [1, 2, 3, 4, 0, 0, 0, 81],
                processor: [0x1a, 2, 1]
            )
            forged.report.replaceSubrange(0x90..<0xc0, with: paravisor)
            bound = claims(session)
            shown = bound
        }

        func files() throws -> EvidenceFiles {
            var forged = forged
            forged.report.replaceSubrange(0x50..<0x70, with: SHA256.hash(bound).bytes)
            var files = try forged.captured()
            files["hcl.bin"] = wrap(files.removeValue(forKey: "report.bin") ?? [], shown)
            return EvidenceFiles(files)
        }

        /// Judged for the session, by a policy that knows one paravisor and one guest.
        func appraisal(_ changes: [String: JSON?] = [:], for bytes: [UInt8] = session) throws -> Appraisal {
            try judged(EvidenceReader.read(files(), as: .sevSNP), changes, for: bytes)
        }

        func judged(
            _ evidence: any Evidence,
            _ changes: [String: JSON?] = [:],
            for bytes: [UInt8] = session
        ) throws -> Appraisal {
            var members: [String: JSON] = [
                "measurements": [.string(Hex.encode(guest))], "azure_hcl": [.string(Hex.encode(paravisor))],
                "debug": false, "migration": false, "smt": true, "vmpl_maximum": 3,
                "tcb": .object(["turin": .object([:])]), "crl_required": false,
            ]
            for (name, value) in changes { members[name] = value }
            return Appraisal(
                of: evidence,
                policy: try SNPSample.policy(members),
                context: AuthenticationContext(roots: forged.roots, bracket: forged.bracket),
                binding: EvidenceBinding(data: bytes)
            )
        }
    }

    @Test("binds a session by user-data, and says each time that the guest was not measured")
    func good() throws {
        let appraisal = try Scene().appraisal()
        #expect(appraisal.result == .accepted, "\(appraisal.findings)")
        #expect(appraisal.findings.outcome(.guestUnmeasured) == .warn)
        let other = try Scene().appraisal(for: [UInt8](repeating: 1, count: 64))
        #expect(other.result == .rejected && other.findings.faultCodes == [.bindingMismatch])
    }

    @Test("a policy that does not name paravisors refuses them, and would accept when just that check is off")
    func unnamed() throws {
        let members: [String: JSON?] = [
            "azure_hcl": nil, "measurements": [.string(Hex.encode(Self.paravisor))],
        ]
        let refused = try Scene().appraisal(members)
        #expect(refused.result == .rejected && refused.findings.faultCodes == [.guestUnmeasured])
        try KnockOut.without("guest-unmeasured") {
            let without = try Scene().appraisal(members).result
            #expect(without == .accepted)
        }
    }

    @Test("claims that the report does not bind are refused, and would pass when just that check is off")
    func otherClaims() throws {
        var scene = try Scene()
        scene.bound = Self.claims([UInt8](repeating: 1, count: 64))
        #expect(try scene.appraisal().findings.faultCodes == [.claimsMismatch])
        try KnockOut.without("claims-mismatch") {
            let without = try scene.appraisal().result
            #expect(without == .accepted)
        }
    }

    @Test("the 32 bytes behind the digest are zero: no plain report's 64 bytes pass for it")
    func tail() throws {
        var scene = try Scene()
        scene.forged.report[0x8f] = 1
        #expect(try scene.appraisal().findings.faultCodes == [.claimsMismatch])
    }

    @Test("a report that the guest could ask for is refused, and would pass when just that check is off")
    func level() throws {
        var scene = try Scene()
        scene.forged.report[0x30] = 2
        #expect(try scene.appraisal().findings.faultCodes == [.paravisorLevel])
        try KnockOut.without("paravisor-level") {
            let without = try scene.appraisal().result
            #expect(without == .accepted)
        }
    }

    @Test("a measured guest that signs a digest of made-up claims is no paravisor, nor a paravisor a guest")
    func lists() throws {
        var scene = try Scene()
        scene.forged.report.replaceSubrange(0x90..<0xc0, with: Self.guest)
        #expect(try scene.appraisal().findings.faultCodes == [.measurementUnknown])
        var plain = try Scene()
        plain.forged.report.replaceSubrange(0x50..<0x90, with: Self.session)
        let found = try plain.judged(plain.forged.evidence())
        #expect(found.findings.faultCodes == [.measurementUnknown])
    }

    @Test("another machine in mid-session is seen, whatever it binds")
    func changed() throws {
        let first = try EvidenceReader.read(Scene().files(), as: .sevSNP)
        var scene = try Scene()
        scene.bound = Array(
            String(decoding: scene.bound, as: UTF8.self).replacing(
                #""vmUniqueId":"A""#,
                with: #""vmUniqueId":"B""#
            ).utf8
        )
        scene.shown = scene.bound
        let second = try EvidenceReader.read(scene.files(), as: .sevSNP)
        #expect(first.changes(in: second).map(\.subject).contains("vmUniqueId"))
    }

    @Test(
        "user-data that stands twice, in two spellings, or in no form that is known is not read",
        arguments: [
            #""user-data":"00","#, #""user_data":"00","#, #""user\u002ddata":"00","#, #""a":null,"#,
            #""a":1.5,"#,
        ]
    )
    func twice(_ more: String) throws {
        let bytes = Self.wrap([UInt8](repeating: 0, count: 1184), Self.claims(Self.session, more))
        #expect(refusal { () throws(AttestationError) in try HCLReport(bytes) } == .evidenceUnsupported)
    }

    @Test("without user-data nothing is bound, and text in a value is no key")
    func unbound() throws {
        var scene = try Scene()
        scene.bound = Array(#"{"keys":[],"x":"\"user-data\":","y":["user-data"]}"#.utf8)
        scene.shown = scene.bound
        #expect(try scene.appraisal().findings.faultCodes == [.bindingMismatch])
        #expect(try EvidenceReader.read(scene.files(), as: .sevSNP).boundData.isEmpty)
    }

    @Test("other types, versions and unsigned bytes are refused, each in its words")
    func layout() throws {
        let good = try Scene().files()["hcl.bin"] ?? []
        let tdx = Self.wrap([UInt8](repeating: 0, count: 1184), Self.claims(Self.session), kind: 4)
        #expect(refusal { () throws(AttestationError) in try HCLReport(tdx) } == .evidenceUnsupported)
        let sha512 = Self.wrap([UInt8](repeating: 0, count: 1184), Self.claims(Self.session), hash: 3)
        #expect(refusal { () throws(AttestationError) in try HCLReport(sha512) } == .evidenceUnsupported)
        for (place, code) in [
            (0, AppraisalCode.evidenceMalformed), (4, .evidenceUnsupported), (12, .evidenceUnsupported),
            (16, .evidenceMalformed), (31, .evidenceMalformed), (1220, .evidenceUnsupported),
            (1235, .evidenceMalformed), (good.count - 1, .evidenceMalformed),
        ] {
            var bytes = good
            bytes[place] ^= 0x80
            #expect(refusal { () throws(AttestationError) in try HCLReport(bytes) } == code, "byte \(place)")
        }
        for count in [0, 4, 31, 1216, 1236, 1300] {
            let short = Array(good.prefix(count))
            #expect(refusal { () throws(AttestationError) in try HCLReport(short) } == .evidenceMalformed)
        }
    }

    @Test("beside a report by itself, or twice, it is refused")
    func beside() throws {
        let files = try Scene().files()
        let both = EvidenceFiles(files.files.merging(["report.bin": []]) { $1 })
        #expect(refusal { () throws(AttestationError) in try EvidenceReader.all(both) } == .evidenceFiles)
    }
}
