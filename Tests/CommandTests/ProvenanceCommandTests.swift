import Bytes
import TestSupport
import Testing

/// Provenance of trained weights, and what other people's libraries make of it.
@Suite("Provenance of a model's file")
struct ProvenanceCommandTests {
    /// Two weeks of training, whose weights are kept after each.
    private struct Lab {
        let ceremony: Ceremony
        let first: String
        let second: String
        var statement: String { ceremony.file("w.provenance.dsse.json") }
        func weights(_ week: Int) -> String { ceremony.file("weights\(week).bin") }

        init() throws {
            ceremony = try Ceremony()
            try ceremony.train(steps: 4, ["--weights", ceremony.file("weights1.bin")])
            first = try ceremony.seal("week1")
            try ceremony.train(steps: 3, ["--continue", "--weights", ceremony.file("weights2.bin")])
            second = try ceremony.seal("week2", after: first)
        }

        func publish(_ bundle: String, _ model: String, _ more: [String] = []) throws -> Outcome {
            let fixed = ["publish", "provenance", bundle, "--model", model, "-o", statement]
            let trust = ["--trust", ceremony.trust, "--at", Ceremony.sealedAt]
            let signs = more.contains("--sign-as") ? [] : ["--key", ceremony.key(1)]
            return try Command.run(Built.path("bulla"), fixed + trust + signs + more)
        }

        func check(_ more: String...) throws -> Outcome {
            let fixed = [
                "provenance", "check", statement, "--trust", ceremony.trust, "--at", Ceremony.sealedAt,
            ]
            return try Command.run(Built.path("bulla-verify"), fixed + more)
        }
    }

    @Test("is signed for the state that the log names, and for no other file or step")
    func publishes() throws {
        let lab = try Lab()
        let published = try lab.publish(lab.second, lab.weights(2))
        #expect(published.status == 0 && published.output.contains("after step 7"), "\(published)")
        let checked = try lab.check("--model", lab.weights(2), "--bundle", lab.second)
        #expect(checked.status == 0 && !checked.output.contains("not compared"), "\(checked)")
        #expect(try lab.check().output.contains("not compared: the model"))
        for (arguments, word) in [
            (["--model", lab.weights(1)], "provenance-other-model"),
            (["--bundle", lab.first], "does not have step 7"),
        ] {
            let wrong = try lab.check(arguments[0], arguments[1])
            #expect(wrong.status != 0 && "\(wrong)".contains(word), "\(wrong)")
        }
        try Folder.remove(lab.statement)
        for (bundle, model, more) in [
            (lab.first, lab.weights(2), []), (lab.second, lab.weights(1), []),
            (lab.second, lab.weights(2), ["--step", "6"]), (lab.second, lab.first, []),
        ] {
            let refused = try lab.publish(bundle, model, more)
            #expect(refused.status == 1 && refused.messages.contains("provenance-other-state"), "\(refused)")
            #expect(!Folder.hasEntry(lab.statement))
        }
        #expect(try lab.publish(lab.second, lab.weights(2), ["--step", "9"]).status == 2)
        #expect(try lab.publish(lab.first, lab.weights(1)).status == 0)
        #expect(try lab.check("--bundle", lab.first, "--model", lab.weights(1)).status == 0)
    }

