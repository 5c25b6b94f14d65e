import Glibc

/// The package's own executables, built beside the tests that run.
package enum Built {
    package static func path(_ executable: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(
            decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        return "\(own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex))/\(executable)"
    }
}
