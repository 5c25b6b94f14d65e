import Bytes
import Leaves
import SecretKeys

/// Lies about sessions, each with its code; the first session is open when they begin.
enum SessionLies {
    static let all = opening + forks + heartbeats

    private static let opening: [LogForgeryTests.Lie] = [
        LogForgeryTests.Lie("replays a session: the same id and key", "session-reused") {
            guard let open = $0.session else { return }
            try $0.steps(1)
            try $0.closeSession()
            try $0.append(.sessionOpen(open))
        },
        LogForgeryTests.Lie("follows the open of a session that was never closed", "session-binding") {
            let open = $0.lastSessionLeaf
            try $0.steps(1)
            $0.lastSessionLeaf = open
            try $0.openNextSession()
        },
        LogForgeryTests.Lie("signs a step after the close", "session-not-open") { run in
            let session = run.session?.session
            try run.steps(1)
            try run.closeSession()
            try run.steps(1) { _ in
                nil
            } change: {
                $0.session = session
            }
        },
        LogForgeryTests.Lie("signs a step in a session that was ended by another", "session-not-open") {
            run in
            let session = run.session?.session
            try run.steps(1)
            try run.openNextSession()
            try run.steps(1) { _ in
                nil
            } change: {
                $0.session = session
            }
        },
        LogForgeryTests.Lie("takes a step without session", "session-not-open") {
            try $0.steps(1)
            try $0.steps(1) { _ in
                nil
            } change: {
                $0.session = nil
            }
        },
        LogForgeryTests.Lie("has a session of a kind that policy does not accept", "session-not-accepted") {
            try $0.openNextSession(kind: .tdx, files: ["quote": "made up"])
        },
    ]

    private static let forks: [LogForgeryTests.Lie] = [
        LogForgeryTests.Lie("takes one step twice, in two ways", "session-equivocation") {
            try $0.steps(2)
            let (previous, state, step) = ($0.previous, $0.state, $0.step)
            try $0.steps(1)
            ($0.previous, $0.state, $0.step) = (previous, state, step)
            try $0.steps(1) { _ in
                nil
            } change: {
                $0.batch = .zero
            }
        },
        LogForgeryTests.Lie("follows an older statement under the next number", "session-equivocation") {
            try $0.steps(2)
            let previous = $0.previous
            try $0.steps(2)
            $0.previous = previous
            try $0.steps(1)
        },
        LogForgeryTests.Lie("follows a statement that another session followed", "step-previous") {
            try $0.steps(2)
            let previous = $0.previous
            try $0.steps(1)
            try $0.openNextSession()
            $0.previous = previous
            try $0.steps(1)
        },
    ]

    private static func beat(
        _ name: String,
        _ code: String = "session-heartbeat",
        change: @escaping @Sendable (SessionHeartbeatLeaf) -> SessionHeartbeatLeaf
    ) -> LogForgeryTests.Lie {
        LogForgeryTests.Lie("states in a heartbeat " + name, code) {
            try $0.steps(2)
            try $0.heartbeat()
            try $0.steps(2)
            try $0.heartbeat(change: change)
        }
    }

    private static let heartbeats: [LogForgeryTests.Lie] = [
        beat("a number again") { $0.with(number: 1) },
        beat("a number too high") { $0.with(number: 3) },
        beat("another step") { $0.with(step: 3) },
        beat("another head") { $0.with(head: .zero) },
        beat("another checkpoint") { $0.with(checkpoint: .zero) },
        beat("another size") { $0.with(size: 2) },
        beat("another session", "session-not-open") { $0.with(session: .zero) },
        beat("evidence, though it is a software session", "bad-value") { $0.with(evidence: [.zero]) },
    ]
}
