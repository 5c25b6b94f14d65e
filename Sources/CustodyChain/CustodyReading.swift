import Bytes
import Trust

/// The files of a folder, read and put in order.
struct CustodyReading {
    /// Ascending by number, one for each.
    private(set) var events: [SignedCustodyEvent] = []
    private(set) var faults: [CustodyFault] = []

    init(_ files: [CustodyFile]) {
        var found: [SignedCustodyEvent] = []
        if files.count > CustodyInput.fileLimit {
            note(.file, "folder", "\(files.count) files, at most \(CustodyInput.fileLimit) are read")
        }
        for file in files.sorted(by: { $0.name.precedes($1.name) }).prefix(CustodyInput.fileLimit) {
            if let signed = read(file) { found.append(signed) }
        }
        place(found)
        findGaps()
    }

    private mutating func read(_ file: CustodyFile) -> SignedCustodyEvent? {
        guard CustodyReading.isName(file.name) else {
            note(
                .file,
                String(file.name.prefix(60)),
                "want NNN-EVENT.dsse.json, and nothing else in the folder"
            )
            return nil
        }
        do {
            let signed = try SignedCustodyEvent(canonical: file.bytes)
            if !signed.event.fileName.isSame(as: file.name) {
                note(.file, file.name, "holds \(signed.event.subject)")
            }
            return signed
        } catch {
            note(.malformed, file.name, "\(error.location): \(error.detail)")
            return nil
        }
    }

    /// Whether it is the name of an event's file.
    static func isName(_ name: String) -> Bool {
        guard let number = Int(name.prefix(3)), name.utf8.prefix(3).allSatisfy({ (0x30...0x39).contains($0) })
        else { return false }
        return CustodyEvent.Kind.allCases.contains { CustodyEvent.fileName(number, $0).isSame(as: name) }
    }

    /// Sorts by number; of two of one number the first stays.
    private mutating func place(_ found: [SignedCustodyEvent]) {
        for signed in found.enumerated().sorted(by: {
            ($0.element.event.number, $0.offset) < ($1.element.event.number, $1.offset)
        }).map(\.element) {
            if let last = events.last, last.event.number == signed.event.number {
                note(.fork, signed.event.subject, "has the same number as \(last.event.subject)")
            } else {
                events.append(signed)
            }
        }
    }

    private mutating func findGaps() {
        if events.isEmpty { note(.empty, "folder", "no readable event") }
        var next = 0
        for signed in events {
            if signed.event.number != next {
                let missing =
                    next == signed.event.number - 1 ? "\(next)" : "\(next) to \(signed.event.number - 1)"
                note(.gap, signed.event.subject, "event \(missing) is missing before it")
            }
            next = signed.event.number + 1
        }
    }

    private mutating func note(_ code: CustodyFaultCode, _ subject: String, _ detail: String) {
        faults.append(CustodyFault(code, subject, detail))
    }
}
