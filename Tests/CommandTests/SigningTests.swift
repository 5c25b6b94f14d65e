import Bytes
import Keys
import TestSupport
import Testing

@Suite("Signing with commands", .enabled(if: Command.has("openssl"), "install openssl"))
struct SigningTests {
    /// A ceremony whose second exporter, also inspector, keeps a P-384 key with openssl.
    private struct Card {
        let ceremony: Ceremony
        var secret: String { ceremony.file("card.pem") }
        var publicKey: String { ceremony.file("card.pub") }
        var command: String { "openssl dgst -sha384 -sign \(secret)" }
        var signs: [String] { ["--sign-as", publicKey, "--sign-with", command] }

        init() throws {
            ceremony = try Ceremony()
            for name in ["card.pem", "other.pem"] {
                let path = ceremony.file(name)
                _ = try Command.tool(
                    "openssl",
                    "genpkey",
                    "-algorithm",
                    "EC",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-384",
                    "-out",
                    path
                )
            }
            let info = ceremony.file("card.info")
            _ = try Command.tool("openssl", "pkey", "-in", secret, "-pubout", "-out", info)
            try ceremony.done("key", "import", "--p384", info, "--name", "C. Card", "-o", publicKey)
            for role in ["exporter,inspector"] {
                let roles = role.split(separator: ",").flatMap { ["--role", String($0)] }
                let add = ["trust", "add", ceremony.trust, "--person", "C. Card", "--key", publicKey] + roles
                guard try Command.run(Built.path("bulla"), add).status == 0 else {
                    throw Ceremony.Failed(description: "trust add")
                }
            }
            try ceremony.record(steps: 1...3)
        }

        func bulla(_ arguments: [String]) throws -> Outcome {
            try Command.run(Built.path("bulla"), arguments)
        }

        func seal(_ name: String, _ more: [String]) throws -> Outcome {
            let arguments = ["seal", ceremony.run, "--sealed-at", Ceremony.sealedAt]
            return try bulla(arguments + ["-o", ceremony.file(name)] + more)
        }

        func verify(_ name: String) throws -> Outcome {
            let arguments = ["verify", ceremony.file(name), "--trust", ceremony.trust, "--first"]
            return try Command.run(Built.path("bulla-verify"), arguments + ["--at", Ceremony.sealedAt])
        }
    }

    @Test("seals in one go, beside a key of this machine, and in three steps; both verifiers accept")
    func seals() throws {
        let card = try Card()
        let ceremony = card.ceremony
        #expect(try card.seal("one.bulla.tar.xz", card.signs).status == 0)
        let both = try card.seal("two.bulla.tar.xz", card.signs + ["--key", ceremony.key(1)])
        #expect(both.status == 0, "\(both)")
        #expect(try card.seal("three.prepared", ["--prepare"]).status == 0)
        let prepared = ceremony.file("three.prepared")
        let signed = try card.bulla(["sign", prepared] + card.signs)
        #expect(signed.status == 0 && signed.output.hasPrefix("signed by C. Card, key "), "\(signed)")
        try ceremony.done("seal", "--finish", prepared, "-o", ceremony.file("three.bulla.tar.xz"))
        for name in ["one", "two", "three"] {
            let verified = try card.verify("\(name).bulla.tar.xz")
            #expect(verified.status == 0 && verified.output.contains("c-card"), "\(verified)")
            let script = "\(Vectors.packageRoot)/Formats/verify.py"
            let bundle = ceremony.file("\(name).bulla.tar.xz")
            let python = try Python.run(
                [script, bundle, "--trust", ceremony.trust, "--first", "--at", Ceremony.sealedAt]
            )
            #expect(python.status == 0 && python.output.contains("c-card"), "\(python)")
        }
    }

