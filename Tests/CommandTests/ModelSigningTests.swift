import Bytes
import TestSupport
import Testing

/// Signatures of models between us and PyPI's model-signing.
@Suite(
    "Models signed for others",
    .enabled(if: Command.has("openssl") && Python.has("model_signing"), Comment(rawValue: Python.missing))
)
struct ModelSigningTests {
    /// A model, and a P-384 key that openssl keeps.
    private struct Desk {
        let ceremony: Ceremony
        var model: String { ceremony.file("model") }
        var signature: String { ceremony.file("model.sig") }
        var secret: String { ceremony.file("card.pem") }
        var info: String { ceremony.file("card.info") }
        var publicKey: String { ceremony.file("card.pub") }

        init() throws {
            ceremony = try Ceremony()
            for name in ["weights.bin", "a/c", "a-b", "a.json", "empty", ".gitattributes"] {
                try Folder.create(Folder.parent(of: "\(model)/\(name)"))
                try AtomicFile.write(name == "empty" ? [] : Array(name.utf8), to: "\(model)/\(name)")
            }
            let curve = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]
            let openssl = Command.find("openssl") ?? "openssl"
            _ = try Command.run(openssl, ["genpkey", "-out", secret] + curve)
            _ = try Command.run(openssl, ["pkey", "-in", secret, "-pubout", "-out", info])
            try ceremony.done("key", "import", "--p384", info, "--name", "C. Card", "-o", publicKey)
        }

        func sign(_ output: String? = nil) throws -> Outcome {
            try Command.bulla(
                line: """
                    publish model \(model) --sign-as \(publicKey) --sign-with 'openssl dgst -sha384 \
                    -sign \(secret)' -o \(output ?? signature)
                    """
            )
        }

        func theirs(_ verb: String, _ key: String, _ signature: String) throws -> Outcome {
            let option = verb == "sign" ? "--private_key" : "--public_key"
            return try Python.run([
                "-m", "model_signing", verb, "key", "--signature", signature, option, key, model,
            ])
        }

        func ours(_ signature: String? = nil) throws -> Outcome {
            try Command.run(
                Built.path("bulla-verify"),
                ["provenance", "model", signature ?? self.signature, "--model", model, "--key", publicKey]
            )
        }

        func write(_ bytes: String, _ name: String) throws {
            try AtomicFile.write(Array(bytes.utf8), to: "\(model)/\(name)")
        }
    }

    @Test("model_signing verifies ours, and refuses after one byte of the model changes")
    func verifies() throws {
        let desk = try Desk()
        let signed = try desk.sign()
        #expect(signed.status == 0 && signed.output.contains("5 files"), "\(signed)")
        #expect(signed.messages.contains("not signed: .gitattributes"))
        let theirs = try desk.theirs("verify", desk.info, desk.signature)
        #expect(theirs.status == 0, "\(theirs)")
        #expect(try desk.ours().status == 0)
        for (bytes, name, word) in [
            ("weights.bim", "weights.bin", "model-file-changed"), ("new", "new", "model-file-unsigned"),
        ] {
            try desk.write(bytes, name)
            #expect(try desk.theirs("verify", desk.info, desk.signature).status != 0, "\(name)")
            let ours = try desk.ours()
            #expect(ours.status == 1 && ours.output.contains(word), "\(ours)")
            try Folder.remove("\(desk.model)/\(name)")
            if name == "weights.bin" {
                #expect(
                    try desk.theirs("verify", desk.info, desk.signature).status != 0,
                    "\(name) is missing"
                )
                #expect(try desk.ours().output.contains("model-file-missing"))
                try desk.write(name, name)
            }
        }
        #expect(try desk.theirs("verify", desk.info, desk.signature).status == 0, "the knock-out")
        #expect(try desk.ours().status == 0, "the knock-out")
    }

    @Test("a signature inside the model does not sign itself")
    func inside() throws {
        let desk = try Desk()
        let path = "\(desk.model)/model.sig"
        for _ in 0..<2 { #expect(try desk.sign(path).output.contains("5 files")) }
        #expect(try desk.theirs("verify", desk.info, path).status == 0)
        let ours = try desk.ours(path)
        #expect(ours.status == 0 && ours.output.contains("not covered: model.sig"), "\(ours)")
    }

    @Test("we verify theirs, and refuse after one byte of the model changes")
    func theirs() throws {
        let desk = try Desk()
        for path in [desk.signature, "\(desk.model)/model.sig"] {
            let signed = try desk.theirs("sign", desk.secret, path)
            #expect(signed.status == 0, "\(signed)")
            let good = try desk.ours(path)
            #expect(good.status == 0 && good.output.contains("5 files"), "\(good)")
            try desk.write("x", "a/c")
            #expect(try desk.ours(path).status == 1)
            try desk.write("a/c", "a/c")
            if path.hasPrefix(desk.model) { try Folder.remove(path) }
        }
    }

    @Test("the exporter of a trust file signs, and an Ed25519 key is refused with a hint")
    func keys() throws {
        let desk = try Desk()
        let ceremony = desk.ceremony
        #expect(try desk.sign().status == 0)
        let check = ["provenance", "model", desk.signature, "--model", desk.model, "--trust", ceremony.trust]
        let stranger = try Command.run(Built.path("bulla"), check)
        #expect(stranger.status == 1 && stranger.output.contains("model-other-key"), "\(stranger)")
        try ceremony.done(
            line: "trust add \(ceremony.trust) --person 'C. Card' --role exporter --key \(desk.publicKey)"
        )
        #expect(try Command.run(Built.path("bulla"), check).status == 0)
        let refused = try Command.bulla(
            line: "publish model \(desk.model) --key \(ceremony.key(1)) -o \(desk.signature)"
        )
        #expect(refused.status == 2 && refused.messages.contains("model-key"), "\(refused)")
        #expect(refused.messages.contains("hint: "))
        #expect(try Command.bulla("publish", "model", desk.model, "-o", "x").status == 64)
        let none = try Command.bulla("provenance", "model", desk.signature, "--model", desk.model)
        #expect(none.status == 64)
        try AtomicFile.write(Array("{}".utf8), to: desk.signature)
        #expect(try desk.ours().status == 1)
    }
}
