import Bytes
import TestSupport
import Testing
import Trust

@testable import Audit

/// Papers that another program made from the specification.
@Suite("Papers of another implementation")
struct VectorTests {
    static let folder = "\(Vectors.packageRoot)/Formats/Vectors/audit"
    static let names = ["dice", "beacon", "two-way", "everything"]

    private func read(_ name: String) throws -> [UInt8] {
        try File.contents(of: "\(Self.folder)/\(name)", limit: 1 << 20)
    }

    @Test("hold, and draw the same steps from the same seeds", arguments: names)
    func picks(_ name: String) throws {
        let ceremony = try Ceremony(canonical: read("\(name).audit.json"))
        let trust = try Trust(file: read("trust.json"))
        let judgement = ceremony.judge(trust: trust, at: try Timestamp(Samples.time), segment: nil)
        #expect(judgement.faults == [])
        #expect(judgement.inspectors == ["ida"] && judgement.witnesses == ["wanda", "wim"])
        var picks = try JSONObject(JSON(canonicalLine: read("picks.json"), limits: .document), path: "")
        let wanted = try picks.objects(name.replacing("-", with: "_"))
        #expect(judgement.strata.count == wanted.count)
        for (stratum, object) in zip(judgement.strata, wanted) {
            var object = object
            #expect(try object.string("seed") == stratum.seed)
            #expect(try object.integer("first") == stratum.first && object.integer("last") == stratum.last)
            #expect(try object.array("picks") == stratum.picks.map { .number($0) })
        }
    }

    @Test("have samples as small as they may be")
    func smallest() throws {
        for name in ["dice", "two-way"] {
            let plan = try Ceremony(canonical: read("\(name).audit.json")).planned
            for stratum in plan.strata {
                #expect(try plan.leastSample(of: stratum.last - stratum.first + 1) == stratum.sample)
            }
        }
    }

    @Test("wait for signatures where nobody has signed")
    func planned() throws {
        let ceremony = try Ceremony(canonical: read("planned.audit.json"))
        let trust = try Trust(file: read("trust.json"))
        let judgement = ceremony.judgePlan(trust: trust, at: try Timestamp(Samples.time), segment: nil)
        #expect(judgement.codes == [.planUnsigned, .planWitnesses])
    }
}
