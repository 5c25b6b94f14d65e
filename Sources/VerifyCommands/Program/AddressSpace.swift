import Bytes
import CSandbox
import Glibc

/// How much memory the program may map, where somebody set a limit (`ulimit -v`).
enum AddressSpace {
    /// What a command wants beyond the program itself.
    private static let wanted: UInt64 = 48 << 20

    /// How many threads there is room for, their stacks and what they work on; nil where nobody set a limit.
    static var width: Int? {
        let limit = bulla_address_space_limit()
        return limit == 0 ? nil : max(1, Int(limit >> 27))
    }

    /// Why the program cannot do its work; nil where there is room to begin.
    static func shortage(name: String) -> String? {
        let limit = bulla_address_space_limit()
        guard limit != 0 else { return nil }
        // Kept for as long as the program runs.
        let words = strdup(
            "\(name): error: the program failed, most likely because its address space is limited (ulimit -v)\n"
        )
        guard bulla_address_space_prepare(wanted, words) != 0 else { return nil }
        let (all, room) = (limit >> 20, wanted >> 20)
        return "\(room) MiB of address space are needed, and the limit of \(all) MiB (ulimit -v) leaves less"
    }
}
