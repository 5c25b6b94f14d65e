import Attestation
import Bytes
import Testing

/// What no policy accepts, what it leaves open, and what must hold from a session's open to its close.
struct IntelSessionTests {
    @Test(
        "No policy accepts unknown bits, a revoked part, or firmware below all levels",
        arguments: [
            ("bits", AppraisalCode.evidenceUnsupported), ("revoked", .tcbStatus), ("low", .tcbLevelNone),
            ("module", .tcbLevelNone), ("enclave", .tcbLevelNone),
        ]
    )
    func never(_ what: String, _ code: AppraisalCode) throws {
        var forge = IntelForge()
        switch what {
        case "bits": forge.tdAttributes[1] = 1
        case "revoked": forge.enclaveSVN = 4
        case "low": forge.components[0] = 4
        case "module": (forge.teeTCBSVN[0], forge.teeTCBSVN2[0]) = (1, 1)
        default: forge.enclaveSVN = 3
        }
        let names = [
            "UpToDate", "SWHardeningNeeded", "ConfigurationNeeded", "OutOfDate", "TDRelaunchAdvised",
            "OutOfDateConfigurationNeeded", "ConfigurationAndSWHardeningNeeded",
        ]
        let all = names.map { "\"\($0)\"" }.joined(separator: ",")
        let policy = try IntelVectors.policy(
            IntelPolicyTests.tdx(debug: true, statuses: all, more: ",\"migration\":true")
        )
        #expect(try forge.evidence().appraise(policy, forge.context()).refusals == [code])
    }

    @Test("Registers that the policy leaves out are named")
    func notCompared() throws {
        let forge = IntelForge()
        let policy = try IntelVectors.policy(IntelPolicyTests.strict)
        let finding = try forge.evidence().appraise(policy, forge.context()).with(.measurementsNotCompared)
        #expect(finding?.outcome == .notChecked)
        #expect(finding?.detail == "the policy has no rtmr0, rtmr1, rtmr2, rtmr3")
    }

    @Test(
        "Older firmware later in a session is a regression, in words",
        arguments: [
            "tdx", "pck", "module", "kind", "sgx", "svn2",
        ]
    )
    func regression(_ what: String) throws {
        var (before, after) = (IntelForge(), IntelForge())
        let words: String
        switch what {
        case "tdx":
            after.teeTCBSVN[2] = 5
            words = "TEE_TCB_SVN component 3: got 5, want 6"
        case "pck":
            after.components[0] = 6
            words = "component 1: got 6, want 7"
        case "module":
            (before.teeTCBSVN[1], before.teeTCBSVN[0], after.teeTCBSVN[0]) = (2, 1, 9)
            words = "TEE_TCB_SVN module: got 1.9, want 2.1"
        case "kind":
            after.version = 3
            words = "evidence of another kind: sgx"
        case "svn2":
            after.teeTCBSVN2[0] = 4
            words = "TEE_TCB_SVN2 module: got 1.4, want 1.5"
        default:
            (before.version, after.version) = (3, 3)
            after.cpuSVN[0] = 8
            words = "CPUSVN byte 1: got 8, want 9"
        }
        #expect(try before.evidence().regression(to: after.evidence()) == words)
        #expect(try before.evidence().regression(to: before.evidence()) == nil)
    }

    @Test("Constants are the launch measurements and the platform")
    func constants() throws {
        let names = [
            "mrtd", "rtmr0", "rtmr1", "rtmr2", "mrconfigid", "mrowner", "mrownerconfig", "TD attributes",
            "XFAM",
            "FMSPC", "PPID",
        ]
        #expect(try IntelForge().evidence().constants.map(\.name) == names)
        var forge = IntelForge()
        forge.version = 3
        let sgx = ["mrenclave", "mrsigner", "isvprodid", "attributes", "FMSPC", "PPID"]
        #expect(try forge.evidence().constants.map(\.name) == sgx)
    }

    @Test("A TD with other attributes, and an enclave under debug, are not those that opened the session")
    func changed() throws {
        var (before, after) = (IntelForge(), IntelForge())
        after.tdAttributes[3] = 0x30
        let td = try before.evidence().changes(in: after.evidence())
        #expect(td.map(\.subject) == ["TD attributes"] && td.map(\.code) == [.sessionChanged])
        (before.version, after.version) = (3, 3)
        after.sgxAttributes[0] |= 2
        let enclave = try before.evidence().changes(in: after.evidence())
        #expect(enclave.map(\.subject) == ["attributes"] && enclave.map(\.code) == [.sessionChanged])
        try KnockOut.without("session-changed") {
            let without = try before.evidence().changes(in: after.evidence())
            #expect(without == [])
        }
    }
}
