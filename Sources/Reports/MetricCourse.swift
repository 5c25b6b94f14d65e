import Bytes

/// How one metric went over the segment: at most 200 points, evenly spread over its step leaves.
package struct MetricCourse: Hashable, Sendable {
    /// What one step measured, as its leaf says.
    package struct Point: Hashable, Sendable {
        package let step: Int
        /// A decimal as `MetricValue` reads it.
        package let value: String

        package init(step: Int, value: String) {
            self.step = step
            self.value = value
        }
    }

    package static let mostPoints = 200

    /// Such as `loss`.
    package let metric: String
    package var points: [Point] = []

    package init(metric: String) {
        self.metric = metric
    }
}

extension MetricCourse {
    var json: JSON {
        [
            "metric": .string(metric),
            "points": .array(points.map { ["step": .number($0.step), "value": .string($0.value)] }),
        ]
    }

    init(reading object: inout JSONObject) throws(FormatError) {
        metric = try object.string("metric")
        points = try object.list("points", Point.init(reading:))
        guard points.count <= MetricCourse.mostPoints else {
            throw FormatError(
                .tooLarge,
                at: object.location("points"),
                "got \(points.count) points, want at most \(MetricCourse.mostPoints)"
            )
        }
    }
}

extension MetricCourse.Point {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        step = try object.integer("step")
        value = try object.decimal("value")
    }
}
