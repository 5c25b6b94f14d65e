import Bytes

/// What a program asks of the process that starts its plug-ins; at most `BULLA_MESSAGE_LIMIT` bytes.
///
///     start: 1 | number of the program | tier | count | count × size | count × (role, NUL)
///     end:   2 | number of the run
///
/// Numbers have 4 bytes and sizes 8, in the machine's order. With `start` come the request and the artifacts side by
/// side, each as a file in memory.
enum StarterRequest: Equatable {
    struct Artifact: Equatable {
        let role: String
        let size: Int
    }

    case start(program: Int, tier: SandboxTier, [Artifact])
    case end(UInt32)

    private static let (start, end): (UInt32, UInt32) = (1, 2)

    var bytes: [UInt8] {
        switch self {
        case .end(let id): return Self.bytes(of: Self.end) + Self.bytes(of: id)
        case .start(let program, let tier, let artifacts):
            var bytes: [UInt8] = []
            let count = UInt32(clamping: artifacts.count)
            let head: [UInt32] = [Self.start, UInt32(clamping: program), tier == .isolated ? 0 : 1, count]
            for number in head { bytes += Self.bytes(of: number) }
            for artifact in artifacts { bytes += Self.bytes(of: UInt64(artifact.size)) }
            for artifact in artifacts { bytes += Array(artifact.role.utf8) + [0] }
            return bytes
        }
    }

    /// Nil for anything but what `bytes` gives; whoever sends may be under a stranger's control.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        guard let kind = Self.number(&rest), let first = Self.number(&rest) else { return nil }
        if kind == Self.end && rest.isEmpty {
            self = .end(first)
            return
        }
        guard kind == Self.start, let tier = Self.number(&rest), tier < 2, let count = Self.number(&rest),
            count <= 32
        else { return nil }
        var sizes: [Int] = []
        for _ in 0..<count {
            guard let size = Self.size(&rest), size <= PluginProof.artifactLimit else { return nil }
            sizes.append(size)
        }
        let roles = rest.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        // What follows the last NUL is empty.
        guard roles.count == sizes.count + 1, roles.last == "",
            roles.dropLast().allSatisfy(PluginWords.isWord)
        else { return nil }
        let artifacts = zip(roles, sizes).map { Artifact(role: $0, size: $1) }
        self = .start(program: Int(first), tier: tier == 0 ? .isolated : .bestEffort, artifacts)
    }

    private static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value) { Array($0) }
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> UInt32? { take(4, &rest) }

    private static func size(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let value: UInt64? = take(8, &rest)
        return value.flatMap { Int(exactly: $0) }
    }

    private static func take<Value: FixedWidthInteger>(_ count: Int, _ rest: inout ArraySlice<UInt8>)
        -> Value?
    {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.withUnsafeBytes { $0.loadUnaligned(as: Value.self) }
    }
}

/// The answer: a run with its number and, beside it, the reading ends of output, errors and status; or why there is none.
struct StarterReply {
    var id: UInt32 = 0
    var stage: UInt32 = 0
    var error: Int32 = 0
}
