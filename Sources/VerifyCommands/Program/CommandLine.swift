package import ArgumentParser
import Bytes
import CSandbox
import Glibc
import Synchronization

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

    package var description: String { hint.map { "\(message); hint: \($0)" } ?? message }
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
        // Whoever started the program may have signals blocked, and the mask is inherited: it must still end by them.
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        Signals.begin()
        Console.openStreams()
        _ = bulla_keep_to_itself()
        let refusal = Network.refusal
        if refusal != 0 {
            Console.note(
                "\(name): note: the kernel does not let this program disable its network access (errno \(refusal))"
            )
        }
        bulla_give_up_tracing()
        do {
            if let shortage = AddressSpace.shortage(name: name) { throw CommandFailure(shortage) }
            let arguments = Arguments.given
            try Arguments.refuseBytes(in: arguments, of: root)
            try run(parsed(root, arguments), of: root)
        } catch let status as ExitCode {
            end(status, name)
        } catch  where root.exitCode(for: error) != .failure {
            end(root, error)
        } catch let failure as CommandFailure {
            Console.errors(
                ["\(name): error: \(failure.message)"] + (failure.hint.map { ["hint: \($0)"] } ?? [])
            )
            end(ExitStatus.unfinished, name)
        } catch {
            Console.error("\(name): error: \(error)")
            end(ExitStatus.unfinished, name)
        }
        end(.success, name)
    }

    /// Ends the program; where stdout did not take the whole result, with the reason and status 2.
    private static func end(_ status: ExitCode, _ name: String) -> Never {
        let isRejected = status == ExitStatus.rejected
        if isRejected || status == .success, let result = Console.gathered.withLock(\.self) {
            Console.json(result.json(isRejected: isRejected))
        }
        for leftover in Leftovers.taken() {
            Console.note("\(name): note: removed \(leftover), which an interrupted program had left")
        }
        if let reason = Console.resultFailure(closing: true) {
            Console.error("\(name): error: \(reason)")
            exit(ExitStatus.unfinished.rawValue)
        }
        exit(status.rawValue)
    }

    private static func run(
        _ parsed: any ParsableCommand,
        of root: any ParsableCommand.Type
    ) throws {
        let name = root.configuration.commandName ?? ""
        var command = parsed
        InputFiles.begin()
        if let writing = command as? any WritingCommand {
            try OutputCheck.refuse(writing.outputs, besides: writing.kept, among: Arguments.given)
        }
        if let telling = command as? any ResultCommand, telling.result.json {
            let (_, words) = Arguments.command(of: root, Arguments.given)
            Console.gathered.withLock { $0 = CommandResult(command: words.joined(separator: " ")) }
        }
        if let reading = command as? any ReadingCommand { Confinement.enter(reading, name: name) }
        guard let asynchronous = command as? any AsyncParsableCommand else { return try command.run() }
        try WorkerPool.run(width: Inputs.width) {
            var command = asynchronous
            try await command.run()
        }
    }

    /// Reads the arguments; what is wrong with them is said of their escaped form, so that the lines are ours.
    static func parsed<Root: ParsableCommand>(
        _ root: Root.Type,
        _ arguments: [String]
    ) throws -> any ParsableCommand {
        do { return try root.parseAsRoot(arguments) } catch {
            try refuseUnknownCommand(root, arguments)
            let escaped = arguments.map(\.escaped)
            guard escaped != arguments else { throw error }
            _ = try root.parseAsRoot(escaped)
            throw ValidationError("an argument is wrong and contains invisible characters")
        }
    }

    /// Names the first word that is no command, where one is wanted; the parser would count unexpected arguments.
    private static func refuseUnknownCommand(
        _ root: any ParsableCommand.Type,
        _ arguments: [String]
    ) throws {
        var command = root
        for word in arguments {
            let known = command.configuration.subcommands
            guard !known.isEmpty, command.configuration.defaultSubcommand == nil, !word.hasPrefix("-") else {
                return
            }
            if word == "help" { return }
            guard let next = known.first(where: { $0.configuration.commandName == word }) else {
                let names = known.map { $0.configuration.commandName ?? "" }.joined(separator: ", ")
                throw ValidationError("no command \"\(word.escaped)\"; want one of \(names)")
            }
            command = next
        }
    }

    /// Help and version on stdout, usage on stderr with status 64.
    private static func end<Root: ParsableCommand>(_ root: Root.Type, _ error: any Error) -> Never {
        // Said by a command that runs, it may quote what it has read.
        let error = (error as? ValidationError).map { ValidationError($0.message.escaped) } ?? error
        let code = root.exitCode(for: error)
        let written = root.fullMessage(for: error)
        let text = Arguments.asksForScript ? written : HelpPage.laidOut(written, in: root)
        if !text.isEmpty { Console.page(text, isResult: code == .success) }
        end(code, root.configuration.commandName ?? "bulla")
    }
}
