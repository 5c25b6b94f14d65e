import Attestation
import Bytes
import Testing

/// Each demand of a policy refuses what it should, and a policy without it accepts the same evidence.
struct IntelPolicyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: AppraisalCode
        let words: String
        /// Members that replace those of the default policy.
        let demand: String
        let without: String
        let edit: @Sendable (inout IntelForge) -> Void

        init(
            _ description: String,
            _ code: AppraisalCode,
            _ words: String,
            demand: String = strict,
            without: String,
            edit: @escaping @Sendable (inout IntelForge) -> Void = { _ in }
        ) {
            testDescription = description
            (self.code, self.words, self.demand, self.without) = (code, words, demand, without)
            self.edit = edit
        }
    }

    static func register(_ byte: String) -> String { String(repeating: byte, count: 48) }
    static let known = "{\"mrtd\":\"\(register("01"))\"}"
    static let strict = tdx()

    static func tdx(
        _ measurement: String = known,
        debug: Bool = false,
        statuses: String = "\"UpToDate\"",
        more: String = ""
    ) -> String {
        "{\"tdx\":{\"measurements\":[\(measurement)],\"debug\":\(debug),\"statuses\":[\(statuses)]\(more)}}"
    }

    static func sgx(_ enclave: String, debug: Bool = false, more: String = "") -> String {
        "{\"sgx\":{\"enclaves\":[\(enclave)],\"debug\":\(debug),\"statuses\":[\"UpToDate\"]\(more)}}"
    }

    static let enclave = "{\"mrenclave\":\"\(String(repeating: "e1", count: 32))\"}"
    static func signer(_ more: String) -> String {
        "{\"mrsigner\":\"\(String(repeating: "51", count: 32))\"\(more)}"
    }

    static let cases: [Case] = [
        Case("debug", .debugEnabled, "DEBUG", without: tdx(debug: true)) { $0.tdAttributes[0] = 1 },
        Case("profiling", .debugEnabled, "PERF_PROF", without: tdx(debug: true)) {
            $0.tdAttributes[0] = 0x20
        },
        Case(
            "another MRTD",
            .measurementUnknown,
            "mrtd 0101",
            demand: tdx("{\"mrtd\":\"\(register("02"))\"}"),
            without: strict
        ),
        Case(
            "another RTMR3",
            .measurementUnknown,
            "rtmr3 0808",
            demand: tdx("{\"mrtd\":\"\(register("01"))\",\"rtmr3\":\"\(register("09"))\"}"),
            without: strict
        ),
        Case(
            "another owner",
            .measurementUnknown,
            "mrowner 0303",
            demand: tdx("{\"mrtd\":\"\(register("01"))\",\"mrowner\":\"\(register("09"))\"}"),
            without: strict
        ),
        Case(
            "no SEPT_VE_DISABLE",
            .featureDenied,
            "not set",
            demand: tdx(more: ",\"sept_ve_disable\":true"),
            without: strict
        ) { $0.tdAttributes[3] = 0 },
        Case("a TD that may move", .migrationAllowed, "MIGRATABLE", without: tdx(more: ",\"migration\":true"))
        {
            $0.tdAttributes[3] = 0x30
        },
        Case("a service TD", .migrationAllowed, "service TDs", without: tdx(more: ",\"migration\":true")) {
            $0.mrServiceTD[47] = 1
        },
        Case(
            "a machine that is not listed",
            .chipUnknown,
            "PPID",
            demand: tdx(more: ",\"platforms\":{\"ppids\":[\"\(String(repeating: "ab", count: 16))\"]}"),
            without: tdx(more: ",\"platforms\":{\"fmspcs\":[\"50806f000000\"]}")
        ),
        Case(
            "a line of machines that is not listed",
            .chipUnknown,
            "FMSPC",
            demand: tdx(more: ",\"platforms\":{\"fmspcs\":[\"60806f000000\"]}"),
            without: strict
        ),
        Case(
            "tables that are too old",
            .evaluationTooOld,
            "got 17, want 18",
            demand: tdx(more: ",\"evaluation_minimum\":18"),
            without: tdx(more: ",\"evaluation_minimum\":17")
        ),
        Case(
            "old firmware",
            .tcbStatus,
            "component 1: got 6, want 7; PCESVN: got 10, want 11",
            without: tdx(statuses: "\"UpToDate\",\"OutOfDate\"")
        ) { ($0.components[0], $0.pceSVN) = (6, 10) },
        Case(
            "a denied advisory",
            .advisoryDenied,
            "INTEL-SA-00001",
            demand: tdx(statuses: "\"OutOfDate\"", more: ",\"advisories_denied\":[\"INTEL-SA-00001\"]"),
            without: tdx(statuses: "\"OutOfDate\"")
        ) { $0.components[0] = 6 },
        Case(
            "an old quoting enclave",
            .tcbStatus,
            "quoting enclave OutOfDate",
            without: tdx(statuses: "\"OutOfDate\"")
        ) {
            $0.enclaveSVN = 7
        },
        Case("an old TDX module", .tcbStatus, "TDX module OutOfDate", without: tdx(statuses: "\"OutOfDate\""))
        {
            ($0.teeTCBSVN[0], $0.teeTCBSVN2[0]) = (3, 3)
        },
        Case(
            "a TD older than the module that runs",
            .tcbStatus,
            "TDRelaunchAdvised",
            without: tdx(statuses: "\"TDRelaunchAdvised\"")
        ) { $0.teeTCBSVN[0] = 3 },
        Case(
            "an SGX enclave under debug",
            .debugEnabled,
            "DEBUG",
            demand: sgx(enclave),
            without: sgx(enclave, debug: true)
        ) {
            $0.version = 3
            $0.sgxAttributes[0] = 0x07
        },
        Case(
            "another enclave",
            .measurementUnknown,
            "MRENCLAVE",
            demand: sgx("{\"mrenclave\":\"\(String(repeating: "e2", count: 32))\"}"),
            without: sgx(enclave)
        ) { $0.version = 3 },
        Case(
            "another product of the signer",
            .measurementUnknown,
            "ISVPRODID: got 7, want 8",
            demand: sgx(signer(",\"isvprodid\":8")),
            without: sgx(signer(",\"isvprodid\":7"))
        ) { $0.version = 3 },
        Case(
            "an old build of the signer",
            .measurementUnknown,
            "ISVSVN: got 3, want 4",
            demand: sgx(signer(",\"isvsvn_minimum\":4")),
            without: sgx(signer(",\"isvsvn_minimum\":3"))
        ) { $0.version = 3 },
        Case(
            "an SGX machine that is not listed",
            .chipUnknown,
            "FMSPC",
            demand: sgx(enclave, more: ",\"fmspcs\":[\"60806f000000\"]"),
            without: sgx(enclave)
        ) { $0.version = 3 },
    ]

    @Test("A demand refuses what it should, and left out it refuses nothing", arguments: cases)
    func demand(_ sample: Case) throws {
        var forge = IntelForge()
        sample.edit(&forge)
        let evidence = try forge.evidence()
        let context = try forge.context()
        #expect(evidence.authenticate(context).refusals == [])
        let findings = evidence.appraise(try IntelVectors.policy(sample.demand), context)
        #expect(findings.refusals == [sample.code], "\(findings)")
        let detail = findings.first { $0.code == sample.code }.map { "\($0.subject) \($0.detail)" } ?? ""
        #expect(detail.contains(sample.words), "\(detail)")
        let lenient = evidence.appraise(try IntelVectors.policy(sample.without), context)
        #expect(lenient.refusals == [], "\(lenient)")
    }

    @Test("A policy reads back as it was written", arguments: cases)
    func json(_ sample: Case) throws {
        let policy = try IntelVectors.policy(sample.demand)
        let again = try AttestationPolicy(policy.json, path: "attestation")
        #expect(again == policy)
    }

    @Test(
        "A policy that demands too little or too oddly is refused",
        arguments: [
            tdx("{}"), tdx(""), tdx("{\"mrtd\":\"00\"}"), tdx("{\"mrtd\":\"\(register("AB"))\"}"),
            tdx(statuses: ""), tdx(statuses: "\"Revoked\""), tdx(statuses: "\"Fine\""),
            tdx(more: ",\"platforms\":{\"ppids\":[]}"), tdx(more: ",\"platforms\":{\"cpus\":[]}"),
            tdx(more: ",\"evaluation_minimum\":-1"), sgx("{}"), sgx("{\"isvprodid\":1}"), sgx(""),
            sgx(enclave, more: ",\"ppids\":[]"),
        ]
    )
    func badPolicy(_ text: String) {
        #expect(throws: FormatError.self) { try IntelVectors.policy(text) }
    }
}
