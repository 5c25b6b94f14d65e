import Bytes
import Foundation
import TestSupport
import Testing

@Suite("The network")
struct NetworkTests {
    @Test("is given up for good before anything is read")
    func givenUp() throws {
        let ceremony = try Ceremony()
        try ceremony.done("run", "init", ceremony.run, "--origin", "lab.example/run/1")
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: Built.path("bulla"))
        process.arguments = ["log", "append", ceremony.run]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let leaf = #"{"type":"event","kind":"audit","digest":"\#(String(repeating: "0", count: 64))"}"#
        input.fileHandleForWriting.write(Data("\(leaf)\n".utf8))
        // Its answer comes when it has long begun and waits for more.
        #expect(!output.fileHandleForReading.availableData.isEmpty)
        let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        #expect(status.contains("Seccomp:\t2\n") && status.contains("NoNewPrivs:\t1\n"), "\(status)")
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
