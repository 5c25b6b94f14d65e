import Bytes
import Glibc
import Synchronization

/// A terminal without echo, which a signal that ends the program finds as it was before.
enum QuietTerminal {
    /// What the handler puts back; one prompt at a time is there.
    private struct Kept {
        var descriptor: CInt = -1
        var settings = termios()
    }

    // Made before a handler can run, and never given back: a handler may not allocate.
    private nonisolated(unsafe) static let kept: UnsafeMutablePointer<Kept> = {
        let pointer = UnsafeMutablePointer<Kept>.allocate(capacity: 1)
        pointer.initialize(to: Kept())
        return pointer
    }()
    private static let turn = Mutex<Void>(())
    private static let signals = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]

    /// Runs `body` with these settings on the terminal; nil where they cannot be set.
    static func with<Value: Sendable>(
        _ settings: termios,
        restoring before: termios,
        on descriptor: CInt,
        _ body: () throws(SecretKeyError) -> Value
    ) throws(SecretKeyError) -> Value? {
        try turn.withLock { _ throws(SecretKeyError) in
            kept.pointee = Kept(descriptor: descriptor, settings: before)
            let handlers = signals.map { ($0, replaceHandler(of: $0)) }
            defer { for (signal, old) in handlers { restore(signal, old) } }
            var (settings, before) = (settings, before)
            guard tcsetattr(descriptor, TCSAFLUSH, &settings) == 0 else { return nil }
            defer { tcsetattr(descriptor, TCSAFLUSH, &before) }
            return try body()
        }
    }

    // A signal that is ignored, as under nohup, stays so.
    private static func replaceHandler(of signal: CInt) -> sigaction {
        var (old, new) = (sigaction(), sigaction())
        sigaction(signal, nil, &old)
        let isIgnored = unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1
        new.__sigaction_handler.sa_handler = { number in
            tcsetattr(QuietTerminal.kept.pointee.descriptor, TCSANOW, &QuietTerminal.kept.pointee.settings)
            // What the signal does at any other time: unfinished files go as well.
            Glibc.signal(number, SIG_DFL)
            if number != SIGQUIT { Signals.begin() }
            raise(number)
        }
        if !isIgnored { sigaction(signal, &new, nil) }
        return old
    }

    private static func restore(_ signal: CInt, _ old: sigaction) {
        var old = old
        sigaction(signal, &old, nil)
    }
}
