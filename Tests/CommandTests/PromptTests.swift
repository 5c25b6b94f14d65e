import Bytes
import TestSupport
import Testing

@Suite("Asking for a password", .enabled(if: Python.isThere, "install python3"))
struct PromptTests {
    /// Runs a command on a terminal of its own, ends it by a signal once it asks, and says whether the echo is back.
    private static let script = """
        import os, pty, select, signal, sys, termios
        number, arguments = int(sys.argv[1]), sys.argv[2:]
        child, terminal = pty.fork()
        if child == 0:
            os.execv(arguments[0], arguments)
        echo = lambda: bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
        seen = b""
        while b"password" not in seen and select.select([terminal], [], [], 60)[0]:
            seen += os.read(terminal, 1000)
        during = echo()
        os.kill(child, number)
        status = os.waitpid(child, 0)[1]
        print("echo while asking", during, "ended by", os.WTERMSIG(status), "echo afterwards", echo())
        """

    @Test("leaves a terminal with echo behind, whatever signal ends the program", arguments: [1, 2, 3, 15])
    func signals(_ number: Int) throws {
        let scratch = try ScratchFolder()
        let outcome = try Python.run(
            ["-c", Self.script, "\(number)", Built.path("bulla")]
                + ["key", "new", "--name", "A", "-o", "\(scratch.path)/a.key"]
        )
        #expect(
            outcome.output == "echo while asking False ended by \(number) echo afterwards True\n",
            "\(outcome)"
        )
    }
}
