import Bytes
import PluginHost
import Testing

@Suite("Declarations of plug-ins")
struct DeclarationTests {
    private static let digest = String(repeating: "0", count: 64)
    private static let text = """
        {"accepted_artifacts":[{"role":"vk","sha256":"\(digest)"}],"formats":["ezkl-halo2kzg/23"],\
        "isolation":"best-effort","limits":{"cpu_seconds":10,"memory_bytes":1073741824,"output_bytes":65536,\
        "wall_seconds":20},"name":"ezkl","path":"/opt/ezkl/verify","required_roles":["proof","vk"],\
        "runtime":[{"name":"lib/ezkl.so","path":"/opt/ezkl/ezkl.so","sha256":"\(digest)"}],\
        "sha256":"\(digest)","trust":"trusted-setup"}
        """

    private func read(_ text: String) throws(FormatError) -> PluginDeclaration {
        try PluginDeclaration(JSONObject(JSON(parsing: Array(text.utf8), limits: .document), path: ""))
    }

    @Test("a declaration is written as it was read")
    func roundTrip() throws {
        let declaration = try read(Self.text)
        #expect(declaration.json.canonicalBytes == Array(Self.text.utf8))
        #expect(declaration.kinds == ["plugin-ezkl-halo2kzg/23"])
        #expect(declaration.isolation == .bestEffort)
    }

    @Test("isolation is required unless the declaration says otherwise")
    func defaultIsolation() throws {
        let text = Self.text.replacing("\"isolation\":\"best-effort\",", with: "")
        #expect(try read(text).isolation == .required)
    }

    @Test(
        "what is out of its spelling, order or range is refused",
        arguments: [
            ("\"name\":\"ezkl\"", "\"name\":\"../ezkl\""), ("\"name\":\"ezkl\"", "\"name\":\"\""),
            ("[\"ezkl-halo2kzg/23\"]", "[\"ezkl\"]"), ("[\"ezkl-halo2kzg/23\"]", "[]"),
            ("[\"ezkl-halo2kzg/23\"]", "[\"b/1\",\"a/1\"]"), ("[\"ezkl-halo2kzg/23\"]", "[\"a/1\",\"a/1\"]"),
            ("[\"ezkl-halo2kzg/23\"]", "[\"ezkl-halo2kzg-too-long/234\"]"),
            ("\"/opt/ezkl/verify\"", "\"verify\""), ("\"lib/ezkl.so\"", "\"../ezkl.so\""),
            ("\"lib/ezkl.so\"", "\"/ezkl.so\""), ("\"lib/ezkl.so\"", "\"lib//ezkl.so\""),
            ("\"cpu_seconds\":10", "\"cpu_seconds\":0"), ("\"output_bytes\":65536", "\"output_bytes\":65537"),
            ("\"wall_seconds\":20", "\"wall_seconds\":3601"), ("1073741824", "1048575"),
            ("\"trusted-setup\"", "\"trusted\""), ("\"best-effort\"", "\"none\""),
            ("[\"proof\",\"vk\"]", "[]"), ("[\"proof\",\"vk\"]", "[\"vk\",\"proof\"]"),
            ("\"trust\":", "\"trusts\":"), ("\"name\":\"ezkl\",", ""),
            ("\"role\":\"vk\"", "\"role\":\"v k\""),
        ]
    )
    func refuses(_ part: String, _ other: String) {
        #expect(throws: FormatError.self) { try read(Self.text.replacing(part, with: other)) }
    }
}
