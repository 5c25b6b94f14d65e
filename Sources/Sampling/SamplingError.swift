/// A sample that cannot be drawn as asked.
package struct SamplingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case badSeed = "sampling-seed"
        case badPopulation = "sampling-population"
        case badSize = "sampling-size"
    }

    package let code: Code
    /// The argument at fault.
    package let location: String
    package let detail: String

    init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
