/// A piece of a page: an element, text, or several pieces in a row.
///
/// Names of elements and attributes are literals of this program, and every other text is escaped as it is written,
/// so nothing that a document says can become markup. What is written is HTML and well-formed XML at once.
package struct Markup: Sendable {
    private indirect enum Content: Sendable {
        case element(StaticString, [(StaticString, String)], [Markup])
        case text(String)
        case row([Markup])
        case style(Stylesheet)
        case script(Script)
    }

    private let content: Content

    private init(_ content: Content) {
        self.content = content
    }

    /// An element; attributes without a value are left out.
    package init(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String?> = [:],
        _ children: Markup...
    ) {
        content = .element(
            name,
            attributes.compactMap { pair in pair.value.map { (pair.key, $0) } },
            children
        )
    }

    /// Text, made visible and escaped when it is written.
    package static func text(_ text: some StringProtocol) -> Markup { Markup(.text(String(text))) }

    package static func row(_ pieces: [Markup]) -> Markup { Markup(.row(pieces)) }

    /// The element that holds the page's own rules.
    package static func style(_ sheet: Stylesheet) -> Markup { Markup(.style(sheet)) }

    /// The element that holds the page's own program.
    package static func script(_ script: Script) -> Markup { Markup(.script(script)) }

    package static let nothing = Markup.row([])

    /// The bytes in UTF-8.
    package var bytes: [UInt8] {
        var out: [UInt8] = []
        append(to: &out)
        return out
    }

    private func append(to out: inout [UInt8]) {
        switch content {
        case .text(let text): VisibleText.append(text, to: &out)
        case .row(let pieces): for piece in pieces { piece.append(to: &out) }
        case .style(let sheet):
            out.append(contentsOf: "<style>".utf8)
            out.append(contentsOf: sheet.bytes)
            out.append(contentsOf: "</style>".utf8)
        case .script(let script):
            out.append(contentsOf: "<script>".utf8)
            out.append(contentsOf: script.bytes)
            out.append(contentsOf: "</script>".utf8)
        case .element(let name, let attributes, let children):
            Markup.open(name, attributes, to: &out)
            // HTML knows `<br/>` but not `<p/>`; XML takes `<p></p>` too.
            guard !Markup.isVoid(name) else { return out.append(contentsOf: "/>".utf8) }
            out.append(UInt8(ascii: ">"))
            for child in children { child.append(to: &out) }
            out.append(contentsOf: "</".utf8)
            Markup.append(name, to: &out)
            out.append(UInt8(ascii: ">"))
        }
    }

    private static func open(
        _ name: StaticString,
        _ attributes: [(StaticString, String)],
        to out: inout [UInt8]
    ) {
        out.append(UInt8(ascii: "<"))
        append(name, to: &out)
        for (key, value) in attributes {
            out.append(UInt8(ascii: " "))
            append(key, to: &out)
            out.append(contentsOf: "=\"".utf8)
            VisibleText.append(value, to: &out)
            out.append(UInt8(ascii: "\""))
        }
    }

    private static func append(_ literal: StaticString, to out: inout [UInt8]) {
        literal.withUTF8Buffer { out.append(contentsOf: $0) }
    }

    private static func isVoid(_ name: StaticString) -> Bool {
        switch name.description {
        case "meta", "link", "br", "wbr", "hr", "input": true
        default: false
        }
    }
}

extension Markup: ExpressibleByStringInterpolation, ExpressibleByArrayLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(arrayLiteral elements: Markup...) { self = .row(elements) }
}
