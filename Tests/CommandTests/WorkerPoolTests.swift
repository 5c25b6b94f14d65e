import Bytes
import Testing

@testable import VerifyCommands

@Suite("Threads of a program")
struct WorkerPoolTests {
    @Test("work in many tasks is done by however many threads there are", arguments: [1, 2, 7])
    func sums(_ width: Int) throws {
        var sum = 0
        try WorkerPool.run(width: width) {
            sum = await withTaskGroup(of: Int.self) { group in
                for number in 1...1_000 {
                    group.addTask {
                        await Task.yield()
                        return number
                    }
                }
                return await group.reduce(0, +)
            }
        }
        #expect(sum == 500_500)
    }

    @Test("what the work throws comes out")
    func throwing() {
        #expect(throws: CommandFailure.self) {
            try WorkerPool.run(width: 2) {
                await Task.yield()
                throw CommandFailure("over")
            }
        }
    }

    @Test("a limit of address space limits the threads, and there is always one")
    func width() {
        #expect(Inputs.width >= 1)
        #expect(AddressSpace.width == nil || Inputs.width <= AddressSpace.width ?? 0)
    }
}
