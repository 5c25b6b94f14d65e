import Bytes
import CSandbox
import Foundation
import TestSupport
import Testing

@Suite("What a program gives up that only reads")
struct ConfinementTests {
    /// How each attempt of the probe ended.
    private func probe(_ more: String...) throws -> [Substring: Substring] {
        let scratch = try ScratchFolder()
        let folder = "\(scratch.path)/in"
        try Folder.create(folder)
        let outcome = try Command.run(Built.path("confined-probe"), [folder] + more)
        #expect(outcome.status == 0, "\(outcome)")
        let pairs = outcome.lines.map { $0.split(separator: " ") }.filter { $0.count == 2 }
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
    }

    private static let refused: [Substring] = [
        "socket", "local", "pair", "process", "signal", "limits", "handle", "program", "folder",
    ]

    @Test("programs, processes, sockets and others are out of reach; reading and threads are not")
    func calls() throws {
        let seen = try probe()
        for name in Self.refused { #expect(seen[name] == "EPERM", "\(name): \(seen)") }
        for name: Substring in ["read", "inside", "thread", "memory"] {
            #expect(seen[name] == "done", "\(seen)")
        }
    }

    @Test("a program that gives up nothing has all of that")
    func free() throws {
        let seen = try probe("--free")
        for name in Self.refused where name != "program" { #expect(seen[name] == "done", "\(name): \(seen)") }
        #expect(seen["elsewhere"] == "done" && seen["remove"] == "done")
    }

    @Test(
        "files are written in the folders of the outputs, and nowhere else",
        .enabled(if: bulla_landlock_version() > 0, "this kernel has no Landlock")
    )
    func folders() throws {
        let seen = try probe()
        #expect(seen["inside"] == "done" && seen["elsewhere"] == "EACCES", "\(seen)")
        // The folder is what is asked about: with the whole machine allowed, the same file is written.
        let everywhere = try probe("/")
        #expect(everywhere["elsewhere"] == "done" && everywhere["socket"] == "EPERM", "\(everywhere)")
        let none = try probe("/nowhere/at/all")
        #expect(none["inside"] == "EACCES" && none["elsewhere"] == "EACCES", "\(none)")
    }

    @Test("the process that starts commands is out of reach for the program that it serves, even for root")
    func starter() throws {
        func reach(_ more: String...) throws -> [String] {
            let outcome = try Command.run(Built.path("confined-probe"), ["--starter"] + more)
            return outcome.lines.map(String.init)
        }
        #expect(try reach() == ["child done", "mem EACCES", "getfd EPERM", "readv EPERM"])
        guard geteuid() == 0 else { return }
        #expect(try reach("--free") == ["child done", "mem done", "getfd done", "readv EFAULT"])
    }

    /// A program that waits for its standard input, which it reads long after it has given up what it gives up.
    private func waiting(_ body: (Int32) throws -> Void, as user: [String] = []) throws {
        let (process, input) = (Process(), Pipe())
        let words =
            user + [Built.path("bulla-verify"), "custody", "check-form", "-", "--bundle", Golden.bundle(1)]
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer {
            // It may have been started with other signals blocked.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let deadline = Date().addingTimeInterval(20)
        while Date() < deadline, !status(process.processIdentifier).contains("Seccomp_filters:\t2\n") {
            sched_yield()
        }
        try body(process.processIdentifier)
    }

    private func status(_ process: Int32) -> String {
        // Such files have no size that they could be read by.
        (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    }

    @Test("the verifier has its filters before it reads")
    func filters() throws {
        try waiting { process in
            let status = status(process)
            #expect(status.contains("NoNewPrivs:\t1\n") && status.contains("Seccomp:\t2\n"), "\(status)")
            #expect(status.contains("Seccomp_filters:\t2\n") && status.contains("Threads:\t1\n"), "\(status)")
        }
    }

    private static let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]
    private static let canBecomeNobody =
        geteuid() == 0 && Command.has("setpriv")
        && (try? Command.tool(
            "setpriv",
            nobody[0],
            nobody[1],
            nobody[2],
            Built.path("bulla-verify"),
            "--version"
        ))?
        .status == 0

    @Test(
        "another process of the same user cannot open the verifier's memory",
        .enabled(if: canBecomeNobody, "this test is not root, or its programs are not for everybody")
    )
    func memory() throws {
        let change = [try #require(Command.find("setpriv"))] + Self.nobody
        func opens(_ process: Int32) throws -> Bool {
            let words = change.dropFirst() + ["sh", "-c", "exec 3</proc/\(process)/mem"]
            return try Command.run(change[0], Array(words)).status == 0
        }
        try waiting(
            { process in
                let isOpen = try opens(process)
                #expect(!isOpen)
            },
            as: change
        )
        // It is not the user, nor the machine: that of a program which does not mind is opened.
        let other = Process()
        other.executableURL = URL(fileURLWithPath: change[0])
        other.arguments = change.dropFirst() + ["sleep", "60"]
        try other.run()
        defer { kill(other.processIdentifier, SIGKILL) }
        let deadline = Date().addingTimeInterval(20)
        while Date() < deadline, !status(other.processIdentifier).contains("Name:\tsleep\n") { sched_yield() }
        let isOpen = try opens(other.processIdentifier)
        #expect(isOpen)
    }
}
