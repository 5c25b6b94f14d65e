import Bytes
import Layout
import Leaves
import Reports
import Trust

/// What sessions show, and the evidence that stands behind them.
extension Verifier {
    /// Scopes `log` and `all`: every session of the segment, and every file of evidence.
    func checkSessions(_ sessions: Sessions, _ bundle: OpenBundle) throws {
        try accept(sessions.usedEntries)
        noteKinds(sessions.usedEntries)
        noteTruncated(sessions.truncated)
        var members = SessionMembers(bundle.manifest)
        let events = try members.find(sessions.events)
        try members.checkNothingMore()
        add(.sessions, .pass, "ok", "data/log", "sessions do not overlap, and none is used twice")
        appraise(events, in: bundle, isWalked: true)
    }

    /// Scope `sample`: the sessions that a step can name, and those that the steps looked at do name.
    ///
    /// Of each, policy must accept the kind, and the evidence of its open is appraised.
    func checkSampledSessions(_ start: SegmentStart, _ bundle: OpenBundle) {
        let entries = sampledSessions(start)
        noteKinds(entries)
        let looked = entries.filter { isNamed($0) && !$0.leaf.kind.isSoftware }
        do {
            try accept(entries)
            var members = SessionMembers(bundle.manifest)
            appraise(
                try members.find(looked.map { SessionEvent(open: $0) }),
                in: bundle,
                isWalked: false
            )
        } catch {
            add(.sessions, Fault(error), "data/sessions")
        }
    }

    private func sampledSessions(_ start: SegmentStart) -> [SessionTable.Entry] {
        let live = Set(start.liveSessions.map(\.leaf.session))
        return start.table.entries.filter {
            live.contains($0.leaf.session) || isNamed($0) && !KnockOut.isOff("session-not-accepted")
        }
    }

    /// Whether a step that was looked at, drawn or picked by hand, names the session.
    private func isNamed(_ entry: SessionTable.Entry) -> Bool {
        tally.sessions.contains(entry.leaf.session)
            || report.targeted.contains { $0.session == entry.leaf.session }
    }

    /// Scope `sample`: metrics and sessions as far as the steps of the sample show them.
    func noteSampled(_ start: SegmentStart) {
        var courses = MetricCourses(population: tally.steps.count)
        for (ordinal, step) in tally.steps.enumerated() {
            courses.take(step.metrics, step: step.step, ordinal: ordinal)
        }
        report.course = courses.all
        report.sessions = start.table.entries.filter { isNamed($0) }.map { SessionRecord($0) }
    }

    /// Refuses sessions of a kind that policy does not accept.
    func accept(_ sessions: [SessionTable.Entry]) throws(Fault) {
        for entry in sessions where !request.trust.policy.sessions.contains(entry.leaf.kind.rawValue) {
            throw Fault(
                .sessionNotAccepted,
                "session \(entry.leaf.session)",
                "kind \"\(entry.leaf.kind.rawValue)\" is not accepted by the trust file's policy"
            )
        }
    }

    /// Says what rests on sessions that no TEE stands behind.
    func noteKinds(_ sessions: [SessionTable.Entry]) {
        guard sessions.contains(where: \.leaf.kind.isSoftware) else { return }
        report.isSimulated = true
        report.restsOn.append(
            "the trainer's word: its sessions are software sessions, simulated, with no TEE behind them"
        )
        add(
            .sessions,
            .warn,
            "session-simulated",
            "data/log",
            "software sessions: signatures of steps show who signed, not on what machine"
        )
    }

    private func noteTruncated(_ sessions: [SessionTable.Entry]) {
        guard let first = sessions.first else { return }
        let more = sessions.count > 1 ? " and \(sessions.count - 1) more" : ""
        add(
            .sessions,
            .warn,
            FaultCode.sessionTruncated.rawValue,
            "leaf \(first.index)",
            "session \(first.leaf.session)\(more) ended without a close: its last actions are not stated"
        )
    }
}
