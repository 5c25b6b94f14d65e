/// Steps to be looked at, ascending; all of them take no memory.
struct StepPicks: RandomAccessCollection, Sendable {
    /// Nil for all steps from the first on.
    private let listed: [StepJudge.Pick]?
    let count: Int

    init(_ listed: [StepJudge.Pick]) {
        self.listed = listed
        count = listed.count
    }

    /// Every step.
    init(everyStepOf population: Int) {
        listed = nil
        count = population
    }

    var startIndex: Int { 0 }
    var endIndex: Int { count }
    subscript(index: Int) -> StepJudge.Pick { listed?[index] ?? StepJudge.Pick(pick: index + 1) }
}
