import Bytes
import Glibc
import VerifyCommands

/// Lines of stdin as they come, with word of every pause.
struct StandardInput {
    enum Event {
        /// A line without its line feed.
        case line(ArraySlice<UInt8>)
        /// Nothing came for a while.
        case pause
        case end
        /// The process was asked to stop.
        case interrupted
    }

    private let lineLimit: Int
    private var buffer: [UInt8] = []
    /// Where the next line begins, and up to where there is no line feed.
    private var (start, searched) = (0, 0)
    private var isAtEnd = false
    private static let pauseMilliseconds: CInt = 200
    private static let piece = 1 << 16

    init(lineLimit: Int) {
        self.lineLimit = lineLimit
    }

    mutating func next() throws(CommandFailure) -> Event {
        while true {
            if Signals.noted != nil { return .interrupted }
            if let line = wholeLine() { return .line(line) }
            guard buffer.count - start <= lineLimit else {
                throw CommandFailure("stdin: a line is longer than \(lineLimit) bytes")
            }
            if isAtEnd { return lastLine() }
            guard try waitForMore() else { return Signals.noted != nil ? .interrupted : .pause }
            try readMore()
        }
    }

    private mutating func wholeLine() -> ArraySlice<UInt8>? {
        guard let end = buffer[searched...].firstIndex(of: 0x0a) else {
            searched = buffer.count
            return nil
        }
        defer { (start, searched) = (end + 1, end + 1) }
        return buffer[start..<end]
    }

    /// What stands after the last line feed.
    private mutating func lastLine() -> Event {
        defer { (start, searched) = (buffer.count, buffer.count) }
        return start < buffer.count ? .line(buffer[start...]) : .end
    }

    /// False when nothing came in time.
    private func waitForMore() throws(CommandFailure) -> Bool {
        var wanted = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        let count = poll(&wanted, 1, Self.pauseMilliseconds)
        guard count >= 0 || errno == EINTR else {
            throw CommandFailure("stdin: \(String(cString: strerror(errno)))")
        }
        return count > 0
    }

    private mutating func readMore() throws(CommandFailure) {
        buffer.removeFirst(start)
        (start, searched) = (0, searched - start)
        var piece = [UInt8](repeating: 0, count: Self.piece)
        let count = read(STDIN_FILENO, &piece, piece.count)
        guard count >= 0 else {
            if errno == EINTR || errno == EAGAIN { return }
            throw CommandFailure("stdin: \(String(cString: strerror(errno)))")
        }
        isAtEnd = count == 0
        buffer.append(contentsOf: piece[..<count])
    }
}
