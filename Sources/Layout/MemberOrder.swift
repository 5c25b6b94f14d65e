package import Bytes

extension Manifest {
    /// Refuses listed members that are not those of the format, in its order.
    package func checkMemberOrder() throws(FormatError) {
        var rest = members.map(\.path)[...]
        func wrong(_ wanted: String) -> FormatError {
            FormatError(
                .badValue,
                at: "manifest.json.predicate.members",
                "got \"\(rest.first ?? "the end")\", want \(wanted)"
            )
        }
        func folder(_ prefix: String, isFlat: Bool = false) throws(FormatError) {
            var last = ""
            while let path = rest.first, path.hasPrefix(prefix) {
                guard last.utf8.lexicographicallyPrecedes(path.utf8) else { throw wrong("byte order") }
                guard !isFlat || !path.dropFirst(prefix.count).contains("/") || KnockOut.isOff("spec-is-flat")
                else { throw wrong("one component below \(prefix)") }
                last = path
                rest.removeFirst()
            }
        }
        func exactly(_ path: String) throws(FormatError) {
            guard rest.first == path else { throw wrong(path) }
            rest.removeFirst()
        }
        try folder(MemberPath.specifications, isFlat: true)
        try exactly(MemberPath.run)
        try exactly(MemberPath.recipe)
        try exactly(MemberPath.checkpoint)
        if from > 0 { try exactly(MemberPath.previousCheckpoint) }
        try exactly(MemberPath.carried)
        try exactly(MemberPath.entryIndex)
        try exactly(MemberPath.stepIndex)
        try exactly(MemberPath.blobIndex)
        for prefix in MemberPath.fileFolders { try folder(prefix) }
        if review != nil { try exactly(MemberPath.review) }
        guard rest.isEmpty else { throw wrong("nothing more") }
    }
}
