import Audit
import Bytes
import Keys
import Layout
import Leaves
import Reports
import Sealing
import SecretKeys
import TestSupport
import Testing
import Verification

@Suite("A response to a draw")
struct ResponseTests {
    private let audit: TestAudit
    private let run: TestRun
    private let path: String
    private let ceremony: Ceremony
    private let challenge: Challenge
    private let due: Timestamp

    init() async throws {
        audit = try TestAudit()
        run = try TestRun()
        try run.openSession()
        try run.steps(40, blob: { Array("opening of step \($0)".utf8) })
        path = try await run.seal(configure: { $0.withheld = ["opaque/1"] })
        let due = try Timestamp("2027-01-16T00:00:00Z")
        self.due = due
        ceremony = try audit.ceremony(on: path) { plan in
            plan.openings = ["opaque/1"]
            plan.openingsDue = due
        }
        let strata = ceremony.judge(
            trust: try audit.trust(run),
            at: TestRun.sealedAt,
            segment: nil
        ).strata
        challenge = try BundleContents(path: path).challenge(of: ceremony, strata: strata)
    }

    private func blobs(_ challenge: Challenge) throws -> [Digest: [UInt8]] {
        var found: [Digest: [UInt8]] = [:]
        for opening in challenge.openings {
            found[opening.sha256] = try File.contents(of: run.blobPath(opening.sha256), limit: 1_000)
        }
        return found
    }

    /// Verifies with the response that `change` made of an honest one.
    private func verify(
        signedBy key: SecretKey? = nil,
        receivedAt: Timestamp? = nil,
        _ change: (inout AuditResponse, inout [Digest: [UInt8]]) throws -> Void = { _, _ in }
    ) async throws -> Report {
        var response = try AuditResponse(to: challenge, at: TestRun.sealedAt)
        var blobs = try blobs(challenge)
        try change(&response, &blobs)
        var envelope = Envelope(
            payloadType: AuditResponse.payloadType,
            payload: response.canonicalBytes
        )
        envelope.signatures = try (key ?? run.exporter).sign(envelope.signedBytes)
        let given = blobs
        let received = ReceivedResponse(
            envelope: envelope,
            files: Set(given.keys),
            receivedAt: receivedAt
        )
        return try await run.verify(
            path,
            scope: .sample,
            change: {
                $0.sample = .ceremony(ceremony)
                $0.response = received
                $0.opening = { digest, _ in given[digest] }
            },
            trust: audit.trust(run)
        )
    }

    @Test("is good where it opens all that was drawn, and nothing else")
    func honest() async throws {
        #expect(challenge.openings.count == ceremony.planned.sampled)
        let report = try await verify()
        #expect(report.verdict == .accepted, "\(report.text)")
        #expect(report.findings.contains { $0.check == .openings && $0.outcome == .pass })
        #expect(try Challenge(canonical: challenge.canonicalBytes) == challenge)
    }

    @Test("that is not there leaves every drawn step failed, and the report says how to ask")
    func none() async throws {
        let report = try await run.verify(
            path,
            scope: .sample,
            change: { $0.sample = .ceremony(ceremony) },
            trust: audit.trust(run)
        )
        #expect(report.verdict == .rejected && report.stepsValid == 0)
        #expect(Set(report.faults).isSuperset(of: ["opening-missing", "steps-failed"]))
    }

    /// What can be wrong, how it is made, and whether what it opened still counts.
    enum Lie: String, CaseIterable {
        case stranger = "response-unsigned"
        case otherBundle = "response-other-bundle"
        case stale = "response-stale"
        case otherChallenge = "response-other-challenge"
        case late = "response-late"
        case partial = "response-partial"
        case unlisted = "response-unlisted"
        case wrong = "opening-digest"
    }

    @Test("that is wrong is found as what it is", arguments: Lie.allCases)
    func wrong(_ lie: Lie) async throws {
        let stranger = try SecretKey.generate(name: "stranger", withMLDSA: false)
        let other = SHA256.hash(Array("other".utf8))
        let report = try await verify(signedBy: lie == .stranger ? stranger : nil) { response, blobs in
            guard let first = blobs.keys.min(by: { $0.hex < $1.hex }) else { return }
            switch lie {
            case .stranger: break
            case .otherBundle: response.manifest = other
            case .stale: response.plan = other
            case .otherChallenge: response.challenge = other
            case .late: response.respondedAt = try Timestamp("2027-01-16T00:00:01Z")
            case .partial: blobs[first] = nil
            case .unlisted: blobs[other] = [1]
            case .wrong: blobs[first]?[0] ^= 1
            }
        }
        #expect(report.verdict == .rejected)
        #expect(report.faults.contains(lie.rawValue), "\(report.faults)")
        let foreign: [Lie] = [.stranger, .otherBundle, .stale, .otherChallenge]
        let counted = report.stepsValid
        switch lie {
        case .late, .unlisted: #expect(counted == report.stepsChecked && report.faults.count == 1)
        case .partial, .wrong: #expect(counted == report.stepsChecked - 1)
        default: #expect(foreign.contains(lie) && counted == 0)
        }
    }

    @Test("is late by the inspector's word, too, and not a second before")
    func received() async throws {
        #expect(try await verify(receivedAt: due).verdict == .accepted)
        let after = try await verify(receivedAt: Timestamp("2027-01-16T00:00:01Z"))
        #expect(after.faults == ["response-late"])
    }

    @Test("is of one form: every byte changed is another one, or none")
    func flips() throws {
        let response = try AuditResponse(to: challenge, at: TestRun.sealedAt)
        let bytes = response.canonicalBytes
        for index in Effort.places(bytes.count, oneIn: 7) {
            var changed = bytes
            changed[index] ^= 1
            guard let read = try? AuditResponse(canonical: changed) else { continue }
            #expect(read != response)
        }
        let document = challenge.canonicalBytes
        for index in Effort.places(document.count, oneIn: 61) {
            var changed = document
            changed[index] ^= 1
            guard let read = try? Challenge(canonical: changed) else { continue }
            #expect(read != challenge)
        }
    }
}