    @Test(
        "ends with 2, the reason, and no bundle, whatever the command does wrong",
        arguments: [
            ("openssl dgst -sha384 -sign OTHER", "command-wrong-key"), ("true", "command-output"),
            ("cat /dev/zero", "command-too-long"), ("echo no PIN >&2; exit 3", "status 3"),
            ("tail -f /dev/null", "command-timeout"),
        ]
    )
    func refuses(_ lie: String, words: String) throws {
        let card = try Card()
        let command = lie.replacing("OTHER", with: card.ceremony.file("other.pem"))
        let sealed = try card.seal(
            "bad.bulla.tar.xz",
            ["--sign-as", card.publicKey, "--sign-with", command, "--sign-timeout", "1s"]
        )
        #expect(sealed.status == 2 && sealed.messages.contains(words), "\(sealed)")
        #expect(lie.contains("PIN") == sealed.messages.contains("no PIN"), "its words are passed on")
        #expect(!Folder.hasEntry(card.ceremony.file("bad.bulla.tar.xz")))
    }

    @Test("accepts bundles and signs the papers of an audit")
    func papers() throws {
        let card = try Card()
        let (ceremony, at) = (card.ceremony, ["--at", "2026-06-02T00:00:00Z"])
        let (bundle, audit) = (ceremony.file("a.bulla.tar.xz"), ceremony.file("audit.json"))
        #expect(try card.seal("a.bulla.tar.xz", card.signs).status == 0)
        let plan = ["audit", "plan", bundle, "--trust", ceremony.trust, "-o", audit, "--witnesses", "0"]
        #expect(try card.bulla(plan + at + ["--good-rate", "50", "--confidence", "50"]).status == 0)
        let committed = try card.bulla(["audit", "commit", audit] + card.signs)
        #expect(committed.status == 0 && committed.output.contains("plan signed by C. Card"), "\(committed)")
        let drawn = try card.bulla(
            ["audit", "draw", audit, "--trust", ceremony.trust, "--dice", "31415926535897932384"]
                + card.signs + at
        )
        #expect(drawn.status == 0 && drawn.output.contains("draw signed by C. Card"), "\(drawn)")
        let receipt = ceremony.file("a.receipt.dsse.json")
        let policy = ceremony.file("policy.json")
        try AtomicFile.write(Array(Self.policy.utf8), to: policy)
        try ceremony.done("trust", "policy", ceremony.trust, "--set", policy)
        let accepted = try card.bulla(
            ["accept", bundle, "--trust", ceremony.trust, "--first", "-o", receipt] + card.signs + at
        )
        #expect(accepted.status == 0 && accepted.output.contains("c-card"), "\(accepted)")
    }

    private static let policy =
        #"{"acceptance":{"ceremony":false,"confidence":9500,"coverage":[],"custody":false,"good_rate":9900,"#
        + #""sample_rate":9900,"scope":"all","witnesses":0},"proofs":["attested/1"],"require_mldsa87":false,"rewinds_maximum":4,"#
        + #""sample_minimum":0,"sessions":["software"]}"#

    @Test("countersigns with an Ed25519 key that a command holds, and not with P-384")
    func cosigns() throws {
        let card = try Card()
        let ceremony = card.ceremony
        let (secret, info, witness) = (
            ceremony.file("w.pem"), ceremony.file("w.info"), ceremony.file("w.pub")
        )
        _ = try Command.tool("openssl", "genpkey", "-algorithm", "ED25519", "-out", secret)
        _ = try Command.tool("openssl", "pkey", "-in", secret, "-pubout", "-out", info)
        try ceremony.done("key", "import", "--ed25519", info, "--name", "W. Witness", "-o", witness)
        let note = ceremony.file("note")
        try AtomicFile.write(try ceremony.done("log", "checkpoint", ceremony.run).bytes, to: note)
        // openssl signs Ed25519 from files only.
        let bytes = ceremony.file("bytes")
        let command =
            "cat >\(bytes); openssl pkeyutl -sign -inkey \(secret) -rawin -in \(bytes) | openssl base64"
        let arguments = ["log", "cosign", note, "--name", "w.example", "-o", ceremony.file("cosigned")]
        let signed = try card.bulla(arguments + ["--sign-as", witness, "--sign-with", command])
        #expect(signed.status == 0, "\(signed)")
        let cosigned = try SignedNote(File.contents(of: ceremony.file("cosigned"), limit: 1 << 16))
        let raw = try PublicKey(file: File.contents(of: witness, limit: 10_000)).ed25519
        #expect(cosigned.cosignatures(by: raw).count == 1)
        let refused = try card.bulla(arguments + card.signs)
        #expect(refused.status == 2 && refused.messages.contains("key-not-ed25519"), "\(refused)")
    }

