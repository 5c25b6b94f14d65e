import Bytes

/// Work done side by side whose results come in order.
package enum Pipeline {
    /// Bytes that items in flight may need at once, beyond the first of them.
    package static let budget = 96 << 20

    /// Transforms what `next` gives on up to `width` tasks at once; `consume` sees the results in order.
    ///
    /// `next` and `consume` run one at a time, so memory is bounded by `width` items in flight, and by `budget` where
    /// items say what they need. The first error in the order of the items ends everything, whichever task met its own
    /// first: runs over the same items are equal.
    ///
    /// - Parameter bytes: what an item needs in memory until it is consumed.
    package static func run<Input: Sendable, Output: Sendable>(
        width: Int,
        bytes: (Input) -> Int = { _ in 0 },
        next: () throws -> Input?,
        transform: @escaping @Sendable (Input) throws -> Output,
        consume: (Output) throws -> Void
    ) async throws {
        precondition(width > 0)
        try await withThrowingTaskGroup(of: (Int, Result<Output, any Error>).self) { group in
            var started = 0
            var consumed = 0
            var waiting: [Int: Result<Output, any Error>] = [:]
            var held: (input: Input, bytes: Int)?
            var inFlight: [Int: Int] = [:]
            var isExhausted = false
            var failure: (any Error)?
            while true {
                while !isExhausted || held != nil, started - consumed < width {
                    do {
                        if held == nil { held = try next().map { ($0, bytes($0)) } }
                        guard let (input, bytes) = held else {
                            isExhausted = true
                            break
                        }
                        let sum = inFlight.values.reduce(0, +)
                        guard started == consumed || bytes <= budget - sum else { break }
                        held = nil
                        let ticket = started
                        if bytes > 0 { inFlight[ticket] = min(bytes, budget) }
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
                    inFlight[consumed] = nil
                    consumed += 1
                    try consume(ready.get())
                }
            }
            if let failure { throw failure }
        }
    }
}
