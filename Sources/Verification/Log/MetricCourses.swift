import Reports

/// Collects the courses of all metrics, step by step.
struct MetricCourses: Sendable {
    private var courses: [String: MetricCourse] = [:]
    private let stride: Int

    /// - Parameter population: step leaves that will be seen.
    init(population: Int) {
        stride = max(1, (population + MetricCourse.mostPoints - 1) / MetricCourse.mostPoints)
    }

    /// Takes the step leaf number `ordinal` of those that are seen, from 0.
    mutating func take(_ metrics: some Sequence<SampledStep.Metric>, step: Int, ordinal: Int) {
        guard ordinal % stride == 0 else { return }
        for metric in metrics {
            courses[metric.name, default: MetricCourse(metric: metric.name)].points.append(
                MetricCourse.Point(step: step, value: metric.value)
            )
        }
    }

    /// By name.
    var all: [MetricCourse] { courses.values.sorted { $0.metric < $1.metric } }
}
