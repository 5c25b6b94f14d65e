import Bytes
import CSandbox
import Glibc
import PluginHost
import TestSupport
import Testing

@Suite("What the kernel grants")
struct IsolationTests {
    private static let full = [
        "user-namespace", "mount-namespace", "pid-namespace", "network-namespace", "ipc-namespace",
        "uts-namespace", "private-root", "no-new-privileges", "seccomp",
    ]

    @Test(
        "full isolation is all of it, and Landlock where the kernel has it",
        .enabled(if: Fixture.isIsolating, "\(Fixture.why)")
    )
    func full() throws {
        let landlock = bulla_landlock_version() > 0 ? ["landlock"] : []
        #expect(try Fixture.tell("none").isolation == Self.full + landlock)
    }

    @Test("where isolation is refused nothing runs, unless the declaration bears it")
    func refused() throws {
        let run = try Fixture.tell("none", tiers: [.bestEffort], isolation: .required)
        #expect(run.outcome.code == .isolation)
        #expect(run.isolation == [])
    }

    @Test("with best effort it runs in a folder of the machine, and the report does not claim a private root")
    func bestEffort() throws {
        let run = try Fixture.tell("none", tiers: [.bestEffort], isolation: .bestEffort)
        #expect(run.outcome.verifier == "honest 1")
        #expect(!run.isolation.contains("private-root") && !run.isolation.contains("mount-namespace"))
    }

    /// Landlock and seccomp need no namespace.
    @Test(
        "with best effort, too, a plug-in cannot fork, connect or write",
        .enabled(if: bulla_landlock_version() > 0, "this kernel has no Landlock"),
        arguments: [
            ("fork", "fork EPERM 1"), ("socket", "EPERM EPERM EPERM 1"), ("calls", "all refused 1"),
            ("write", "EROFS EROFS EROFS EPERM 1"),
        ]
    )
    func bestEffortBars(_ lie: String, _ saw: String) throws {
        let run = try Fixture.tell(lie, tiers: [.bestEffort], isolation: .bestEffort)
        #expect(run.outcome.verifier == saw)
    }

    @Test("the working folder of the machine is removed afterwards")
    func removed() throws {
        let scratch = try ScratchFolder()
        let format = "lie-none/1"
        let declaration = try Fixture.declaration(format, isolation: .bestEffort)
        let host = PluginHost(temporaryFolder: scratch.path, tiers: [.bestEffort])
        let request = PluginRequest(
            statement: Fixture.statement,
            proof: Fixture.proof(format),
            nonce: Fixture.nonce
        )
        chmod(scratch.path, 0o755)
        #expect(host.run(try PluginProgram(declaration), request).outcome.verifier == "honest 1")
        #expect(try Folder.names(in: scratch.path) == [])
    }

    @Test("what the host has open stays with the host", .enabled(if: Fixture.isIsolating, "\(Fixture.why)"))
    func descriptors() throws {
        let open = (0..<20).map { _ in dup(0) }
        defer { for descriptor in open { close(descriptor) } }
        for tiers in [[SandboxTier.isolated], [.bestEffort]] {
            let run = try Fixture.tell("look", tiers: tiers, isolation: .bestEffort)
            #expect(run.outcome.verifier?.hasPrefix("0 3 0 ") == true, "\(run.outcome)")
        }
    }
}
