package import ArgumentParser
import CSandbox

/// What every command ends with; `--help` and the README say the same.
package enum ExitStatus {
    package static let rejected = ExitCode(1)
    package static let unfinished = ExitCode(2)
    package static let usage = ExitCode(64)
}

/// A command that could not do its work: a clear line, perhaps a hint, and status 2.
package struct CommandFailure: Error, CustomStringConvertible {
    package let message: String
    package let hint: String?

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    package var description: String { hint.map { "\(message)\nhint: \($0)" } ?? message }
}

/// The network, which both programs give up before they read anything.
enum Network {
    /// 0 where the kernel let it be given up, else an errno; asking gives it up.
    static let refusal = bulla_network_give_up()
}

/// Runs a command tree so that errors print in one form and give the designed status.
package enum CommandRunner {
    /// Runs one command, and ends the program.
    ///
    /// First of all the process keeps others out of its memory and gives up the network, for all its threads and whatever
    /// it starts. A command that reads what nobody trusts then gives up all that it does not need.
    package static func run<Root: ParsableCommand>(_ root: Root.Type, name: String) -> Never {
        _ = bulla_keep_to_itself()
        let refusal = Network.refusal
        if refusal != 0 {
            Console.note(
                "\(name): note: the kernel does not let this program give up the network (errno \(refusal))"
            )
        }
        bulla_give_up_tracing()
        do {
            if let shortage = AddressSpace.shortage(name: name) { throw CommandFailure(shortage) }
            try run(root.parseAsRoot(), name: name)
        } catch let status as ExitCode {
            root.exit(withError: status)
        } catch  where root.exitCode(for: error) != .failure {
            // Help, version and usage print themselves, usage with status 64.
            root.exit(withError: error)
        } catch {
            Console.error("\(name): error: \(error)")
            root.exit(withError: ExitStatus.unfinished)
        }
        root.exit()
    }

    private static func run(_ parsed: any ParsableCommand, name: String) throws {
        var command = parsed
        if let reading = command as? any ReadingCommand { Confinement.enter(reading, name: name) }
        guard let asynchronous = command as? any AsyncParsableCommand else { return try command.run() }
        try WorkerPool.run(width: Inputs.width) {
            var command = asynchronous
            try await command.run()
        }
    }
}
