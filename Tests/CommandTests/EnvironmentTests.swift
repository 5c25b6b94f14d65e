import Bytes
import Glibc
import TestSupport
import Testing

@Suite(
    "Where little is granted",
    .serialized,
    .enabled(
        if: geteuid() == 0 && Command.has("chroot", "ldd", "prlimit", "sh", "timeout"),
        "this test is not root, or lacks chroot, ldd, prlimit or timeout"
    )
)
struct EnvironmentTests {
    /// Name, status and first message for each place of `Fixtures/environments.sh`.
    private func places(_ program: String, _ arguments: [String]) throws -> [[String]] {
        let script = "\(Vectors.packageRoot)/Tests/CommandTests/Fixtures/environments.sh"
        let scratch = try ScratchFolder()
        chmod(scratch.path, 0o755)
        let words = [script, Built.path(program), "\(scratch.path)/root"] + arguments
        let outcome = try Command.run(Command.find("sh") ?? "/bin/sh", words)
        #expect(outcome.status == 0, "\(outcome)")
        return outcome.output.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private static let verify = [
        "verify", Golden.bundle(1), "--trust", Golden.trust, "--at", Golden.time, "--first", "--quiet",
    ]

    @Test(
        "a program does its work or says at once why not: without /proc, with few processes, in little address space",
        arguments: [
            ("bulla-verify", verify), ("bulla", verify), ("bulla", ["inspect", Golden.bundle(1)]),
        ]
    )
    func ends(_ program: String, _ arguments: [String]) throws {
        let places = try places(program, arguments)
        #expect(places.count > 20)
        for place in places {
            try #require(place.count == 3)
            switch place[1] {
            case "0": break
            case "2": #expect(place[2].contains("error: "), "\(place)")
            // The loader of a program that is linked with the toolchain's libraries; those of a release are static.
            case "127": #expect(place[2].contains("shared libraries"), "\(place)")
            default: Issue.record("\(place)")
            }
        }
        // Neither /proc nor a second process or thread is needed.
        for name in ["chroot", "user", "processes-1", "descriptors-8"] {
            #expect(places.first { $0.first == name }?[1] == "0", "\(places)")
        }
    }
}
