import Bytes
import CSandbox
import Foundation
import PluginHost
import TestSupport
import Testing

/// What a plug-in could do to other processes of its user, where the kernel grants neither namespaces nor Landlock and the
/// filter has to do alone; each rule of the filter is seen to be the one that bars the way.
@Suite("A plug-in that attacks other processes", .serialized)
struct AttackTests {
    struct Attack: CustomTestStringConvertible, Sendable {
        let lie: String
        /// The rule that bars it.
        let rule: Int
        let refused: String
        /// What it sees without the rule.
        let works: String
        var kills = false
        var testDescription: String { lie }
    }

    private static let alone = BULLA_WITHOUT_NAMESPACES | BULLA_WITHOUT_LANDLOCK

    private static let attacks = [
        Attack(
            lie: "kill",
            rule: BULLA_WITHOUT_SIGNAL_RULE,
            refused: "EPERM EPERM",
            works: "done done",
            kills: true
        ),
        Attack(lie: "prlimit", rule: BULLA_WITHOUT_LIMIT_RULE, refused: "EPERM", works: "done"),
        Attack(
            lie: "owner",
            rule: BULLA_WITHOUT_FCNTL_RULE,
            refused: "EPERM EPERM EPERM EPERM",
            works: "done done done done",
            kills: true
        ),
        // A pipe has no owner by these calls, but signals can be asked for.
        Attack(
            lie: "device",
            rule: BULLA_WITHOUT_IOCTL_RULE,
            refused: "EPERM EPERM EPERM",
            works: "ENOTTY ENOTTY done"
        ),
        Attack(
            lie: "pidfd",
            rule: BULLA_WITHOUT_CALL_LIST,
            refused: "EPERM EPERM EPERM",
            works: "done done done",
            kills: true
        ),
        Attack(lie: "vm", rule: BULLA_WITHOUT_CALL_LIST, refused: "EPERM EPERM", works: "EFAULT EFAULT"),
        Attack(lie: "mem", rule: BULLA_WITHOUT_OPEN_RULE, refused: "done EROFS", works: "done done"),
        Attack(
            lie: "pace",
            rule: BULLA_WITHOUT_LIMIT_RULE | BULLA_WITHOUT_CALL_LIST,
            refused: "EPERM EPERM",
            works: "done done"
        ),
    ]

    /// What the plug-in saw, and the signal that its victim died of.
    private func tell(_ lie: String, without: Int) throws -> (saw: String?, signal: Int32?) {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: Fixture.executable)
        process.arguments = ["--victim"]
        process.standardOutput = output
        try process.run()
        #expect(output.fileHandleForReading.availableData == Data("ready\n".utf8))
        let run = try Fixture.tell(
            lie,
            tiers: [.bestEffort],
            isolation: .bestEffort,
            inputs: ["\(process.processIdentifier)"],
            without: without
        )
        // Its own signal is the last that it gets, if it got no other.
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        let signal = process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
        return (run.outcome.verifier.map { String($0.dropLast(2)) }, signal)
    }

    @Test("is refused, and it is one rule that refuses it", arguments: attacks)
    func attack(_ attack: Attack) throws {
        let refused = try tell(attack.lie, without: Self.alone)
        #expect(refused.saw == attack.refused && refused.signal == SIGTERM, "\(refused)")
        let works = try tell(attack.lie, without: Self.alone | attack.rule)
        #expect(works.saw == attack.works, "\(works)")
        #expect(works.signal == (attack.kills ? SIGKILL : SIGTERM), "\(works)")
    }

    @Test(
        "cannot open the memory of a process of its user, since Landlock lets it see no /proc",
        .enabled(if: bulla_landlock_version() > 0, "this kernel has no Landlock")
    )
    func memory() throws {
        #expect(try tell("mem", without: BULLA_WITHOUT_NAMESPACES).saw == "EACCES EROFS")
        let open = BULLA_WITHOUT_NAMESPACES | BULLA_WITHOUT_OPEN_RULE
        #expect(try tell("mem", without: open).saw == "EACCES EACCES")
    }

    @Test("cannot open the memory of what started it, which is not dumpable")
    func starter() throws {
        #expect(try tell("starter", without: Self.alone).saw == "EACCES")
        #expect(try tell("starter", without: Self.alone | BULLA_WITHOUT_SECRECY).saw == "done")
    }

    @Test("writes nothing: the filter lets it open files for reading alone")
    func writing() throws {
        let without = BULLA_WITHOUT_OPEN_RULE
        #expect(
            try tell("write", without: without | BULLA_WITHOUT_NAMESPACES).saw == "EACCES EACCES EACCES EPERM"
        )
        guard Fixture.isIsolating else { return }
        let run = try Fixture.tell("write", without: without)
        #expect(run.outcome.verifier == "EROFS ENOENT EROFS EPERM 1", "\(run)")
    }
}
