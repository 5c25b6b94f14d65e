import Bytes
import Glibc
import LogStore
import TestSupport

// log-crash-probe FOLDER SEED [LIMIT]: appends batches until it is killed, and prints each batch's size and
// root as soon as the store has acknowledged it. With a limit on the size of its files a write fails in the
// end: then it prints the error's code, and that of one more append.
let arguments = CommandLine.arguments
var choices = Choices(seed: UInt64(arguments[2]) ?? 0)
let log = try LogStore.open(at: arguments[1], forWriting: true)

func say(_ text: String) {
    let line = Array("\(text)\n".utf8)
    if write(1, line, line.count) != line.count { exit(1) }
}

@MainActor
func appendBatch() throws(LogError) {
    let count = Int.random(in: 1...300, using: &choices)
    let (size, root) = try log.append(batch: LogEntries.entries(log.size..<log.size + count))
    say("\(size) \(root)")
}

if arguments.count > 3, let limit = UInt(arguments[3]) {
    signal(SIGXFSZ, SIG_IGN)
    var limits = rlimit(rlim_cur: limit, rlim_max: limit)
    guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits) == 0 else { exit(1) }
}
do {
    while true { try appendBatch() }
} catch {
    say(error.code.rawValue)
}
do {
    try appendBatch()
} catch {
    say(error.code.rawValue)
}
