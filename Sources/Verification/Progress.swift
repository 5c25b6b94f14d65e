/// How far a verification, or a sealing, is.
package struct Progress: Sendable {
    /// Bytes of the bundle.
    package struct Reading: Sendable {
        /// Read so far.
        package let done: Int
        /// What will have been read at the end, as far as that is known now; 0 where it is not.
        package let expected: Int
        /// What phases after this one will have read of that.
        package let later: Int
        /// The whole file.
        package let fileSize: Int

        package init(done: Int, expected: Int, later: Int, fileSize: Int) {
            self.done = done
            self.expected = expected
            self.later = later
            self.fileSize = fileSize
        }
    }

    package let phase: String
    /// Units of the phase; both 0 where it just began.
    package let done: Int
    package let total: Int
    /// Nil before the file was opened.
    package let reading: Reading?

    package init(phase: String, done: Int, total: Int, reading: Reading? = nil) {
        self.phase = phase
        self.done = done
        self.total = total
        self.reading = reading
    }
}

/// The parts of a verification, in the order in which they come.
package enum Phase: String, Sendable, CaseIterable {
    /// Trust file, Stream Header and Footer, head, manifest and signatures.
    case head
    /// The Index of the container, and the sizes of the entry bundles.
    case index
    /// The segment's small documents, its checkpoints, and the leaves that it carries.
    case documents
    /// With scope `sample`: the drawn steps.
    case proofs
    /// With scope `all`, what stands before the entry bundles.
    case members
    /// The entry bundles, and the proofs of steps on the way.
    case log
    /// Sessions and the evidence of TEEs.
    case sessions
    /// With scope `all`, what stands after the entry bundles.
    case blobs

    /// What is counted in the phase.
    var unit: String {
        switch self {
        case .log: "entry bundles"
        case .proofs: "steps"
        case .blobs: "blobs"
        case .head, .index, .documents, .members, .sessions: "parts"
        }
    }
}
