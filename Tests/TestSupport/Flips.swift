import Foundation

/// Which bytes of a sample are flipped: one of `usual`, or each where `BULLA_ALL_FLIPS` is set.
package enum Flips {
    package static func places(_ count: Int, usual: Int, part: Int = 0, of parts: Int = 1) -> [Int] {
        let step = ProcessInfo.processInfo.environment["BULLA_ALL_FLIPS"] == nil ? usual : 1
        return stride(from: 0, to: count, by: step).filter { $0 / step % parts == part }
    }
}
