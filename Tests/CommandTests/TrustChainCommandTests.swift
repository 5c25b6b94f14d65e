import Bytes
import TestSupport
import Testing

@Suite("Trust that rotates, from the command line")
struct TrustChainCommandTests {
    /// A trust file with three authorities, two of whom must sign, beside a sealed bundle.
    struct Office {
        let ceremony: Ceremony
        var chain: String { ceremony.file("trust.chain") }

        init() throws {
            ceremony = try Ceremony()
            for name in ["a", "b", "c", "d", "w"] {
                try ceremony.done("key", "new", "--name", name, "-o", key(name), "--no-password")
            }
            for name in ["a", "b", "c"] { try add(name, "authority") }
            try add("w", "witness")
            try ceremony.done("trust", "threshold", ceremony.trust, "authority=2")
        }

        func key(_ name: String) -> String { ceremony.file("\(name).key") }

        func add(_ name: String, _ role: String) throws {
            try ceremony.done(
                line: """
                    trust add \(ceremony.trust) --person \(name) --role \(role) \
                    --key \(ceremony.file("\(name).pub"))
                    """
            )
        }

        func sign(_ names: String...) throws -> Outcome {
            try Command.run(
                Built.path("bulla"),
                ["trust", "sign", ceremony.trust, "--chain", chain] + names.flatMap { ["--key", key($0)] }
            )
        }

        func verify(_ bundle: String, _ more: [String], trust: String? = nil, at: String) throws -> Outcome {
            try Command.run(
                Built.path("bulla"),
                ["verify", bundle, "--trust", trust ?? chain, "--first", "--at", at] + more
            )
        }

