import Bytes
import Leaves
import Recording
import StepEvidence
import Training
import VerifyCommands

/// Trains step by step, and logs each of them under a software session.
struct RecordedTraining {
    /// What is recorded beside the bare steps.
    struct Plan {
        /// Of a million steps, how many carry an opening.
        var openingsInAMillion = 100_000
        /// A new session after so many steps.
        var sessionSteps: Int?
        /// Once, after step `at`, training goes back to step `to`.
        var rewind: (at: Int, to: Int)?
    }

    private var trainee: Trainee
    private let writer: RunWriter
    private var plan: Plan
    private let meter = ProgressMeter(.auto)
    private var stepsInSession = 0
    private(set) var openings = 0
    private(set) var steps = 0

    /// Stands where the log stands; training up to there must lead to the state that the log names.
    init(_ trainee: Trainee, _ writer: RunWriter, _ plan: Plan) throws {
        self.trainee = trainee
        self.writer = writer
        self.plan = plan
        try move(to: writer.position.step)
        if writer.position.session?.kind.isSoftware == true {
            Console.note("closes the session that an earlier process left open")
            try writer.closeSession()
        }
    }

    private mutating func move(to step: Int) throws {
        try trainee.move(to: step)
        guard trainee.state == writer.position.state else {
            throw CommandFailure(
                "step \(step) of the log has state \(writer.position.state), but training gave \(trainee.state)",
                hint: "use the seed and the data set of this run"
            )
        }
    }

    /// Trains until step `last`; on return everything is durable and the session closed.
    ///
    /// Where no step is left to do, no session opens.
    mutating func run(until last: Int) throws {
        guard trainee.step < last else {
            try writer.commit()
            return
        }
        try writer.openSession()
        let ending = Result {
            while trainee.step < last {
                guard Signals.noted == nil else {
                    throw CommandFailure(
                        "interrupted after step \(trainee.step); every step is in the log",
                        hint: "go on with --continue"
                    )
                }
                try advance(last)
            }
        }
        Console.clearProgress()
        do {
            try writer.closeSession()
            try writer.commit()
        } catch {
            // What stopped the training is the reason; that the log then could not be closed follows from it.
            try ending.get()
            throw error
        }
        try ending.get()
    }

    private mutating func advance(_ last: Int) throws {
        let metrics = try step()
        if stepsInSession == plan.sessionSteps, trainee.step < last { try changeSession() }
        // After the change of sessions: a session never closes between a rewind and its next step.
        if let rewind = plan.rewind, rewind.at == trainee.step {
            plan.rewind = nil
            try writer.rewind(to: rewind.to, reason: .operator)
            try move(to: rewind.to)
        }
        meter.show("step \(trainee.step) of \(last)  loss \(metrics.loss)  accuracy \(metrics.accuracy)")
    }

    private mutating func step() throws -> Metrics {
        let batch = try trainee.nextBatch(attempt: writer.size)
        let proofs = opening(batch)
        let metrics = try trainee.learn(batch)
        try writer.append(
            stateAfter: trainee.state,
            batch: batch.commitment,
            metrics: [
                StepLeaf.Metric(name: "accuracy", value: metrics.accuracy),
                StepLeaf.Metric(name: "loss", value: metrics.loss),
            ],
            proofs: proofs
        )
        steps += 1
        stepsInSession += 1
        openings += proofs.count
        return metrics
    }

    /// The opening of the step to come, where the lot falls on it.
    private func opening(_ batch: Batch) -> [NewProof] {
        var text = Array("bulla-train-openings/1\0".utf8) + trainee.seed.bytes
        text.append(bigEndian: UInt64(trainee.step + 1))
        guard SHA256.hash(text).words.0 % 1_000_000 < UInt64(plan.openingsInAMillion) else { return [] }
        let opening = ReplayOpening(weights: trainee.weights, batch: batch)
        return [NewProof(kind: ReplayVerifier.kind.name, opening.encode(trainee.recipe))]
    }

    private mutating func changeSession() throws {
        try writer.closeSession()
        try writer.openSession()
        stepsInSession = 0
    }

    var state: TrainingState { TrainingState(trainee) }

    func right(_ examples: Dataset) throws -> Int { try trainee.right(examples) }
}
