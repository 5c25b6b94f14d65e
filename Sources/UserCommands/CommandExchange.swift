import Bytes
import CSandbox
import Glibc

/// How a command ended.
struct CommandEnding {
    enum Stop {
        case timeout
        case outputTooLarge
    }

    var output: [UInt8] = []
    /// Why it was stopped, where it was.
    var stop: Stop?
    /// As waitpid(2) gives it.
    var waitStatus: CInt = 0
}

/// The talk with one running command: its input, its output, and its end, within limits.
struct CommandExchange {
    let starter: CInt
    let outputLimit: Int
    /// Of the monotonic clock, in milliseconds.
    let deadline: Int

    func finish(
        _ given: consuming Pipes,
        sending message: [UInt8],
        _ location: String
    ) throws(UserCommandError) -> CommandEnding {
        var pipes = given
        var (ending, rest) = (CommandEnding(), message[...])
        pipes.closeChildEnds()
        while true {
            var polled = [
                pollfd(fd: starter, events: Int16(POLLIN), revents: 0),
                pollfd(fd: pipes.output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: pipes.input, events: Int16(POLLOUT), revents: 0),
            ]
            let wait = ending.stop == nil ? max(0, deadline - CommandExchange.now()) : -1
            let ready = poll(&polled, nfds_t(polled.count), CInt(clamping: wait))
            if ready < 0 && errno == EINTR { continue }
            if ready == 0 { stop(&ending, .timeout) }
            if polled[2].revents != 0 { send(&rest, &pipes) }
            if polled[1].revents != 0 { receive(&pipes, &ending) }
            if polled[0].revents != 0, let status = try reply(location) {
                ending.waitStatus = status
                break
            }
        }
        // What it wrote last; whatever it left behind to write on is not waited for.
        while ending.stop == nil, pipes.output >= 0, CommandExchange.isReadable(pipes.output) {
            receive(&pipes, &ending)
        }
        return ending
    }

    /// Milliseconds of the monotonic clock.
    static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }

    // The starter kills the command if it does not heed; its end is waited for in any case.
    private func stop(_ ending: inout CommandEnding, _ reason: CommandEnding.Stop) {
        guard ending.stop == nil else { return }
        ending.stop = reason
        _ = bulla_starter_stop(starter)
    }

    private func send(_ rest: inout ArraySlice<UInt8>, _ pipes: inout Pipes) {
        let count = rest.withUnsafeBytes { bulla_starter_write(pipes.input, $0.baseAddress, $0.count) }
        if count == -Int(EINTR) || count == -Int(EAGAIN) { return }
        rest = rest.dropFirst(max(0, count))
        // A command that reads no further may still sign: some are told the bytes' place.
        if rest.isEmpty || count < 0 { pipes.closeInput() }
    }

    private func receive(_ pipes: inout Pipes, _ ending: inout CommandEnding) {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = read(pipes.output, &bytes, bytes.count)
        if count < 0 && errno == EINTR { return }
        guard count > 0 else { return pipes.closeOutput() }
        ending.output.append(contentsOf: bytes.prefix(min(count, outputLimit + 1 - ending.output.count)))
        if ending.output.count > outputLimit {
            stop(&ending, .outputTooLarge)
            pipes.closeOutput()
        }
    }

    private static func isReadable(_ descriptor: CInt) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) > 0
    }

    /// The wait status once the command has ended.
    private func reply(_ location: String) throws(UserCommandError) -> CInt? {
        var reply = bulla_starter_reply()
        let size = MemoryLayout<bulla_starter_reply>.size
        guard recv(starter, &reply, size, 0) == size else {
            throw UserCommandError(.start, at: location, "the process that starts commands has ended")
        }
        if reply.kind == BULLA_STARTER_ENDED { return reply.value }
        guard reply.value == 0 else {
            throw UserCommandError(.start, at: location, CommandStarter.words(reply.value))
        }
        return nil
    }
}
