import Bytes
import Testing
import Trust

@Suite("Demands on accepting")
struct AcceptancePolicyTests {
    static let members =
        #""ceremony":false,"confidence":9000,"coverage":[{"kind":"attested/1","rate":10000},"#
        + #"{"kind":"replay/1","rate":100}],"custody":true,"good_rate":9800,"sample_rate":9700,"#
        + #""scope":"all","sessions":["sev-snp","tdx"],"witnesses":3"#

    /// A trust file's text whose policy demands this.
    static func text(_ members: String?) -> String {
        let acceptance = members.map { "\"acceptance\":{\($0)}," } ?? ""
        let text = String(decoding: Trust().fileBytes, as: UTF8.self)
        return text.replacing(#""policy":{"#, with: #""policy":{\#(acceptance)"#)
    }

    static func read(_ members: String?) throws -> AcceptancePolicy {
        try Trust(file: Array(text(members).utf8)).policy.acceptance
    }

    @Test("are read as they were written, and stay in the file")
    func roundTrip() throws {
        let bytes = Array(Self.text(Self.members).utf8)
        let trust = try Trust(file: bytes)
        #expect(trust.fileBytes == bytes)
        let policy = trust.policy.acceptance
        #expect(!policy.ceremony && policy.custody && policy.scope == .all)
        #expect(policy.confidence == 9_000 && policy.goodRate == 9_800 && policy.sampleRate == 9_700)
        #expect(policy.sessions == ["sev-snp", "tdx"] && policy.witnesses == 3)
        #expect(policy.coverage.map(\.kind) == ["attested/1", "replay/1"])
        #expect(policy.coverage.map(\.rate) == [10_000, 100])
    }

    @Test("are the standard ones where the file says nothing, and may be stated all the same")
    func standard() throws {
        #expect(try Self.read(nil) == .standard)
        let standard = AcceptancePolicy.standard
        #expect(standard.ceremony && !standard.custody && standard.scope == .log)
        #expect(standard.confidence == 9_500 && standard.goodRate == 9_900 && standard.sampleRate == 9_900)
        #expect(standard.sessions == nil && standard.witnesses == 2 && standard.coverage.isEmpty)
        var trust = Trust()
        var policy = trust.policy
        policy.statedAcceptance = .standard
        trust.setPolicy(policy)
        #expect(try Trust(file: trust.fileBytes) == trust)
    }

    @Test("no changed byte reads as the same demands")
    func mutations() throws {
        let good = Array(Self.text(Self.members).utf8)
        let trust = try Trust(file: good)
        for index in good.indices {
            for bit in 0..<8 {
                var bytes = good
                bytes[index] ^= 1 << bit
                guard let other = try? Trust(file: bytes) else { continue }
                #expect(other != trust && other.fileBytes == bytes, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test(
        "a value that nobody could mean is refused",
        arguments: [
            (#""confidence":9000"#, #""confidence":0"#), (#""confidence":9000"#, #""confidence":10000"#),
            (#""good_rate":9800"#, #""good_rate":10001"#), (#""sample_rate":9700"#, #""sample_rate":-1"#),
            (#""scope":"all""#, #""scope":"sample""#), (#""witnesses":3"#, #""witnesses":65"#),
            (#""witnesses":3"#, #""witnesses":3,"x":1"#), (#""ceremony":false"#, #""ceremony":0"#),
            (#"["sev-snp","tdx"]"#, #"["tdx","sev-snp"]"#), (#"["sev-snp","tdx"]"#, #"["tdx","tdx"]"#),
            (#"["sev-snp","tdx"]"#, "[]"), (#"["sev-snp","tdx"]"#, #"["TDX"]"#),
            (#""rate":100}"#, #""rate":0}"#), (#""rate":100}"#, #""rate":10001}"#),
            (#""rate":100}"#, #""rate":100,"x":1}"#), (#""kind":"replay/1""#, #""kind":"attested/1""#),
            (#""kind":"replay/1""#, #""kind":"a b""#), (#""custody":true,"#, ""),
            (#","witnesses":3"#, ""), (#""ceremony":false,"#, ""),
        ]
    )
    func refusals(_ old: String, _ new: String) throws {
        _ = try Self.read(Self.members)
        let changed = Self.members.replacing(old, with: new)
        #expect(changed != Self.members, "\(old) is not there")
        #expect(code { _ = try Self.read(changed) } == .malformed, "\(new)")
    }

    @Test("every limit can be reached")
    func limits() throws {
        for (old, new) in [
            (#""confidence":9000"#, #""confidence":9999"#), (#""good_rate":9800"#, #""good_rate":10000"#),
            (#""sample_rate":9700"#, #""sample_rate":0"#), (#""witnesses":3"#, #""witnesses":64"#),
            (#""rate":100}"#, #""rate":1}"#), (#","sessions":["sev-snp","tdx"]"#, ""),
        ] { _ = try Self.read(Self.members.replacing(old, with: new)) }
    }
}
