/// Says where block boundaries fall, from the members alone; `Formats/bundle-v1.md` section 1.2.
///
/// Members that share blocks are a *unit*: several small ones in one block, or one large one over several.
package struct BlockPlanner: Sendable {
    /// What a member's place in the archive means for boundaries.
    package enum Kind: Sendable {
        case ordinary, entryBundle, index, blob

        /// The largest block that such a member fills.
        package var cut: Int {
            switch self {
            case .index: 65_536
            case .ordinary, .entryBundle, .blob: XZProfile.largestBlock
            }
        }
    }

    package static let shared = 65_536

    private var inUnit = 0
    private var previousIsEntryBundle = false

    package init() {}

    /// Adds the next member; true when it begins a new unit.
    ///
    /// A part starts at the first member, the payload manifest, the tag manifest, and the first `data/` member.
    package mutating func add(tarBytes: Int, kind: Kind, startsPart: Bool = false) -> Bool {
        let begins =
            inUnit == 0 || startsPart || kind == .entryBundle || previousIsEntryBundle
            || inUnit + tarBytes > BlockPlanner.shared
        inUnit = begins ? tarBytes : inUnit + tarBytes
        previousIsEntryBundle = kind == .entryBundle
        return begins
    }

    /// The uncompressed sizes of the blocks of a unit.
    package static func blocks(unitBytes: Int, cut: Int) -> [Int] {
        guard unitBytes > cut else { return [unitBytes] }
        let full = [Int](repeating: cut, count: unitBytes / cut)
        return unitBytes.isMultiple(of: cut) ? full : full + [unitBytes % cut]
    }
}
