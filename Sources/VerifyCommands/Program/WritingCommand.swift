package import ArgumentParser
import Bytes
import Glibc

/// A command that works long before it writes the files that it is asked for.
package protocol WritingCommand: ParsableCommand {
    /// The files that the options ask it to write.
    var outputs: [String] { get }
    /// The one among them that may also be an input, which the new one continues.
    var kept: String? { get }
}

extension WritingCommand {
    package var kept: String? { nil }
}

/// What is refused of outputs before the long work; `AtomicFile` refuses it again when it writes.
enum OutputCheck {
    /// Throws if an output is another argument of the command, whatever name that gives the file, or two are one file.
    ///
    /// - Parameter words: the arguments.
    static func refuse(_ outputs: [String], besides kept: String?, among words: [String]) throws {
        var places: [String: Int] = [:]
        for output in outputs { places[output, default: 0] += 1 }
        if let twice = outputs.first(where: { places[$0] != 1 }) {
            throw ValidationError("\(twice): two outputs in one file")
        }
        let named = words.flatMap { word in
            // `--option=FILE` as well.
            [word] + (word.firstIndex(of: "=").map { [String(word[word.index(after: $0)...])] } ?? [])
        }
        for output in outputs where output != kept {
            guard let there = identity(output) else { continue }
            let inputs = named.filter { $0 != output && identity($0) == there }
            let isNamedAgain = words.count { $0 == output } > 1
            guard inputs.isEmpty && !isNamedAgain else {
                throw CommandFailure(
                    "\(output): is an input of this command, and would be overwritten",
                    hint: "choose another name"
                )
            }
        }
    }

    private static func identity(_ path: String) -> [UInt64]? {
        var there = stat()
        guard !path.isEmpty, stat(path.cPath, &there) == 0, there.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return [UInt64(there.st_dev), UInt64(there.st_ino)]
    }
}