    @Test("does not hold when a byte is changed, a stranger signed, or another bundle is at hand")
    func refused() throws {
        let (lab, other) = (try Lab(), try Lab())
        #expect(try lab.publish(lab.second, lab.weights(2)).status == 0)
        let bundle = try lab.check("--bundle", other.second)
        #expect(
            bundle.status == 1 && bundle.output.contains("provenance-other-bundle: manifest"),
            "\(bundle)"
        )
        let good = try File.contents(of: lab.statement, limit: 1 << 20)
        let text = String(decoding: good, as: UTF8.self)
        let signature = try #require(text.split(separator: #""sig":""#).last)
        let changed = text.replacing(signature, with: "AAAA\(signature.dropFirst(4))")
        try AtomicFile.write(Array(changed.utf8), to: lab.statement)
        let unsigned = try lab.check()
        #expect(unsigned.status == 1 && unsigned.output.contains("provenance-unsigned"), "\(unsigned)")
        try AtomicFile.write(Array(text.replacing("payload", with: "pay").utf8), to: lab.statement)
        #expect(try lab.check().messages.contains("provenance-syntax"))
        try AtomicFile.write(good, to: lab.statement)
        #expect(try lab.check().status == 0, "the knock-out")
        let stranger = try lab.publish(
            lab.second,
            lab.weights(2),
            ["--trust", other.ceremony.trust]
        )
        #expect(stranger.status == 1 || stranger.status == 64, "\(stranger)")
    }

    // The bundle is read with tarfile alone, and the statement made again from the specification.
    static let oracle = """
        import base64, hashlib, json, struct, sys, tarfile
        bundle, envelope, model, number = sys.argv[1], json.load(open(sys.argv[2])), sys.argv[3], int(sys.argv[4])
        sha = lambda data: hashlib.sha256(data).hexdigest()
        with tarfile.open(bundle) as tar:
            files = {m.name.split("/", 1)[1]: tar.extractfile(m).read() for m in tar.getmembers()}
        run = json.loads(files["data/run/run.json"])
        checkpoint = files["data/log/checkpoint"].split(b"\\n\\n")[0] + b"\\n"
        for name in sorted(n for n in files if "/tile/entries/" in n):
            data, at, index = files[name], 0, 256 * int(name.split("/")[-1] if ".p" not in name else name.split("/")[-2][:-2])
            while at < len(data):
                size, = struct.unpack_from(">H", data, at)
                leaf = data[at + 2:at + 2 + size]
                if json.loads(leaf).get("step") == number and json.loads(leaf)["type"] == "step":
                    found = index, leaf
                at, index = at + 2 + size, index + 1
        index, leaf = found
        weights = open(model, "rb").read()
        assert json.loads(leaf)["state_after"] == sha(weights)
        one = lambda name, digest: {"name": name, "digest": {"sha256": digest}}
        statement = {
            "_type": "https://in-toto.io/Statement/v1", "subject": [one(model.split("/")[-1], sha(weights))],
            "predicateType": "https://slsa.dev/provenance/v1",
            "predicate": {
                "buildDefinition": {
                    "buildType": "urn:bulla:training:v1",
                    "externalParameters": {"recipe": run["recipe"], "seed": run["seed"], "step": number},
                    "resolvedDependencies": [one("dataset", run["dataset"]), one("genesis", run["genesis"]),
                                             one("recipe.json", sha(files["data/run/recipe.json"]))]},
                "runDetails": {
                    "builder": {"id": "urn:bulla:log:" + run["origin"]}, "metadata": {"invocationId": run["run"]},
                    "byproducts": [one("checkpoint", sha(checkpoint)),
                                   dict(one("leaf", sha(leaf)), annotations={"index": index, "origin": run["origin"]}),
                                   one("manifest.json", sha(files["manifest.json"]))]}}}
        text = json.dumps(statement, sort_keys=True, separators=(",", ":"))
        assert base64.b64decode(envelope["payload"]) == text.encode(), text
        """

    @Test(
        "is what another program makes of the bundle from the specification",
        .enabled(if: Python.isThere, "install python3")
    )
    func oracle() throws {
        let lab = try Lab()
        for (bundle, week, step) in [(lab.first, 1, 4), (lab.second, 2, 7)] {
            #expect(try lab.publish(bundle, lab.weights(week)).status == 0)
            let outcome = try Python.run([
                "-c", Self.oracle, bundle, lab.statement, lab.weights(week), "\(step)",
            ])
            #expect(outcome.status == 0, "\(outcome)")
        }
    }

    // Both libraries know nothing of ours but the file; the predicate goes through SLSA's own protobuf.
    static let libraries = """
        import base64, hashlib, json, sys
        from google.protobuf import json_format
        from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
        from in_toto_attestation.v1 import statement, statement_pb2
        from securesystemslib.dsse import Envelope
        from securesystemslib.signer import SSlibKey
        envelope = Envelope.from_dict(json.load(open(sys.argv[1])))
        public = json.load(open(sys.argv[2]))
        raw = base64.b64decode(public.get("ed25519") or public["p384"])
        keyid = hashlib.sha256(raw).hexdigest()
        if "p384" in public:
            key = SSlibKey(keyid, "ecdsa", "ecdsa-sha2-nistp384", {"public": open(sys.argv[3]).read()})
        else:
            key = SSlibKey(keyid, "ed25519", "ed25519", {"public": raw.hex()})
        assert list(envelope.verify([key], 1)) == [keyid]
        found = json_format.Parse(envelope.payload, statement_pb2.Statement())
        statement.Statement.copy_from_pb(found).validate()
        predicate = json_format.Parse(json_format.MessageToJson(found.predicate), provenance_pb2.Provenance())
        assert predicate.build_definition.build_type == "urn:bulla:training:v1"
        assert found.subject[0].digest["sha256"] == sys.argv[4]
        """

    @Test(
        "in-toto's and securesystemslib's libraries read it and verify both kinds of keys",
        .enabled(
            if: Command.has("openssl") && Python.has("in_toto_attestation, securesystemslib, cryptography"),
            Comment(rawValue: Python.missing)
        )
    )
    func libraries() throws {
        let lab = try Lab()
        let ceremony = lab.ceremony
        let (secret, info, card) = (ceremony.file("c.pem"), ceremony.file("c.info"), ceremony.file("c.pub"))
        let openssl = Command.find("openssl") ?? "openssl"
        let curve = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]
        _ = try Command.run(openssl, ["genpkey", "-out", secret] + curve)
        _ = try Command.run(openssl, ["pkey", "-in", secret, "-pubout", "-out", info])
        try ceremony.done("key", "import", "--p384", info, "--name", "C. Card", "-o", card)
        let digest = SHA256.hash(try File.contents(of: lab.weights(2), limit: 1 << 20)).hex
        for (key, more) in [
            (ceremony.publicKey(1), []),
            (card, ["--sign-as", card, "--sign-with", "openssl dgst -sha384 -sign \(secret)"]),
        ] {
            let published = try lab.publish(lab.second, lab.weights(2), more)
            #expect(published.status == 0, "\(published)")
            let outcome = try Python.run(["-c", Self.libraries, lab.statement, key, info, digest])
            #expect(outcome.status == 0, "\(outcome)")
            let stranger = try Ceremony().publicKey(1)
            let other = try Python.run(["-c", Self.libraries, lab.statement, stranger, info, digest])
            #expect(other.status != 0, "the knock-out")
        }
        try ceremony.done(
            line: "trust add \(ceremony.trust) --person 'C. Card' --role exporter --key \(card)"
        )
        #expect(try lab.check("--model", lab.weights(2)).status == 0, "our own check reads DER")
    }
}
