import Bytes

/// The one program of a page, and what its policy must say to let it run.
package struct Script: Sendable {
    package let bytes: [UInt8]

    /// Takes a program of ours without `]]>` and `</`, since the text stands in a page as it is.
    ///
    /// It stands between the marks of a CDATA section, which a comment hides from the browser: the page stays XML.
    package init(program: [UInt8]) {
        bytes = Array("//<![CDATA[\n".utf8) + program + Array("\n//]]>\n".utf8)
    }

    /// What the page's policy lets in, and nothing else.
    package var source: String { "sha256-\(Base64.encode(SHA256.hash(bytes).bytes))" }
}
