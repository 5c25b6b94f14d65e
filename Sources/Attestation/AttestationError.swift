/// Evidence that could not be read: malformed, or of a kind that this build does not know.
package struct AttestationError: Error, Equatable, Sendable, CustomStringConvertible {
    package let code: AppraisalCode
    /// What was read: a file, and a byte offset or a field.
    package let location: String
    package let detail: String

    package init(_ code: AppraisalCode, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
