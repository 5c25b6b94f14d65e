import Synchronization

/// How far a part of the work came, counted from any task.
final class Reached: Sendable {
    private let count = Atomic<Int>(0)

    var done: Int { count.load(ordering: .relaxed) }

    func add(_ more: Int) { count.wrappingAdd(more, ordering: .relaxed) }
}
