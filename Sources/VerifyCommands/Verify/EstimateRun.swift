import Bytes
import Verification

/// `verify --estimate`: what each scope takes here, in words or as JSON.
struct EstimateRun {
    let options: VerifyOptions

    init(_ options: VerifyOptions) {
        self.options = options
    }

    func end() async throws {
        let estimate: Estimate
        do {
            estimate = try await Estimator.estimate(options.request(), now: MonotonicClock.nanoseconds)
        } catch let error as UnreadableBundle { throw try error.commandError() }
        let page = EstimatePage(estimate, sla: options.timing.sla)
        if options.mode.json {
            Console.json(page.json)
        } else {
            page.lines.forEach(Console.line)
        }
    }
}
