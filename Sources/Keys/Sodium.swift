import CSodium

/// libsodium, made ready on first use.
package enum Sodium {
    /// Picks implementations and opens the random device; every wrapper of libsodium names this first.
    ///
    /// - Precondition: libsodium can start; it fails only without a source of randomness.
    package static let start: Void = {
        precondition(sodium_init() >= 0, "libsodium does not start")
    }()
}
