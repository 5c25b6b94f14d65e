import Bytes
import CSandbox
import Glibc
import Synchronization

/// Starts commands from a process that was made before the program gave up the network; one command at a time.
package final class CommandStarter: Sendable {
    /// The one of this program; first asked for by whoever knows that commands will be run, before anything else.
    package static let shared = CommandStarter()

    /// A socket, or a negative errno.
    private let socket: CInt
    private let turn = Mutex<Void>(())

    /// - Parameter socket: for tests, a starter that could not be made.
    package init(socket: CInt? = nil) { self.socket = socket ?? bulla_starter_begin() }

    /// Makes the shared one, if any argument is one of the options that name or imply a command, while the process can
    /// still keep what commands need.
    package static func prepare(_ arguments: [String], for options: [String]) {
        let needed = arguments.contains { argument in
            options.contains { argument == $0 || argument.hasPrefix("\($0)=") }
        }
        if needed { _ = shared }
    }

    deinit { if socket >= 0 { close(socket) } }

    /// Runs a shell command to its end and gives what it wrote to its standard output.
    ///
    /// - Parameter settings: `NAME=VALUE` of its environment.
    func run(
        _ command: String,
        settings: [String],
        input: [UInt8],
        outputLimit: Int,
        seconds: Int,
        location: String
    ) throws(UserCommandError) -> [UInt8] {
        let ending = try turn.withLock { _ throws(UserCommandError) in
            let pipes = try Pipes(location)
            let texts = ([command] + settings).reduce(into: [UInt8]()) { $0 += Array($1.utf8) + [0] }
            // What comes after a NUL would be taken for settings.
            var error = socket < 0 ? -socket : command.utf8.contains(0) ? EINVAL : 0
            if error == 0 {
                error = bulla_starter_run(socket, texts, texts.count, pipes.childInput, pipes.childOutput)
            }
            guard error == 0 else { throw UserCommandError(.start, at: location, Self.words(error)) }
            let exchange = CommandExchange(
                starter: socket,
                outputLimit: outputLimit,
                deadline: CommandExchange.now() + seconds * 1_000
            )
            return try exchange.finish(pipes, sending: input, location)
        }
        try Self.check(ending, outputLimit: outputLimit, seconds: seconds, location)
        return ending.output
    }

    private static func check(
        _ ending: CommandEnding,
        outputLimit: Int,
        seconds: Int,
        _ location: String
    ) throws(UserCommandError) {
        switch ending.stop {
        case .timeout:
            throw UserCommandError(
                .timeout,
                at: location,
                "the command did not end within \(seconds) s and was stopped"
            )
        case .outputTooLarge:
            throw UserCommandError(
                .tooLong,
                at: location,
                "the command wrote more than \(outputLimit) bytes and was stopped"
            )
        case nil: break
        }
        let (signal, status) = (ending.waitStatus & 0x7f, (ending.waitStatus >> 8) & 0xff)
        guard signal == 0 else {
            throw UserCommandError(.failed, at: location, "the command was ended by signal \(signal)")
        }
        guard status == 0 else {
            throw UserCommandError(.failed, at: location, "the command ended with status \(status)")
        }
    }

    static func words(_ error: CInt) -> String {
        "no process for the command: \(String(cString: strerror(error)))"
    }
}
