package import Bytes

/// Evidence that could not be read: malformed, or of a kind that this build does not know.
package typealias AttestationError = Failure<AppraisalCode>
