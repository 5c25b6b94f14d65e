import Bytes
import CSandbox
import PluginHost
import Synchronization
import Trust

/// What the program gives up before it reads anything that nobody trusts, for good and for all its threads.
enum Confinement {
    /// In the order in which documents name them.
    private static let parts: [(bit: Int, name: String)] = [
        (BULLA_CONFINED_NOT_DUMPABLE, "not-dumpable"),
        (BULLA_CONFINED_NO_NEW_PRIVILEGES, "no-new-privileges"),
        (BULLA_CONFINED_SECCOMP, "seccomp"), (BULLA_CONFINED_LANDLOCK, "landlock"),
    ].map { (Int($0.0), $0.1) }
    private static let taken = Mutex<UInt32>(0)

    /// What the kernel granted.
    static var granted: [String] {
        let taken = taken.withLock { Int($0) }
        return parts.filter { taken & $0.bit != 0 }.map(\.name)
    }

    /// Gives up programs, processes and sockets, and writing but in the folders of the files that are asked for; first
    /// makes the process that starts plug-ins, where the trust file declares any.
    ///
    /// - Precondition: the program has one thread, and has read its options and nothing else.
    static func enter(_ command: any ReadingCommand, name: String) {
        let plugins = Confinement.plugins(command)
        if !plugins.isEmpty { PluginStarter.begin(plugins) }
        let folders = Set(command.outputs.map { Folder.parent(of: $0) })
        let bits = Confinement.withCStrings(Array(folders)) { bulla_confine($0.baseAddress, $0.count) }
        taken.withLock { $0 = bits }
        let missing = parts.filter { Int(bits) & $0.bit == 0 }.map(\.name)
        if !missing.isEmpty {
            Console.note("\(name): note: the kernel does not grant \(missing.joined(separator: ", "))")
        }
    }

    // A trust file that cannot be read is for the command to complain of.
    private static func plugins(_ command: any ReadingCommand) -> [PluginDeclaration] {
        guard let path = command.pluginTrust, let (trust, _) = try? Inputs.trust(path) else { return [] }
        return trust.policy.plugins
    }

    private static func withCStrings<Result>(
        _ texts: [String],
        _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let bytes = texts.flatMap(\.cPath)
        return bytes.withUnsafeBufferPointer { buffer in
            var (pointers, offset) = ([UnsafePointer<CChar>?](), 0)
            for text in texts {
                pointers.append(buffer.baseAddress.map { $0 + offset })
                offset += text.cPath.count
            }
            return pointers.withUnsafeBufferPointer(body)
        }
    }
}
