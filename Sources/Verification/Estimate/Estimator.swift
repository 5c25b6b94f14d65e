import Bytes
import Layout
import Reports

/// Foretells what scopes cost by doing a part of each: it reads, decodes, hashes and judges as a verification would.
///
/// Each part is done twice, for so long as it may take: once with the file out of memory, and once again for the
/// work alone. What was found is thrown away.
package struct Estimator {
    /// Nanoseconds for each part.
    static let partLimit = 600_000_000

    let request: VerificationRequest
    let now: @Sendable () -> Int
    let file: File

    /// - Parameter now: a clock of nanoseconds that only goes forward.
    private init(_ request: VerificationRequest, now: @escaping @Sendable () -> Int) throws {
        self.request = request
        self.now = now
        file = try File.reading(request.path)
    }

    /// Estimates all scopes; `sample` is the one of the request, or else a standard one.
    ///
    /// A bundle that nobody trusted has signed is not opened. Besides, policy says which proofs are judged, and by which
    /// plug-ins.
    package static func estimate(
        _ request: VerificationRequest,
        now: @escaping @Sendable () -> Int
    ) async throws -> Estimate {
        do { return try await Estimator(request, now: now).run() } catch let error as UnreadableBundle {
            throw error
        } catch {
            throw UnreadableBundle(Fault(error), path: request.path)
        }
    }

    /// The sample whose cost is shown where none was asked for.
    package static let standardSample = VerificationRequest.Sample.drawn(count: 300, seed: "estimate")

    /// Throws the fault that ends a verification before anything but the head is read.
    private func requireSignatures() throws {
        var request = request
        // Whether the file is the one that the chain of custody names takes all its bytes, and shows no signature.
        request.scope = .log
        let verifier = Verifier(request) { _ in }
        guard verifier.openSigned() == nil else { return }
        guard
            let finding = verifier.report.findings.first(where: { [.fail, .unfinished].contains($0.outcome) })
        else { return }
        throw Fault(finding)
    }

    private func run() async throws -> Estimate {
        try requireSignatures()
        let medium = try MediumProbe(request.path, now: now).measure(limit: Self.partLimit)
        let opening = try twice { try OpenedForEstimate(request) }
        let opened = opening.warm.value
        let sample = try await sample(opened)
        let walk = try await walk(opened)
        let rest = try await rest(opened, walk)
        let isDrawn = request.isDrawn
        let beside = walk.isWhole ? (bytes: 0, work: 0) : beside(opened, sample, walk)
        let logWork = opening.warm.time + walk.work + beside.work
        let logBytes = opened.bytes + walk.bytes + beside.bytes
        let steps = (sample: sample.steps, walk: isDrawn ? sample.steps : opened.bundle.manifest.steps)
        func reading(_ bytes: Int) -> Int {
            // What is read again is in memory by then.
            guard let rate = medium.bytesPerSecond, rate > 0 else { return 0 }
            return Int(Double(min(bytes, opened.fileSize)) / Double(rate) * 1e9)
        }
        let allBytes = logBytes + rest.bytes
        return Estimate(
            manifestDigest: opened.manifestDigest,
            name: opened.bundle.manifest.name,
            population: opened.bundle.manifest.steps,
            fileSize: opened.fileSize,
            width: request.width,
            medium: medium,
            costs: [
                Estimate.Cost(
                    .sample,
                    steps: sample.steps,
                    bytes: opened.bytes + sample.bytes,
                    isCounted: sample.isWhole,
                    reading: max(0, opening.cold.time - opening.warm.time) + sample.reading,
                    working: opening.warm.time + sample.work
                ),
                Estimate.Cost(
                    .log,
                    steps: steps.walk,
                    bytes: logBytes,
                    isCounted: walk.isWhole,
                    reading: reading(logBytes),
                    working: logWork
                ),
                Estimate.Cost(
                    .all,
                    steps: steps.walk,
                    bytes: allBytes,
                    isCounted: walk.isWhole,
                    reading: reading(allBytes),
                    working: logWork + rest.work
                ),
            ]
        )
    }

    // MARK: Parts

    /// Time and result of something that was done once with the file out of memory and once with it there.
    private struct Twice<Value> {
        var cold: (value: Value, time: Int)
        var warm: (value: Value, time: Int)
    }

    private func twice<Value>(_ body: () throws -> Value) throws -> Twice<Value> {
        func timed() throws -> (value: Value, time: Int) {
            let start = now()
            let value = try body()
            return (value, now() - start)
        }
        file.forgetCache()
        let cold = try timed()
        return Twice(cold: cold, warm: try timed())
    }

    /// Ends a part of the work after its time, or once it came as far as the time before.
    ///
    /// - Parameter least: what must be done whatever time it takes, so that something is known.
    func limit(_ seen: Reached, enough: Int = .max, least: Int = 1) -> TimeLimit {
        let (end, now) = (now() + Self.partLimit, now)
        return TimeLimit(isOver: { seen.done >= enough || seen.done >= least && now() >= end })
    }

    /// Runs something that its time limit may end.
    func stoppable(_ body: () async throws -> Void) async throws {
        do { try await body() } catch let fault as Fault where fault.isDeadline {}
    }
}

extension VerificationRequest {
    /// Whether the steps that are looked at are drawn.
    var isDrawn: Bool {
        switch sample {
        case .drawn, .ceremony: true
        case .everyStep, .none: false
        }
    }
}
