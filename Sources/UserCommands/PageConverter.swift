import Bytes

/// A converter of pages to PDF that is installed here or that the user names: a shell command from HTML to PDF.
package struct PageConverter: Sendable {
    /// The longest PDF.
    package static let answerLimit = 32 << 20
    /// What is looked for where no command is named: weasyprint, else Chromium.
    ///
    /// Chromium reads files alone, and as root refuses to run in its own sandbox; the page has no script and loads nothing,
    /// and the command has no network.
    package static let installed = """
        set -e
        if command -v weasyprint >/dev/null; then exec weasyprint --quiet - -; fi
        for browser in chromium chromium-browser google-chrome; do
            command -v "$browser" >/dev/null || continue
            folder=$(mktemp -d)
            trap 'rm -rf "$folder"' EXIT
            cat >"$folder/page.html"
            export HOME="$folder"
            set --
            if [ "$(id -u)" = 0 ]; then set -- --no-sandbox; fi
            "$browser" --headless --disable-gpu --user-data-dir="$folder/profile" --no-pdf-header-footer "$@" \
                --print-to-pdf="$folder/page.pdf" "file://$folder/page.html" >/dev/null 2>"$folder/messages" \
                || { cat "$folder/messages" >&2; exit 1; }
            cat "$folder/page.pdf"
            exit
        done
        echo "no converter to PDF is installed: looked for weasyprint, chromium and google-chrome" >&2
        exit 127
        """

    private let command: String
    private let seconds: Int
    private let starter: CommandStarter

    /// - Parameter seconds: how long one run of the command may take.
    package init(_ command: String = PageConverter.installed, seconds: Int = 120, starter: CommandStarter) {
        self.command = command
        self.seconds = seconds
        self.starter = starter
    }

    /// The page as PDF; whatever does not begin and end like one is refused.
    package func pdf(of page: [UInt8]) throws(UserCommandError) -> [UInt8] {
        let answer = try starter.run(
            command,
            settings: [],
            input: page,
            outputLimit: PageConverter.answerLimit,
            seconds: seconds,
            location: "PDF"
        )
        // The end of a PDF: `%%EOF`, perhaps with a line end.
        let end = answer.suffix(7).filter { $0 != 0x0a && $0 != 0x0d }
        guard answer.starts(with: Array("%PDF-".utf8)), end.suffix(5).elementsEqual("%%EOF".utf8) else {
            throw UserCommandError(.output, at: "PDF", "got \(answer.count) bytes that are not a PDF")
        }
        return answer
    }
}
