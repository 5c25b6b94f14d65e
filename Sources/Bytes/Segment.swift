/// Which segment of which run: its leaves, and the root of the log where it ends.
package struct Segment: Hashable, Sendable {
    package var run: Digest
    /// The first leaf, and the one after the last.
    package var from: Int
    package var to: Int
    /// The log's root at size `to`.
    package var root: Digest

    package init(run: Digest, from: Int, to: Int, root: Digest) {
        self.run = run
        self.from = from
        self.to = to
        self.root = root
    }
}
