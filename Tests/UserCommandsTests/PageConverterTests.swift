import Bytes
import TestSupport
import Testing
import UserCommands

@Suite("Converters of pages", .timeLimit(.minutes(2)))
struct PageConverterTests {
    private let page = Array("<!DOCTYPE html><title>t</title><p>hello".utf8)

    private func pdf(_ command: String) throws(UserCommandError) -> [UInt8] {
        try PageConverter(command, seconds: 60, starter: .shared).pdf(of: page)
    }

    @Test("are handed the page, and what they write is taken if it begins and ends like a PDF")
    func handed() throws {
        let made = try pdf("printf '%%PDF-1.4\\n'; cat; printf '\\n%%%%EOF\\n'")
        #expect(made == Array("%PDF-1.4\n".utf8) + page + Array("\n%%EOF\n".utf8))
    }

    @Test(
        "write nothing that is no PDF, and a cut one is none",
        arguments: [
            "cat", "true", "printf '%%PDF-1.4\\n'", "printf '%%%%EOF\\n'", "printf ' %%PDF-1.4 %%%%EOF'",
        ]
    )
    func others(_ command: String) {
        let error = #expect(throws: UserCommandError.self) { try pdf(command) }
        #expect(error?.code == .output)
    }

    @Test("that are not there say what was looked for")
    func missing() {
        let error = #expect(throws: UserCommandError.self) {
            try pdf("PATH=/nowhere\n" + PageConverter.installed)
        }
        #expect(error?.code == .failed && error?.detail.contains("127") == true)
    }

    @Test(
        "that are installed make one without a network",
        .enabled(if: Command.has("chromium") || Command.has("weasyprint"), "no converter is installed")
    )
    func installed() throws {
        let made = try pdf(PageConverter.installed)
        #expect(made.starts(with: Array("%PDF-".utf8)) && made.count > 1_000)
    }
}
