/// Work done side by side whose results come in order.
package enum Pipeline {
    /// Transforms what `next` gives on up to `width` tasks at once; `consume` sees the results in order.
    ///
    /// `next` and `consume` run one at a time, so memory is bounded by `width` items in flight. The first error in
    /// the order of the items ends everything, whichever task met its own first: runs over the same items are equal.
    package static func run<Input: Sendable, Output: Sendable>(
        width: Int,
        next: () throws -> Input?,
        transform: @escaping @Sendable (Input) throws -> Output,
        consume: (Output) throws -> Void
    ) async throws {
        precondition(width > 0)
        try await withThrowingTaskGroup(of: (Int, Result<Output, any Error>).self) { group in
            var started = 0
            var consumed = 0
            var waiting: [Int: Result<Output, any Error>] = [:]
            var isExhausted = false
            var failure: (any Error)?
            while true {
                while !isExhausted, started - consumed < width {
                    do {
                        guard let input = try next() else {
                            isExhausted = true
                            break
                        }
                        let ticket = started
                        group.addTask { (ticket, Result { try transform(input) }) }
                        started += 1
                    } catch {
                        isExhausted = true
                        failure = error
                    }
                }
                guard let (ticket, output) = try await group.next() else { break }
                waiting[ticket] = output
                while let ready = waiting.removeValue(forKey: consumed) {
                    consumed += 1
                    try consume(ready.get())
                }
            }
            if let failure { throw failure }
        }
    }
}
