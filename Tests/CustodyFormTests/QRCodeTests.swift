import Bytes
import TestSupport
import Testing

@testable import CustodyForm
@testable import QRCodes

@Suite("QR codes")
struct QRCodeTests {
    static let texts =
        Papers.digests(12).map { FormPayload(manifest: $0, chain: SHA256.hash($0.bytes)).text }
        + ["", "A", "AB", "BULLA:CUSTODY:1:-", String(repeating: "Z $%*+-./:", count: 15)]

    /// A picture of the code, four pixels a module.
    private func picture(_ code: QRCode, hiding hidden: Int = 0) -> [UInt8] {
        let side = (QRCode.side + 8) * 4
        var text = "P1\n\(side) \(side)\n"
        for y in 0..<side {
            for x in 0..<side {
                let (row, column) = (y / 4 - 4, x / 4 - 4)
                let isInside = (0..<QRCode.side).contains(row) && (0..<QRCode.side).contains(column)
                // A stain in the middle, where no pattern stands that a reader looks for.
                let isHidden = (20..<20 + hidden).contains(row) && (26..<26 + hidden).contains(column)
                text += isInside && !isHidden && code.isDark(row, column) ? "1 " : "0 "
            }
            text += "\n"
        }
        return Array(text.utf8)
    }

    private func read(_ picture: [UInt8]) throws -> String {
        let folder = try ScratchFolder()
        try AtomicFile.write(picture, to: "\(folder.path)/code.pbm")
        return try Command.tool("zbarimg", "--raw", "-q", "\(folder.path)/code.pbm").output
    }

    @Test(
        "are read by somebody else's reader",
        .enabled(if: Command.has("zbarimg"), "zbarimg is not installed")
    )
    func read() throws {
        for text in Self.texts where !text.isEmpty {
            let code = try #require(QRCode(text))
            #expect(try read(picture(code)) == text + "\n")
        }
    }

    @Test("are read with a stain, and not with too large a one", .enabled(if: Command.has("zbarimg")))
    func stained() throws {
        let code = try #require(QRCode(Self.texts[0]))
        #expect(try read(picture(code, hiding: 12)) == Self.texts[0] + "\n")
        #expect(try read(picture(code, hiding: 26)) == "")
    }

    @Test("are those of libqrencode, module by module", .enabled(if: Command.has("qrencode")))
    func libqrencode() throws {
        // Without long runs of decimal digits, for which libqrencode changes its mode.
        let plain = Papers.digests(300).map { FormPayload(manifest: $0, chain: nil).text }
            .filter { text in text.split { !$0.isNumber }.allSatisfy { $0.count < 6 } }
        #expect(plain.count > 20)
        let texts = plain.prefix(20) + ["BULLA:CUSTODY:1:" + String(repeating: "DEADBEEF ", count: 9)]
        for text in texts {
            let outcome = try Command.tool("qrencode", "-t", "ASCII", "-m", "0", "-v", "8", "-l", "Q", text)
            let theirs = outcome.lines.map { line in
                stride(from: 0, to: line.utf8.count, by: 2).map { Array(line.utf8)[$0] == UInt8(ascii: "#") }
            }
            let matching = (0..<8).filter { mask in
                guard let ours = QRCode(text, mask: mask), theirs.count == QRCode.side else { return false }
                return (0..<QRCode.side).allSatisfy { row in
                    theirs[row] == (0..<QRCode.side).map { ours.isDark(row, $0) }
                }
            }
            #expect(matching.count == 1, "\(text): \(matching)")
        }
    }

    @Test("take what fits and no other letters")
    func limits() {
        #expect(QRCode(String(repeating: "A", count: QRCode.capacity)) != nil)
        #expect(QRCode(String(repeating: "A", count: QRCode.capacity + 1)) == nil)
        for text in ["a", "É", "_", "\n", "A\u{0}"] { #expect(QRCode(text) == nil) }
    }

    @Test("have runs that are the modules")
    func runs() throws {
        let code = try #require(QRCode(Self.texts[0]))
        var dark = Set<Int>()
        for run in code.runs { for step in 0..<run.length { dark.insert(run.row * 49 + run.column + step) } }
        let all = (0..<49).flatMap { row in (0..<49).filter { code.isDark(row, $0) }.map { row * 49 + $0 } }
        #expect(dark == Set(all))
    }
}
