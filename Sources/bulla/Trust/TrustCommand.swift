import ArgumentParser
import Attestation
import Bytes
import Keys
import Leaves
import PluginHost
import Sampling
import Trust
import VerifyCommands

/// `bulla trust`: the verifier's own file of people, keys, roles and policy.
struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Define whose signatures you accept, in which role, and under which policy.",
        discussion: Discussion.text(
            """
            Examples:
              bulla trust init -o trust.json
              bulla trust add trust.json --person "A. Exporter" --role exporter \\
                --key exporter.pub
              bulla trust show trust.json
              bulla trust fingerprint trust.json
              bulla trust sign trust.json --chain trust.chain --key authority.key
              bulla trust audit trust.chain
            """
        ),
        subcommands: [
            TrustInit.self, TrustAdd.self, TrustRetire.self, TrustRevoke.self, TrustThreshold.self,
            TrustExclude.self,
            TrustPolicy.self, TrustShow.self, TrustFingerprint.self, TrustSign.self, TrustUpdate.self,
            TrustAudit.self,
        ]
    )

    static func tell(_ trust: Trust, at path: String) {
        Console.line(
            "\(path): version \(trust.version), SHA-256 \(trust.digest)",
            ["file": .string(path), "sha256": .digest(trust.digest), "version": .number(trust.version)]
        )
    }
}

/// `bulla trust init`: a file with a policy and nobody in it.
struct TrustInit: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Create a trust file with a policy and no people.",
        discussion: Discussion.text(
            """
            Software sessions are not backed by a TEE: they prove nothing beyond the trainer's word, and
            every report that relies on them says SIMULATED. The policy lists the kinds of session that
            you accept. Sessions with a TEE also need requirements for their evidence: set them with
            `bulla trust policy`.

            Examples:
              bulla trust init -o trust.json
              bulla trust init -o trust.json --demand attested/1 --demand replay/1 \\
                --sample-minimum 300
              bulla trust init -o trust.json --threshold exporter=2
            """
        )
    )

    @Option(name: .shortAndLong, help: "The file to write.", completion: .file()) var output: String
    @Option(help: "Accept sessions of this kind: software, sev-snp, tdx, sgx or nitro (repeatable).")
    var acceptSession = [SessionKind.software]
    @Option(help: "Require a proof of this kind for every step (repeatable).") var demand = Policy.standard
        .proofs
    @Option(help: "The minimum number of sampled steps.") var sampleMinimum = Policy.standard.sampleMinimum
    @Option(help: "The maximum number of rewinds in a segment.") var rewindsMaximum = Policy.standard
        .rewindsMaximum
    @Flag(
        name: .customLong("require-mldsa"),
        help: "Count only signers who have an ML-DSA-87 key too."
    )
    var requireMLDSA = false
    @Option(help: "The number of people needed in a role, as ROLE=COUNT; 1 by default (repeatable).")
    var threshold: [ThresholdArgument] = []
    @OptionGroup var result: ResultOptions

    func validate() throws { _ = try made() }

    /// The file that the options ask for.
    private func made() throws -> Trust {
        do throws(TrustError) {
            var trust = Trust(
                policy: try Policy(
                    acceptingSessions: acceptSession.map(\.rawValue),
                    proofs: demand,
                    sampleMinimum: sampleMinimum,
                    rewindsMaximum: rewindsMaximum,
                    requireMLDSA87: requireMLDSA
                )
            )
            for wanted in threshold { try trust.setThreshold(wanted.role, wanted.count) }
            return trust
        } catch { throw ValidationError("\(error)") }
    }

    func run() throws {
        let trust = try made()
        if Folder.hasEntry(output) {
            throw CommandFailure("\(output): already exists", hint: "show it with bulla trust show \(output)")
        }
        if acceptSession.contains(.software) {
            Console.note(
                "note: this policy accepts software sessions, which are simulated: no TEE attests them"
            )
        }
        try AtomicFile.write(trust.fileBytes, to: output, replacing: false)
        TrustCommand.tell(trust, at: output)
    }
}

