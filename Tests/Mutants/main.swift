import Bytes
import Glibc
import Trust

// Reads many mutants in one process; `mutants.py` says how it is used, and starts it again where it died.
//
//   bulla-mutants judge TRUST TIME                    lines "PATH PREVIOUS" on standard input, a verdict for each
//   bulla-mutants read TRUST TIME STATE SEED FROM TO FILES...   mutants of these files, by their numbers
//   bulla-mutants show TRUST TIME STATE SEED N FILES...         the bytes of one mutant
let arguments = CommandLine.arguments
guard arguments.count > 3, let trustBytes = try? File.contents(of: arguments[2], limit: 1 << 20) else {
    Watch.say("usage: bulla-mutants judge|read|show TRUST TIME ...")
    exit(64)
}
let reader = Reader(
    trust: try Trust(file: trustBytes),
    time: try Timestamp(arguments[3]),
    scratch: "\(arguments.count > 4 ? arguments[4] : "/tmp/bulla-mutants").mutant"
)
/// Mutant `number` of the files: which file, and its bytes.
func mutant(_ files: [(name: String, bytes: [UInt8])], _ dice: inout Dice) -> (name: String, bytes: [UInt8]) {
    let (name, bytes) = dice.pick(files)
    if dice.isOne(in: 4) { return (name, ByteMutator.mutate(bytes, &dice)) }
    return (name, JSONMutator.mutate(bytes, &dice) ?? ByteMutator.mutate(bytes, &dice))
}

func files(_ paths: ArraySlice<String>) throws -> [(name: String, bytes: [UInt8])] {
    try paths.map { ($0, try File.contents(of: $0, limit: 16 << 20)) }
}

switch arguments[1] {
case "judge":
    let watch = Watch(arguments.count > 4 ? arguments[4] : "/dev/null")
    var number = 0
    while let line = readLine() {
        let words = line.split(separator: " ").map(String.init)
        watch.begin(number)
        Watch.say(await reader.verdict(words[0], previous: words.count > 1 ? words[1] : "-"))
        watch.end()
        number += 1
    }
case "read" where arguments.count > 8:
    let watch = Watch(arguments[4])
    let known = try files(arguments[8...])
    guard let seed = Int(arguments[5]), let from = Int(arguments[6]), let to = Int(arguments[7]) else {
        exit(64)
    }
    var outcomes: [String: Int] = [:]
    for number in from..<to {
        var dice = Dice(seed: seed, number: number)
        watch.begin(number)
        let (name, bytes) = mutant(known, &dice)
        guard let kind = Reader.Kind(name: name) else { continue }
        let word = await reader.read(
            bytes,
            as: kind,
            named: String(name.split(separator: "/").last ?? ""),
            &dice
        )
        outcomes["\(kind) \(word == "refused" ? word : "read")", default: 0] += 1
        watch.end()
    }
    for (name, count) in outcomes.sorted(by: { $0.key < $1.key }) { Watch.say("\(count)\t\(name)") }
    Watch.say("peak \(Watch.peak >> 20) MiB")
case "show" where arguments.count > 7:
    guard let seed = Int(arguments[5]), let number = Int(arguments[6]) else { exit(64) }
    var dice = Dice(seed: seed, number: number)
    let (name, bytes) = mutant(try files(arguments[7...]), &dice)
    try AtomicFile.write(bytes, to: arguments[4])
    Watch.say(name)
default:
    Watch.say("usage: bulla-mutants judge|read|show TRUST TIME ...")
    exit(64)
}
