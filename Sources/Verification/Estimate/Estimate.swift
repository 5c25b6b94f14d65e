package import Bytes

/// About what each scope reads, and how long that takes here: sizes are the bundle's own word, and nothing is judged.
package struct Estimate: Sendable {
    /// What the file stands on, as far as reading parts of it shows.
    package struct Medium: Sendable {
        /// Nil where the file seems to be in memory and to stay there, so that its medium was not seen.
        package let bytesPerSecond: Int?
        /// Places that were looked at, and how many of them were read so quickly that they seem to have been in memory.
        package let places: Int
        package let quickPlaces: Int
    }

    /// What takes longer: reading, or working on what was read.
    package enum Limit: String, Sendable {
        case medium, processor
    }

    /// What one scope costs.
    package struct Cost: Sendable {
        package let scope: Scope
        /// Steps whose proofs are looked at.
        package let steps: Int
        /// Bytes that are read, each as often as it is.
        package let bytes: Int
        /// True where everything was really read once, so that the bytes are counted and not scaled up.
        package let isCounted: Bool
        /// Nanoseconds at least: reading and working side by side.
        package let least: Int
        /// Nanoseconds at most: one after the other.
        package let most: Int
        package let limit: Limit

        init(_ scope: Scope, steps: Int, bytes: Int, isCounted: Bool, reading: Int, working: Int) {
            self.scope = scope
            self.steps = steps
            self.bytes = bytes
            self.isCounted = isCounted
            // A part stands for the whole only roughly.
            let slack = isCounted ? 10 : 5
            least = max(reading, working) - max(reading, working) / slack
            most = (reading + working) + (reading + working) / slack
            limit = reading > working ? .medium : .processor
        }
    }

    package let manifestDigest: Digest
    package let name: String
    package let population: Int
    package let fileSize: Int
    /// Tasks that would be at work at once.
    package let width: Int
    package let medium: Medium
    /// Scopes `sample`, `log` and `all`.
    package let costs: [Cost]
}