/// `bulla trust add`: a person's key, and what it may do.
struct TrustAdd: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a person's key in one or more roles.",
        discussion: Discussion.text(
            """
            Policies, reports and chains of custody name a person by an id, which is made of the name:
            anna-aberg for Anna Åberg. Give one with --id where it says too little, such as for a name
            in another script, or where two people have one name.

            Examples:
              bulla trust add trust.json --person "A. Exporter" --role exporter \\
                --key exporter.pub
              bulla trust add trust.json --person "李雷" --id li-lei --role witness \\
                --key li-lei.pub
            """
        )
    )

    @OptionGroup var edited: TrustEdit
    @Option(help: "The person's name.") var person: String
    @Option(help: "The person's id: a-z, 0-9 and single hyphens; made of the name by default.")
    var id: PersonIDArgument?
    @Option(help: "The role of the key (repeatable).") var role: [RoleArgument]
    @Option(help: "The person's .pub file.", completion: .file()) var key: String
    @Option(help: "The key counts from this time (YYYY-MM-DDThh:mm:ssZ).") var from: TimeArgument?
    @Option(help: "The key counts until this time (YYYY-MM-DDThh:mm:ssZ).") var until: TimeArgument?
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard PublicKey.isName(person) else {
            throw ValidationError("--person: want 1 to 100 printable characters, no space at the ends")
        }
        if let from, let until, until.value <= from.value {
            throw ValidationError("--until \(until) is not after --from \(from)")
        }
    }

    func run() throws {
        var made = ""
        try edited.edit {
            let known = Set($0.people.map(\.id))
            let id = try $0.add(
                person: person,
                id: id?.value,
                key: KeyFiles.publicKey(key),
                roles: role.map(\.value),
                from: from?.value,
                until: until?.value
            )
            if self.id == nil, !known.contains(id) { made = id }
        }
        if !made.isEmpty { Console.note("note: \(person) has the id \(made) in this file") }
    }
}

/// `bulla trust show`: what the file says, in words.
struct TrustShow: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show people, keys, roles and policy.",
        discussion: Discussion.text(
            """
            Example:
              bulla trust show trust.json
            """
        )
    )

    @Argument(help: "The trust file, or the chain of its signed versions.", completion: .file()) var file:
        String
    @OptionGroup var result: ResultOptions

    func run() throws {
        let trusted = try Inputs.trusted(file)
        let (trust, digest) = (trusted.trust, trusted.digest)
        Console.line("version     \(trust.version)", trust.values(digest, trusted.versions))
        if let first = trusted.versions.first {
            Console.line(
                "chain       \(trusted.versions.count) signed versions, the first with SHA-256 \(first)"
            )
        }
        Console.line("SHA-256     \(digest)")
        for key in trust.keys {
            let name = trust.person(key.person)?.name ?? key.person
            var line =
                "\(name): \(key.roles.map(\.rawValue).joined(separator: ", ")), key \(key.key.identifier)"
            if key.key.mldsa87 != nil { line += " with ML-DSA-87" }
            if let from = key.from { line += ", from \(from)" }
            if let until = key.until { line += ", until \(until)" }
            if let retired = key.retired { line += ", retired \(retired.at) (\(retired.reason.rawValue))" }
            if let revoked = key.revoked {
                line += ", revoked since \(revoked.since) (\(revoked.reason.rawValue))"
            }
            Console.line(line)
        }
        for roles in trust.exclusions {
            Console.line("apart       \(roles.map(\.rawValue).joined(separator: ", "))")
        }
        if trust.keys.isEmpty { Console.line("no people; add them with bulla trust add") }
        for role in Role.allCases where trust.threshold(role) > 1 {
            Console.line("\(role.rawValue): \(trust.threshold(role)) people wanted")
        }
        let policy = trust.policy
        Console.line(
            "sightings   at least \(trust.sightingsWanted) for each signature whose key has ended"
        )
        Console.line("sessions    \(policy.sessions.joined(separator: ", "))")
        Console.line("proofs      \(policy.proofs.isEmpty ? "any" : policy.proofs.joined(separator: ", "))")
        Console.line("sample      at least \(policy.sampleMinimum) steps")
        Console.line("rewinds     at most \(policy.rewindsMaximum) in a segment")
        let kinds = EvidenceKind.allCases.filter { policy.attestation.covers($0) }.map(\.rawValue)
        if !kinds.isEmpty { Console.line("evidence    demands on \(kinds.joined(separator: ", "))") }
        Console.line("acceptance  \(policy.acceptance.words)")
        for plugin in policy.plugins {
            let formats = plugin.formats.joined(separator: ", ")
            Console.line(
                "plug-in     \(plugin.name) [\(plugin.trust.rawValue)] for \(formats), SHA-256 \(plugin.sha256)"
            )
        }
    }
}

extension AcceptancePolicy {
    /// The demands in one line.
    fileprivate var words: String {
        var words = [
            ceremony ? "every step, or a ceremony with \(witnesses) witnesses" : "any sample",
            "scope \(scope.rawValue)", "\(Sampling.Percent.text(basisPoints: sampleRate)) of the sample",
            "\(Sampling.Percent.text(basisPoints: goodRate)) of all steps at \(Sampling.Percent.text(basisPoints: confidence))",
        ]
        words += coverage.map { "\($0.kind) on \(Sampling.Percent.text(basisPoints: $0.rate)) of the steps" }
        if let sessions { words.append("sessions \(sessions.joined(separator: ", "))") }
        if custody { words.append("custody") }
        return words.joined(separator: "; ")
    }
}

/// A person's id on the command line.
struct PersonIDArgument: ExpressibleByArgument {
    let value: String

    init?(argument: String) {
        guard Person.isID(argument) else { return nil }
        value = argument
    }
}

/// A role on the command line.
struct RoleArgument: ChosenArgument {
    static let choices = Role.allCases

    let value: Role

    init(_ value: Role) { self.value = value }
}
