import Bytes
import CSandbox
import Glibc

/// How a run ended, as far as it was seen.
struct SandboxEnding {
    enum Stop {
        case timeout
        case outputTooLarge
    }

    var granted: UInt32 = 0
    var failure: SandboxFailure?
    /// As waitpid(2) gives it; nil where the program was ended from outside.
    var waitStatus: CInt?
    /// Why it was ended, where it was.
    var stop: Stop?
    var output: [UInt8] = []
    var errors: [UInt8] = []
}

/// A program that runs; all its processes end with this value.
struct RunningSandbox: ~Copyable {
    /// Whose child the program is, and who therefore ends it.
    enum Parent {
        case here
        case starter(PluginStarter, id: UInt32)
    }

    private var child: bulla_sandbox_child
    private let parent: Parent
    private var records: [UInt8] = []

    /// What is kept of standard error; the rest is read and dropped, so that no program waits for us.
    static let errorsLimit = 4_096

    init(_ child: bulla_sandbox_child, of parent: Parent) {
        self.child = child
        self.parent = parent
    }

    deinit {
        switch parent {
        case .here: bulla_sandbox_end([child])
        case .starter(let starter, let id): starter.end(id)
        }
        for descriptor in [child.output, child.errors, child.status] { close(descriptor) }
    }

    /// Reads until the program and everything it holds open has ended, or a limit is met.
    ///
    /// - Parameter deadline: of the monotonic clock, in milliseconds.
    consuming func finish(outputLimit: Int, deadline: Int) -> SandboxEnding {
        var ending = SandboxEnding()
        var polled = [child.output, child.errors, child.status].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        while polled.contains(where: { $0.fd >= 0 }) {
            let left = deadline - RunningSandbox.now()
            let ready = left > 0 ? poll(&polled, nfds_t(polled.count), CInt(clamping: left)) : 0
            if ready < 0 && errno == EINTR { continue }
            guard ready > 0 else {
                ending.stop = .timeout
                break
            }
            for index in polled.indices where polled[index].fd >= 0 && polled[index].revents != 0 {
                let bytes = RunningSandbox.read(polled[index].fd)
                // A negative descriptor is left out by poll(2).
                if bytes.isEmpty { polled[index].fd = -1 }
                take(bytes, of: index, outputLimit, &ending)
            }
            if ending.stop != nil || ending.failure != nil { break }
        }
        return ending
    }

    /// Milliseconds of the monotonic clock.
    static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }

    private mutating func take(
        _ bytes: [UInt8],
        of index: Int,
        _ outputLimit: Int,
        _ ending: inout SandboxEnding
    ) {
        switch index {
        case 0:
            ending.output.append(contentsOf: bytes.prefix(outputLimit + 1 - ending.output.count))
            if ending.output.count > outputLimit { ending.stop = .outputTooLarge }
        case 1:
            ending.errors.append(
                contentsOf: bytes.prefix(RunningSandbox.errorsLimit - ending.errors.count)
            )
        default:
            records.append(contentsOf: bytes)
            takeRecords(&ending)
        }
    }

    private mutating func takeRecords(_ ending: inout SandboxEnding) {
        let size = MemoryLayout<bulla_sandbox_record>.size
        while records.count >= size {
            let record = records.withUnsafeBytes { $0.loadUnaligned(as: bulla_sandbox_record.self) }
            records.removeFirst(size)
            switch Int(record.kind) {
            case Int(BULLA_RECORD_GRANTED): ending.granted |= record.what
            case Int(BULLA_RECORD_FAILED):
                ending.failure = SandboxFailure(stage: record.what, error: record.value)
            default: ending.waitStatus = record.value
            }
        }
    }

    private static func read(_ descriptor: CInt) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            repeat {
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            } while count < 0 && errno == EINTR
            count = max(0, count)
        }
    }
}
