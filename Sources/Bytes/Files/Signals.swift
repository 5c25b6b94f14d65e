import CFiles

/// SIGHUP, SIGINT and SIGTERM, which are one thing everywhere; those that are ignored, as under nohup, stay so.
package enum Signals {
    /// From here on they remove the files that are not finished, and end the program.
    package static func begin() { bulla_signals_begin() }

    /// From here on the first one is only noted; a second one ends the program.
    package static func takeNote() { bulla_signals_note() }

    /// Whether SIGUSR1 has asked how far the program is, since this was read last.
    package static func takeQuestion() -> Bool { bulla_signal_asked() != 0 }

    /// The number of the one that was noted.
    package static var noted: CInt? {
        let number = bulla_signal_noted()
        return number == 0 ? nil : number
    }
}