    @Test("wants as many public keys as commands, somebody who signs, and one witness")
    func usage() throws {
        let card = try Card()
        let ceremony = card.ceremony
        for wrong in [
            ["--sign-with", "true"], ["--sign-as", card.publicKey], card.signs + ["--sign-with", "true"], [],
        ] {
            let outcome = try card.seal("x.bulla.tar.xz", wrong)
            #expect(outcome.status == 64, "\(outcome)")
            #expect(try card.bulla(["sign", ceremony.folder] + wrong).status == 64)
        }
        let two = card.signs + ["--key", ceremony.key(1), "--name", "w", "-o", "x"]
        #expect(try card.bulla(["log", "cosign", "note"] + two).status == 64)
    }

    @Test("ends the command when bulla itself is killed")
    func killed() throws {
        let card = try Card()
        let (ceremony, pid) = (card.ceremony, card.ceremony.file("pid"))
        #expect(try card.seal("k.prepared", ["--prepare"]).status == 0)
        let command = "echo $$ >\(pid); exec tail -f /dev/null"
        let script = """
            "$1" sign "$2" --sign-as "$3" --sign-with "$4" & b=$!
            while [ ! -s "$5" ]; do kill -0 $b || exit 1; done
            kill -KILL $b
            timeout 20 tail --pid="$(cat "$5")" -f /dev/null
            """
        let outcome = try Command.run(
            "/bin/sh",
            [
                "-c", script, "sh", Built.path("bulla"), ceremony.file("k.prepared"), card.publicKey, command,
                pid,
            ]
        )
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test("imports keys of others, and refuses files of something else")
    func imports() throws {
        let card = try Card()
        let ceremony = card.ceremony
        let shown = try ceremony.done("key", "show", card.publicKey).output
        #expect(shown.contains("C. Card") && shown.contains("ECDSA P-384 "))
        let again = try card.bulla(
            ["key", "import", "--p384", ceremony.file("card.info"), "--name", "C", "-o", card.publicKey]
        )
        #expect(again.status == 2, "\(again)")
        for (option, file, words) in [
            ("--p384", card.secret, "key-info"), ("--ed25519", ceremony.file("card.info"), "key-info"),
            ("--p384", card.publicKey, "key-info"),
        ] {
            let outcome = try card.bulla(
                ["key", "import", option, file, "--name", "C", "-o", ceremony.file("new.pub")]
            )
            #expect(outcome.status == 2 && outcome.messages.contains(words), "\(outcome)")
        }
        let none = try card.bulla(["key", "import", "--name", "C", "-o", ceremony.file("new.pub")])
        #expect(none.status == 64)
    }

    @Test("a key file that asks for more memory than there is says so")
    func memory() throws {
        let card = try Card()
        let (ceremony, key) = (card.ceremony, card.ceremony.file("locked.key"))
        let password = ceremony.file("password")
        try AtomicFile.write(Array("a password\n".utf8), to: password)
        try ceremony.done("key", "new", "--name", "L", "-o", key, "--password-file", password)
        let text = String(decoding: try File.contents(of: key, limit: 1 << 16), as: UTF8.self)
        try Folder.remove(key)
        try AtomicFile.write(
            Array(text.replacing(#""memory":67108864"#, with: #""memory":536870912"#).utf8),
            to: key
        )
        let script = #"ulimit -v 400000; exec "$@""#
        let seal = ["seal", ceremony.run, "-o", ceremony.file("m.bulla.tar.xz"), "--key", key]
        let outcome = try Command.run(
            "/bin/sh",
            ["-c", script, "sh", Built.path("bulla")] + seal + ["--password-file", password]
        )
        #expect(outcome.status == 2 && outcome.messages.contains("secret-key-memory"), "\(outcome)")
    }
}
