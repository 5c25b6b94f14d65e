import Attestation
import Bytes
import Certificates
import Testing

/// Every check that can fail fails once, on evidence in which nothing else is wrong.
struct IntelForgeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let outcome: AppraisalFinding.Outcome
        let code: AppraisalCode
        let words: String
        let edit: @Sendable (inout IntelForge) -> Void

        init(
            _ description: String,
            _ code: AppraisalCode,
            _ words: String,
            outcome: AppraisalFinding.Outcome = .fail,
            _ edit: @escaping @Sendable (inout IntelForge) -> Void
        ) {
            testDescription = description
            self.outcome = outcome
            self.code = code
            self.words = words
            self.edit = edit
        }
    }

    @Test(
        "Sound evidence is authentic and accepted, and nothing is warned of",
        arguments: [UInt16(3), 4, 5],
        [UInt16(2), 3]
    )
    func sound(_ version: UInt16, _ bodyType: UInt16) throws {
        var forge = IntelForge()
        (forge.version, forge.bodyType) = (version, version == 4 ? 2 : bodyType)
        forge.padding = [0, 0, 0]
        let evidence = try forge.evidence()
        let context = try forge.context("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z")
        let findings = evidence.authenticate(context)
        #expect(findings.allSatisfy { $0.outcome == .pass }, "\(findings.filter { $0.outcome != .pass })")
        let appraisal = evidence.appraise(try IntelVectors.policy(for: evidence), context)
        #expect(appraisal.refusals == [])
        #expect(evidence.boundData == forge.reportData)
        #expect(evidence.claims.first { $0.name == "TCB status" }?.value == "UpToDate")
    }

    static let authenticity: [Case] = [
        Case("another PCK name", .chainInvalid, "Intel SGX PCK Certificate") { $0.pckName = "Some PCK" },
        Case("a signer that Intel has for other things", .chainInvalid, "Intel SGX TCB Signing") {
            $0.signerName = "Intel SGX PCK Certificate"
        },
        Case("a PCK that ran out", .certificateWindow, "valid 2020-01-01T00:00:00Z to 2024-05-31") {
            $0.pckUntil = "240531000000Z"
        },
        Case("a revoked PCK", .certificateRevoked, "reason 1") { $0.revokedPCKs = [(3, "240101000000Z", 1)] },
        Case("a PCK revoked for no reason later", .certificateRevoked, "no reason") {
            $0.revokedPCKs = [(3, "240701000000Z", nil)]
        },
        Case("a PCK whose key leaked later", .certificateRevoked, "reason 1") {
            $0.revokedPCKs = [(3, "240701000000Z", 1)]
        },
        Case("a PCK superseded later", .revokedLater, "reason 4", outcome: .warn) {
            $0.revokedPCKs = [(3, "240701000000Z", 4)]
        },
        Case("a PCK superseded before", .certificateRevoked, "reason 4") {
            $0.revokedPCKs = [(3, "240501000000Z", 4)]
        },
        Case("a revoked authority", .certificateRevoked, "Intel SGX PCK Platform CA") {
            $0.revokedAuthorities = [(2, "240101000000Z", 1)]
        },
        Case("a revoked signer of collateral", .certificateRevoked, "Intel SGX TCB Signing") {
            $0.revokedAuthorities = [(4, "240101000000Z", 1)]
        },
        Case("a PCK superseded later, and invalid before", .certificateRevoked, "invalid since 2024-05-01") {
            $0.revokedPCKs = [(3, "240701000000Z", 4)]
            $0.entryExtensions = ForgedDER.invalidityDate("20240501000000Z")
        },
        Case("a PCK superseded later, and invalid later", .revokedLater, "2024-06-15", outcome: .warn) {
            $0.revokedPCKs = [(3, "240701000000Z", 4)]
            $0.entryExtensions = ForgedDER.invalidityDate("20240615000000Z")
        },
        Case("a list signed by somebody else", .collateralSignature, "Intel SGX Root CA") {
            $0.listKey = $0.authorityKey
        },
        Case("TCB Info of another FMSPC", .collateralMismatch, "got 60806f000000, want 50806f000000") {
            $0.tcbInfoEdit = { $0.replacing("50806F000000", with: "60806F000000") }
        },
        Case("TCB Info of another PCE", .collateralMismatch, "PCE-ID: got 0001, want 0000") {
            $0.tcbInfoEdit = { $0.replacing("\"pceId\":\"0000\"", with: "\"pceId\":\"0001\"") }
        },
        Case("QE identity of the other TEE", .collateralMismatch, "want TD_QE") {
            $0.identityEdit = { $0.replacing("\"TD_QE\"", with: "\"QE\"") }
        },
        Case("a quoting enclave of somebody else", .quotingEnclave, "MRSIGNER") { $0.enclaveSigner = 0xdd },
        Case("a quoting enclave under debug", .quotingEnclave, "attributes") {
            $0.enclaveAttributes[0] = 0x13
        },
        Case("a quoting enclave of another kind", .quotingEnclave, "ISVPRODID: got 2, want 3") {
            $0.identityEdit = { $0.replacing("\"isvprodid\":2", with: "\"isvprodid\":3") }
        },
        Case("another MISCSELECT", .quotingEnclave, "MISCSELECT") {
            $0.identityEdit = {
                $0.replacing("\"miscselect\":\"00000000\"", with: "\"miscselect\":\"00000001\"")
            }
        },
        Case("a TDX module of somebody else", .collateralMismatch, "MRSIGNERSEAM") { $0.mrSignerSEAM[0] = 1 },
        Case("a TDX module that Intel does not list", .collateralMismatch, "no TDX_09") {
            $0.teeTCBSVN[1] = 9
        },
        Case("junk behind the quote", .evidenceMalformed, "2 bytes") { $0.padding = [0, 1] },
        Case("old TCB Info", .collateralWindow, "2024-05-01T00:00:00Z") {
            $0.tcbInfoEdit = { $0.replacing("2025-01-01T00:00:00Z", with: "2024-05-01T00:00:00Z") }
        },
        Case("a field of TCB Info that nobody knows", .evidenceUnsupported, "tcbInfo.tcbMood", outcome: .warn)
        {
            $0.tcbInfoEdit = { $0.replacing("\"tcbType\":0", with: "\"tcbType\":0,\"tcbMood\":1") }
        },
        Case(
            "a field of a level that nobody knows",
            .evidenceUnsupported,
            "tcbLevels[0].mood",
            outcome: .warn
        ) {
            $0.identityEdit = {
                $0.replacing("{\"tcb\":{\"isvsvn\":8}", with: "{\"mood\":1,\"tcb\":{\"isvsvn\":8}")
            }
        },
    ]

    @Test("A fault in what makes a quote authentic is found, and only that", arguments: authenticity)
    func foundAlone(_ fault: Case) throws {
        var forge = IntelForge()
        fault.edit(&forge)
        let bad = try forge.evidence().authenticate(forge.context()).filter { $0.outcome != .pass }
        #expect(Set(bad.map(\.code)) == [fault.code], "\(bad)")
        #expect(bad.first?.outcome == fault.outcome)
        #expect(bad.contains { "\($0.subject) \($0.detail)".contains(fault.words) }, "\(bad)")
    }

    @Test("A vendor that nobody vouches for is unknown")
    func unknownRoot() throws {
        let forge = IntelForge()
        let context = AuthenticationContext(roots: .builtIn, bracket: try forge.context().bracket)
        #expect(try forge.evidence().authenticate(context).refusals == [.rootUnknown])
    }

    @Test("All chains must end in one root, whose list covers them")
    func otherRoot() throws {
        let (forge, other) = (IntelForge(), IntelForge())
        var files = try forge.files()
        files["qe-identity.json"] = try other.files()["qe-identity.json"]
        files["qe-identity.headers"] = try other.files()["qe-identity.headers"]
        let roots = try [forge, other].map { try Certificate(der: $0.root()) }
        let context = AuthenticationContext(
            roots: VendorRoots.builtIn.adding(roots, for: .intel),
            bracket: try forge.context().bracket
        )
        #expect(try TDXEvidence(EvidenceFiles(files)).authenticate(context).refusals == [.chainInvalid])
    }

    static let unreadable: [Case] = [
        Case("certificates in another form", .evidenceUnsupported, "type 4") { $0.innerType = 4 },
        Case("TCB Info of a version to come", .evidenceUnsupported, "version 4") {
            $0.tcbInfoEdit = { $0.replacing("\"version\":3", with: "\"version\":4") }
        },
        Case("TCB Info of a type to come", .evidenceUnsupported, "type 1") {
            $0.tcbInfoEdit = { $0.replacing("\"tcbType\":0", with: "\"tcbType\":1") }
        },
        Case("QE identity of a version to come", .evidenceUnsupported, "version 3") {
            $0.identityEdit = { $0.replacing("\"version\":2", with: "\"version\":3") }
        },
        Case("a status that nobody knows", .collateralMalformed, "NeedsRest") {
            $0.tcbInfoEdit = { $0.replacing("\"OutOfDate\"", with: "\"NeedsRest\"") }
        },
        Case("an advisory that would write on the terminal", .collateralMalformed, "advisoryIDs") {
            $0.tcbInfoEdit = { $0.replacing("INTEL-SA-00001", with: "\\u001b[2J") }
        },
        Case("a level twice", .collateralMalformed, "repeated") {
            $0.identityEdit = { $0.replacing("\"isvsvn\":6", with: "\"isvsvn\":8") }
        },
        Case("seventeen components", .collateralMalformed, "17 components") {
            $0.tcbInfoEdit = {
                $0.replacing("\"sgxtcbcomponents\":[", with: "\"sgxtcbcomponents\":[{\"svn\":0},")
            }
        },
        Case("a component out of range", .collateralMalformed, "got 256") {
            $0.tcbInfoEdit = { $0.replacing("\"svn\":7", with: "\"svn\":256") }
        },
    ]

    @Test("What cannot be read is refused with the file and the place", arguments: unreadable)
    func refused(_ fault: Case) throws {
        var forge = IntelForge()
        fault.edit(&forge)
        let files = try forge.files()
        #expect {
            try IntelVectors.evidence(files)
        } throws: { error in
            let error = error as? AttestationError
            return error?.code == fault.code && "\(error?.description ?? "")".contains(fault.words)
        }
    }

    @Test("A body type or size that is not known is refused")
    func bodyType() throws {
        var files = try IntelForge().files()
        let quote = try #require(files["quote.bin"])
        files["quote.bin"]?[48] = 4
        #expect { try IntelVectors.evidence(files) } throws: {
            ($0 as? AttestationError)?.code == .evidenceUnsupported
        }
        files["quote.bin"] = quote
        files["quote.bin"]?[50] ^= 1
        #expect { try IntelVectors.evidence(files) } throws: {
            ($0 as? AttestationError)?.code == .evidenceMalformed
        }
    }
}
