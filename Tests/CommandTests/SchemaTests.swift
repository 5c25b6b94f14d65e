import Bytes
import TestSupport
import Testing

/// What commands print as JSON, held against the schemas by a library that is not ours.
@Suite("Output fits its schema", .enabled(if: Python.has("jsonschema")))
struct SchemaTests {
    private static let check = """
        import json, jsonschema, sys
        schema, document = (json.load(open(path)) for path in sys.argv[1:])
        jsonschema.Draft202012Validator(schema).validate(document)
        """

    /// Ends with 0 where the document fits `Formats/NAME-v1.schema.json`.
    private func fits(_ document: [UInt8], _ name: String) throws -> Outcome {
        let scratch = try ScratchFolder()
        let file = "\(scratch.path)/document.json"
        try AtomicFile.write(document, to: file)
        let schema = "\(Vectors.packageRoot)/Formats/\(name)-v1.schema.json"
        return try Python.run(["-c", Self.check, schema, file])
    }

    private func verify(_ scope: [String] = [], _ more: String...) throws -> Outcome {
        let fixed = ["verify", Golden.bundle(1), "--trust", Golden.trust, "--at", Golden.time, "--first"]
        return try Command.run(Built.path("bulla-verify"), fixed + scope + more)
    }

    @Test(
        "of a verification",
        arguments: [["--scope", "all"], ["--scope", "sample", "--sample", "3", "--seed", "1234567890"]]
    )
    func report(_ scope: [String]) throws {
        let scratch = try ScratchFolder()
        let timing = "\(scratch.path)/timing.json"
        let outcome = try verify(scope, "--json", "--timing", timing, "--sla", "1h")
        #expect(try fits(outcome.bytes, "report").status == 0)
        #expect(try fits(File.contents(of: timing, limit: 1 << 20), "timing").status == 0)
        #expect(try fits(outcome.bytes, "timing").status != 0)
    }

    @Test("of an estimate, with a time that was agreed and without")
    func estimate() throws {
        #expect(try fits(verify([], "--estimate", "--json").bytes, "estimate").status == 0)
        let agreed = try verify([], "--estimate", "--json", "--sla", "30m")
        let checked = try fits(agreed.bytes, "estimate")
        #expect(checked.status == 0, "\(checked)")
    }

    @Test("of a report under a trust chain, of the chain's lines, and of what ages in it")
    func trust() throws {
        let office = try TrustChainCommandTests.Office()
        try office.ceremony.record(steps: 1...2)
        let bundle = try office.ceremony.seal()
        #expect(try office.sign("a", "b").status == 0)
        let report = try office.verify(bundle, ["--json"], at: "2026-06-02T00:00:00Z")
        #expect(report.output.contains(#""signers":[{"#) && report.output.contains(#""first":""#))
        #expect(try fits(report.bytes, "report").status == 0)
        let limit = 1 << 20
        #expect(try fits(File.contents(of: office.chain, limit: limit), "trust-chain").status == 0)
        #expect(try fits(File.contents(of: office.ceremony.trust, limit: limit), "trust").status == 0)
        let audit = try office.ceremony.done("trust", "audit", office.chain, "--json")
        #expect(try fits(audit.bytes, "trust-audit").status == 0)
    }
}
