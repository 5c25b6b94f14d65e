import Leaves

/// How one metric went over the segment: at most 200 points, evenly spread over its step leaves.
package struct MetricCourse: Hashable, Sendable {
    /// What one step measured, as its leaf says.
    package struct Point: Hashable, Sendable {
        package let step: Int
        /// A decimal string.
        package let value: String
    }

    package static let mostPoints = 200

    /// Such as `loss`.
    package let metric: String
    package internal(set) var points: [Point] = []
}

/// Collects the courses of all metrics, step by step.
struct MetricCourses: Sendable {
    private var courses: [String: MetricCourse] = [:]
    private let stride: Int

    /// - Parameter population: step leaves that will be seen.
    init(population: Int) {
        stride = max(1, (population + MetricCourse.mostPoints - 1) / MetricCourse.mostPoints)
    }

    /// Takes the step leaf number `ordinal` of those that are seen, from 0.
    mutating func take(_ metrics: [StepLeaf.Metric], step: Int, ordinal: Int) {
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
