/// The codes of one room's errors or faults: stable across releases, each explained in `Docs/error-codes.md`.
package protocol StableCode: RawRepresentable<String>, CaseIterable, Hashable, Sendable {}

/// Work that stopped: why, where, and what was wanted there.
///
/// What was read whole and found wrong is a `Flaw` instead.
package struct Failure<Reason: StableCode>: Error, Hashable, Sendable, CustomStringConvertible {
    package typealias Code = Reason

    package let code: Code
    /// A member of a document, a path, an argument or a byte offset; empty where there is only one place.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    /// What stopped other work stopped this: the other code goes into the detail.
    ///
    /// - Parameter document: the place where the cause names none.
    package init<Other>(_ code: Code, _ cause: Failure<Other>, in document: String = "") {
        self.init(
            code,
            at: cause.location.isEmpty ? document : cause.location,
            "\(cause.code.rawValue): \(cause.detail)"
        )
    }

    /// Runs `body`; what stops it stops this under `code`.
    package static func from<Other, Value>(
        _ code: Code,
        in document: String = "",
        _ body: () throws(Failure<Other>) -> Value
    ) throws(Failure) -> Value {
        do { return try body() } catch { throw Failure(code, error, in: document) }
    }

    /// The same failure with the name of the enclosing thing put before its location.
    package func within(_ outer: String) -> Failure {
        Failure(code, at: location.isEmpty ? outer : "\(outer): \(location)", detail)
    }

    package var description: String {
        location.isEmpty ? "\(code.rawValue): \(detail)" : "\(code.rawValue) at \(location): \(detail)"
    }
}

/// Something that was read, checked and found wrong.
package struct Flaw<Reason: StableCode>: Hashable, Sendable, CustomStringConvertible {
    package typealias Code = Reason

    package let code: Code
    /// The key, person, role, member or file that it is about.
    package let subject: String
    package let detail: String

    package init(_ code: Code, _ subject: String, _ detail: String) {
        self.code = code
        self.subject = subject
        self.detail = detail
    }

    package var description: String {
        subject.isEmpty ? "\(code.rawValue): \(detail)" : "\(code.rawValue): \(subject): \(detail)"
    }
}
