import Bytes
import Synchronization
import Testing

@testable import Container

@Suite("Work side by side")
struct PipelineTests {
    private struct Failure: Error, Equatable {
        let item: Int
    }

    /// Items that were consumed, and what ended it; item `slow` takes long, so that later ones are done before it.
    private func run(_ count: Int, bad: Set<Int>, end: Int?, slow: Int) async -> ([Int], Failure?) {
        var next = 0
        var consumed: [Int] = []
        do {
            try await Pipeline.run(
                width: 4,
                next: { () -> Int? in
                    defer { next += 1 }
                    if next == end { throw Failure(item: next) }
                    return next < count ? next : nil
                },
                transform: { item -> Int in
                    var sum = item
                    for _ in 0..<(item == slow ? 300_000 : 0) { sum = sum &* 31 &+ 7 }
                    if bad.contains(item) { throw Failure(item: item) }
                    return sum == -1 ? sum : item
                },
                consume: { consumed.append($0) }
            )
        } catch { return (consumed, error as? Failure) }
        return (consumed, nil)
    }

    @Test("ends with the first error in the order of the items, everything before it consumed")
    func order() async {
        for slow in 0..<8 {
            #expect(await run(8, bad: [], end: nil, slow: slow) == (Array(0..<8), nil))
            #expect(await run(8, bad: [5, 6], end: nil, slow: slow) == (Array(0..<5), Failure(item: 5)))
            #expect(await run(8, bad: [7], end: 6, slow: slow) == (Array(0..<6), Failure(item: 6)))
            #expect(await run(8, bad: [5], end: 6, slow: slow) == (Array(0..<5), Failure(item: 5)))
        }
    }

    @Test("items that need much memory wait for each other, and the largest runs alone")
    func budget() async throws {
        let sizes = [
            1, Pipeline.budget, 5, Pipeline.budget * 3, 7, Pipeline.budget / 2, Pipeline.budget / 2 + 1, 2,
        ]
        let inFlight = Mutex((now: 0, most: 0))
        var next = 0
        var consumed: [Int] = []
        try await Pipeline.run(
            width: 8,
            bytes: { $0 },
            next: { () -> Int? in
                guard next < sizes.count else { return nil }
                defer { next += 1 }
                return sizes[next]
            },
            transform: { size -> Int in
                inFlight.withLock {
                    $0.now += min(size, Pipeline.budget)
                    $0.most = max($0.most, $0.now)
                }
                return size
            },
            consume: { size in
                inFlight.withLock { $0.now -= min(size, Pipeline.budget) }
                consumed.append(size)
            }
        )
        #expect(consumed == sizes && inFlight.withLock { $0.most } <= Pipeline.budget)
    }
}
