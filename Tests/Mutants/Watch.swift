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

    /// Bytes that were resident at most; 0 where the kernel does not say.
    ///
    /// Not `ru_maxrss`: that begins with what the process that started this one had resident.
    static var peak: Int {
        let file = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        // A file of /proc has no size: it is read, not measured.
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 14) { buffer, count in
            count = max(0, read(file, buffer.baseAddress, buffer.count))
        }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard words.count == 3, words[0].elementsEqual("VmHWM:".utf8) else { continue }
            return (Int(String(decoding: words[1], as: UTF8.self)) ?? 0) << 10
        }
        return 0
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
