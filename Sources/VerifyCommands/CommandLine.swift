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
    ///
    /// First of all the process gives up the network, for all its threads and whatever it starts.
    package static func run<Root: AsyncParsableCommand>(_ root: Root.Type, name: String) async -> Never {
        let refusal = Network.refusal
        if refusal != 0 {
            Console.note(
                "\(name): note: the kernel does not let this program give up the network (errno \(refusal))"
            )
        }
        do {
            var command = try root.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
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
}
