import ArgumentParser
import Bytes
import CustodyChain

/// `SN-1:BOX/7:flash:64000000000` and perhaps `:MARKING`: a medium on the command line.
struct ItemArgument: ExpressibleByArgument {
    let serial: String
    let label: String
    let kind: CustodyWords.Medium
    let capacity: Int
    let marking: String?

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (4...5).contains(parts.count), CustodyWords.isCode(parts[0]), CustodyWords.isCode(parts[1]),
            let kind = CustodyWords.Medium(rawValue: parts[2]), let capacity = Int(parts[3]),
            (1...Int(JSON.largestInteger)).contains(capacity)
        else { return nil }
        if parts.count == 5, !Marking.isMarking(parts[4]) { return nil }
        (serial, label, self.kind, self.capacity) = (parts[0], parts[1], kind, capacity)
        marking = parts.count == 5 ? parts[4] : nil
    }

    /// The media, ascending; those without a marking of their own have `marking`.
    static func items(_ arguments: [ItemArgument], marking: String) throws -> [CustodyEvent.Item] {
        guard !arguments.isEmpty else {
            throw ValidationError(
                "want --item SERIAL:LABEL:KIND:CAPACITY[:MARKING], kind one of disk, flash, optical, tape, other"
            )
        }
        return arguments.map {
            CustodyEvent.Item(
                serial: $0.serial,
                label: $0.label,
                kind: $0.kind,
                capacity: $0.capacity,
                marking: $0.marking ?? marking
            )
        }.sorted { $0.serial < $1.serial }
    }
}
