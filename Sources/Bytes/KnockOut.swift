/// A check that a test switches off, to see that it was this one that caught the forgery.
///
/// A release build has no such switch. A debug build has it for the code that runs within `without`, and for nothing
/// else: no argument, file or variable of the environment reaches it.
package enum KnockOut {
    #if DEBUG
    @TaskLocal private static var rules: Set<String> = []

    /// Runs `body` as if the rules did not exist; a rule is named by the code of its fault.
    package static func without<Value>(
        _ rules: String...,
        isolation: isolated (any Actor)? = #isolation,
        body: () async throws -> Value
    ) async rethrows -> Value {
        try await $rules.withValue(Set(rules), operation: body)
    }

    /// The same for what does not wait.
    package static func without<Value>(_ rules: String..., body: () throws -> Value) rethrows -> Value {
        try $rules.withValue(Set(rules), operation: body)
    }
    #endif

    /// True where a test switched the rule off.
    @inlinable
    package static func isOff(_ rule: String) -> Bool {
        #if DEBUG
        return isListed(rule)
        #else
        return false
        #endif
    }

    #if DEBUG
    @usableFromInline
    static func isListed(_ rule: String) -> Bool { rules.contains(rule) }
    #endif
}
