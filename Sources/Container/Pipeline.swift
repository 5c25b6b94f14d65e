/// Work done side by side whose results come in order.
package enum Pipeline {
    /// Transforms what `next` gives on up to `width` tasks at once; `consume` sees the results in order.
    ///
    /// `next` and `consume` run one at a time, so memory is bounded by `width` items in flight. The first error
    /// ends everything.
    package static func run<Input: Sendable, Output: Sendable>(
        width: Int,
        next: () throws -> Input?,
        transform: @escaping @Sendable (Input) throws -> Output,
        consume: (Output) throws -> Void
    ) async throws {
        precondition(width > 0)
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            var started = 0
            var consumed = 0
            var waiting: [Int: Output] = [:]
            var isExhausted = false
            while true {
                while !isExhausted, started - consumed < width {
                    guard let input = try next() else {
                        isExhausted = true
                        break
                    }
                    let ticket = started
                    group.addTask { (ticket, try transform(input)) }
                    started += 1
                }
                guard let (ticket, output) = try await group.next() else { return }
                waiting[ticket] = output
                while let ready = waiting.removeValue(forKey: consumed) {
                    consumed += 1
                    try consume(ready)
                }
            }
        }
    }
}
