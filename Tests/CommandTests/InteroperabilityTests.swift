import Bytes
import Sampling
import TestSupport
import Testing

/// Bundles in the hands of tools that know nothing of Bulla.
@Suite("Interoperability")
struct InteroperabilityTests {
    static let tools = "install tar, xz-utils, libarchive-tools, 7zip, coreutils"

    @Test(
        "tar unpacks a bundle and sha256sum confirms both manifests",
        .enabled(if: Command.has("tar", "xz", "sha256sum"), Comment(rawValue: tools)),
        arguments: Subject.allCases
    )
    func checksums(_ subject: Subject) throws {
        let place = try subject.make()
        let scratch = try ScratchFolder()
        let bag = try place.unpack(into: scratch.path)
        for name in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
            let outcome = try Command.tool("sha256sum", "--quiet", "--strict", "-c", name, in: bag)
            #expect(outcome.status == 0, "\(outcome)")
        }
        #expect(try Folder.files(below: "\(bag)/data").count == Self.lines(of: "\(bag)/manifest-sha256.txt"))
    }

    private static func lines(of path: String) throws -> Int {
        try File.contents(of: path, limit: 1 << 24).count { $0 == 0x0a }
    }

    @Test(
        "bsdtar lists the members in their order",
        .enabled(if: Command.has("bsdtar"), Comment(rawValue: tools)),
        arguments: Golden.numbers
    )
    func bsdtar(_ number: Int) throws {
        let golden = try Golden(number)
        let outcome = try Command.tool("bsdtar", "-tf", golden.path)
        #expect(outcome.status == 0)
        #expect(outcome.lines.map(String.init) == golden.members.map { "\(golden.name)/\($0.name)" })
    }

    @Test("bsdtar and GNU tar list a fresh bundle alike", .enabled(if: Command.has("bsdtar", "tar")))
    func listings() throws {
        let place = try Subject.fresh.make()
        let (one, other) = try (
            Command.tool("bsdtar", "-tf", place.bundle), Command.tool("tar", "tJf", place.bundle)
        )
        #expect(one.status == 0 && one.output == other.output && !one.output.isEmpty)
    }

    @Test(
        "xz -t finds nothing wrong",
        .enabled(if: Command.has("xz"), Comment(rawValue: tools)),
        arguments: Subject.allCases
    )
    func xz(_ subject: Subject) throws {
        let place = try subject.make()
        let outcome = try Command.tool("xz", "-t", place.bundle)
        #expect(outcome.status == 0 && outcome.messages == "", "\(outcome)")
    }

    @Test(
        "7z t finds nothing wrong",
        .enabled(if: Command.has("7z"), Comment(rawValue: tools)),
        arguments: Subject.allCases
    )
    func sevenZip(_ subject: Subject) throws {
        let place = try subject.make()
        let outcome = try Command.tool("7z", "t", place.bundle)
        #expect(outcome.status == 0 && outcome.output.contains("Everything is Ok"), "\(outcome)")
    }

    @Test(
        "bagit.py validates the bag",
        .enabled(if: Command.has("tar", "xz") && Python.has("bagit"), Comment(rawValue: Python.missing)),
        arguments: Subject.allCases
    )
    func bagit(_ subject: Subject) throws {
        let place = try subject.make()
        let scratch = try ScratchFolder()
        let bag = try place.unpack(into: scratch.path)
        let outcome = try Python.run(["-m", "bagit", "--validate", bag])
        #expect(outcome.status == 0, "\(outcome)")
        try AtomicFile.write([0x21], to: "\(bag)/data/run/run.json")
        #expect(try Python.run(["-m", "bagit", "--validate", bag]).status != 0, "the knock-out")
    }

    // The key's identifier is ours; the library counts a signature only under the identifier that it knows.
    static let dsse = """
        import base64, hashlib, json, sys
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from securesystemslib.dsse import Envelope
        from securesystemslib.signer import SSlibKey
        envelope = Envelope.from_dict(json.load(open(sys.argv[1])))
        raw = base64.b64decode(json.load(open(sys.argv[2]))["ed25519"])
        keyid = hashlib.sha256(raw).hexdigest()
        key = SSlibKey(keyid, "ed25519", "ed25519", {"public": raw.hex()})
        assert list(envelope.verify([key], 1)) == [keyid]
        assert envelope.payload == open(sys.argv[3], "rb").read()
        """

    @Test(
        "securesystemslib verifies the envelope",
        .enabled(if: Python.has("securesystemslib, cryptography"), Comment(rawValue: Python.missing)),
        arguments: Subject.allCases
    )
    func envelope(_ subject: Subject) throws {
        let place = try subject.make()
        let scratch = try ScratchFolder()
        let (envelope, manifest) = ("\(scratch.path)/envelope", "\(scratch.path)/manifest")
        for (name, path) in [("manifest.dsse.json", envelope), ("manifest.json", manifest)] {
            #expect(try Command.bulla("extract", place.bundle, name, "-o", path).status == 0)
        }
        let outcome = try Python.run(["-c", Self.dsse, envelope, place.publicKey, manifest])
        #expect(outcome.status == 0, "\(outcome)")
        let stranger = try Ceremony()
        #expect(
            try Python.run(["-c", Self.dsse, envelope, stranger.publicKey(1), manifest]).status != 0,
            "the knock-out"
        )
    }

    /// Each bundle, with a sample of one and of several.
    static let hands = Subject.allCases.flatMap { subject in [1, 3].map { (subject, $0) } }

    @Test(
        "the page for verifying by hand leads through, and draws the sample that we draw",
        .enabled(
            if: Command.has("tar", "xz", "openssl", "xxd", "bc", "jq", "sha256sum", "awk"),
            "install openssl, xxd, bc, jq"
        ),
        arguments: Effort.cases(hands, usual: [0, 3])
    )
    func byHand(_ subject: Subject, _ count: Int) throws {
        let place = try subject.make()
        let docs = "\(Vectors.packageRoot)/Docs"
        let seed = "27182818284590452353"
        let outcome = try Command.tool(
            "sh",
            "\(docs)/run-page.sh",
            "\(docs)/verify-by-hand.md",
            place.bundle,
            place.publicKey,
            seed,
            "\(count)"
        )
        #expect(
            outcome.status == 0 && outcome.output.hasSuffix("all checks on this page passed\n"),
            "\(outcome)"
        )
        let line = try #require(outcome.lines.first { $0.hasPrefix("sample: ") })
        let items = line.dropFirst(8).split(separator: " ").compactMap { Int($0) }.sorted()
        let sampler = try Sampler(seed: seed, population: Self.steps(in: place.bundle))
        #expect(try items == sampler.sample(count).items)
    }

    private static func steps(in bundle: String) throws -> Int {
        let bytes = Array(try Command.bulla("inspect", bundle, "--json").output.utf8)
        var json = try JSONObject(JSON(parsing: bytes, limits: .manifest), path: "")
        var statement = try json.object("statement")
        var predicate = try statement.object("predicate")
        return try predicate.integer("steps")
    }
}
