import Glibc
import Synchronization

/// Ends the process where a mutant takes too long or too much memory; what it was is in the file that `begin` writes.
final class Watch: Sendable {
    static let seconds = 10
    static let bytes = 256 << 20

    private let number = Atomic<Int>(-1)
    private let began = Atomic<Int>(0)
    private let file: CInt

    init(_ path: String) {
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        let thread = Unmanaged.passRetained(self).toOpaque()
        var handle = pthread_t()
        pthread_create(
            &handle,
            nil,
            { raw in
                let watch = raw.map { Unmanaged<Watch>.fromOpaque($0).takeUnretainedValue() }
                while true {
                    usleep(200_000)
                    watch?.look()
                }
            },
            thread
        )
    }

    /// Notes which mutant is being read, so that it is known when the process dies.
    func begin(_ number: Int) {
        began.store(Watch.now, ordering: .relaxed)
        self.number.store(number, ordering: .relaxed)
        let text = "\(number)\n"
        _ = text.withCString { pwrite(file, $0, strlen($0), 0) }
    }

    /// Ends the process with status 4 where the most that was ever resident is too much.
    func end() {
        let peak = Watch.peak
        if peak > Watch.bytes { Watch.leave("memory: \(peak >> 20) MiB", 4) }
    }

    private func look() {
        let time = Watch.now - began.load(ordering: .relaxed)
        if number.load(ordering: .relaxed) >= 0, time > Watch.seconds { Watch.leave("hang", 3) }
    }

    /// Bytes that were resident at most.
    static var peak: Int {
        var usage = rusage()
        getrusage(0, &usage)  // RUSAGE_SELF
        return usage.ru_maxrss * 1_024
    }

    private static var now: Int { Int(Glibc.time(nil)) }

    private static func leave(_ words: String, _ status: CInt) {
        say(words, to: 2)
        _exit(status)
    }

    /// Writes a line at once: nothing is lost when the process dies.
    static func say(_ words: String, to descriptor: CInt = 1) {
        _ = "\(words)\n".withCString { write(descriptor, $0, strlen($0)) }
    }
}
