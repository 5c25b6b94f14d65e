import Bytes

/// Ends a verification whose time is over: the units of work ask it before they begin.
struct TimeLimit: Sendable {
    /// Nil where there is time without end; once true it must stay so.
    var isOver: (@Sendable () -> Bool)?

    func check() throws(Fault) {
        guard let isOver, isOver() else { return }
        throw Fault(of: FaultCode.deadlineReached, "", "stopped by the deadline", isUnfinished: true)
    }
}

extension Fault {
    /// Nothing is wrong: time was over.
    var isDeadline: Bool { code == FaultCode.deadlineReached.rawValue }
}