        /// The version that the trust file says it is.
        func version() throws -> Int {
            let shown = try ceremony.done("trust", "show", ceremony.trust).output
            return try #require(
                shown.split(separator: "\n").first?.split(separator: " ").last.flatMap { Int($0) }
            )
        }
    }

    @Test(
        "a version counts once enough authorities signed; editing it makes the draft of the next, which keeps its number"
    )
    func rotation() throws {
        let office = try Office()
        let first = try office.version()
        let alone = try office.sign("a")
        #expect(alone.status == 0 && alone.output.contains("not yet in effect"), "\(alone)")
        #expect(alone.output.contains("missing 1 of b, c"))
        let shown = try Command.bulla("trust", "show", office.chain)
        #expect(shown.status == 2 && shown.messages.contains("trust-chain-unsigned"))
        #expect(try office.sign("a").messages.contains("already signed"))
        #expect(try office.sign("w").messages.contains("trust-chain-signature"))
        #expect(try office.sign("b").output.contains(", signed"))
        #expect(try office.ceremony.done("trust", "show", office.chain).output.contains("1 signed versions"))
        // The next version.
        try office.ceremony.done(
            line: """
                trust revoke \(office.ceremony.trust) --key \(office.ceremony.file("a.pub")) \
                --since 2027-01-01T00:00:00Z --reason compromised
                """
        )
        #expect(try office.version() == first + 1)
        try office.ceremony.done("trust", "exclude", office.ceremony.trust, "--roles", "witness,exporter")
        #expect(try office.version() == first + 1)
        let old = try File.contents(of: office.chain, limit: 1 << 20)
        #expect(try office.sign("b").output.contains("not yet in effect"))
        // The version before it counts until enough have signed, and an update leaves the other one out.
        let waiting = try office.ceremony.done("trust", "show", office.chain)
        #expect(
            waiting.output.contains("1 signed versions")
                && waiting.messages.contains("is not signed by enough people yet")
        )
        let half = office.ceremony.file("half.chain")
        try AtomicFile.write(old, to: half)
        #expect(try office.ceremony.done("trust", "update", half, office.chain).output.contains("0 new"))
        #expect(try File.contents(of: half, limit: 1 << 20) == old)
        #expect(try office.sign("c").output.contains(", signed"))
        #expect(try office.ceremony.done("trust", "show", office.chain).output.contains("2 signed versions"))
        // Update: older is refused, newer taken over.
        let (mine, usb) = (office.ceremony.file("mine.chain"), office.chain)
        try AtomicFile.write(old, to: mine)
        #expect(try office.ceremony.done("trust", "update", mine, usb).output.contains("1 new"))
        let back = office.ceremony.file("old.chain")
        try AtomicFile.write(old, to: back)
        let rollback = try Command.bulla("trust", "update", mine, back)
        #expect(rollback.status == 1 && rollback.messages.contains("trust-rollback"), "\(rollback)")
        let plain = try Command.bulla("trust", "update", mine, office.ceremony.trust)
        #expect(plain.status == 2 && plain.messages.contains("bulla trust sign"), "\(plain)")
        #expect(try File.contents(of: mine, limit: 1 << 20) == File.contents(of: usb, limit: 1 << 20))
    }

    @Test("a version that too few people could ever sign does not get into the chain")
    func unsignable() throws {
        let office = try Office()
        #expect(try office.sign("a", "b").status == 0)
        let chain = try File.contents(of: office.chain, limit: 1 << 20)
        try office.ceremony.done("trust", "threshold", office.ceremony.trust, "authority=4")
        let refused = try office.sign("a", "b", "c")
        #expect(
            refused.status == 2 && refused.messages.contains("who can sign: 3; wanted: 4"),
            "\(refused)"
        )
        #expect(try File.contents(of: office.chain, limit: 1 << 20) == chain)
        try office.add("d", "authority")
        #expect(try office.sign("a", "b", "c", "d").output.contains(", signed"))
    }

    @Test(
        "verify takes a chain, pins its first version, and saves a retired signer by a note of the manifest alone"
    )
    func verification() throws {
        let office = try Office()
        try office.ceremony.record(steps: 1...2)
        let bundle = try office.ceremony.seal()
        #expect(try office.sign("a", "b").status == 0)
        let printed = try office.ceremony.done("trust", "fingerprint", office.chain).output
        let pin = String(printed.split(separator: "\n")[1].replacing(" ", with: ""))
        #expect(pin.utf8.count == 64)
        try office.ceremony.done(
            line: """
                trust retire \(office.ceremony.trust) --key \(office.ceremony.publicKey(1)) \
                --at 2027-01-01T00:00:00Z --reason superseded --force
                """
        )
        #expect(try office.sign("a", "c").status == 0)
        let note = office.ceremony.file("week.note")
        try office.ceremony.done(
            line: """
                log cosign --bundle \(bundle) --key \(office.key("w")) --name w.example \
                --at 2026-12-01T00:00:00Z -o \(note)
                """
        )
        let late = "2028-01-01T00:00:00Z"
        let without = try office.verify(bundle, [], at: late)
        #expect(without.status == 1 && without.output.contains("key-retired"), "\(without)")
        let with = try office.verify(bundle, ["--witness", note, "--trust-pin", pin], at: late)
        #expect(with.status == 0 && with.output.contains("valid then, key retired at"), "\(with)")
        #expect(with.output.contains("whose first version has SHA-256 \(pin)"))
        let wrong = try office.verify(
            bundle,
            ["--witness", note, "--trust-pin", String(repeating: "0", count: 64)],
            at: late
        )
        #expect(wrong.status == 1 && wrong.output.contains("trust-pin-mismatch"))
        // Of another bundle's manifest, and with a second line.
        try office.ceremony.record(steps: 3...4)
        let both = office.ceremony.file("both.note")
        try office.ceremony.done(
            line: "log cosign \(note) --bundle \(bundle) --key \(office.key("a")) --name a.example -o \(both)"
        )
        #expect(try office.verify(bundle, ["--witness", both], at: late).status == 0)
    }

    @Test(
        "fingerprints are of keys, files and chains; audits say days and fit in JSON; excluded roles are refused"
    )
    func others() throws {
        let office = try Office()
        let key = try office.ceremony.done("trust", "fingerprint", office.ceremony.file("a.pub")).output
        let lines = key.split(separator: "\n")
        #expect(
            lines.count == 2 && lines[1].split(separator: " ").map(\.count) == Array(repeating: 4, count: 16)
        )
        #expect(try Command.bulla("trust", "fingerprint", office.key("a")).status == 2)
        let audit = try office.ceremony.done(
            line: "trust audit \(office.ceremony.trust) --at 2029-12-31T00:00:00Z"
        ).output
        #expect(
            audit.contains("version-unsigned") && audit.contains("1 days: mldsa87-due: a, key "),
            "\(audit)"
        )
        let json = try office.ceremony.done("trust", "audit", office.ceremony.trust, "--json").output
        #expect(json.hasPrefix(#"{"advice":[{"action":"#) && json.contains("bulla-trust-audit/1"))
        try office.ceremony.done("trust", "exclude", office.ceremony.trust, "--roles", "witness,exporter")
        let refused = try Command.bulla(
            line: """
                trust add \(office.ceremony.trust) --person w --role exporter \
                --key \(office.ceremony.file("d.pub"))
                """
        )
        #expect(refused.status == 2 && refused.messages.contains("trust-roles-excluded"), "\(refused)")
        let reason = try Command.bulla(
            line: """
                trust retire \(office.ceremony.trust) --key \(office.ceremony.file("a.pub")) \
                --at 2027-01-01T00:00:00Z --reason lost
                """
        )
        #expect(reason.status == 64 && reason.messages.contains("superseded"), "\(reason)")
    }
}
