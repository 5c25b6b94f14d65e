import ArgumentParser
import CustodyChain

/// What every command takes that writes an event of custody.
struct CustodyEventOptions: ParsableArguments {
    @Argument(help: "The folder with the chain.") var folder: String
    @Option(help: "Your trust file.") var trust: String
    @OptionGroup var signing: SigningOptions
    @Option(help: "Code of the place, such as LAB-1.") var place: String
    @Option(help: "The time that you claim for your signature; now by default.") var at: String?
    @Option(help: "When it happened, where that was before you sign (YYYY-MM-DDThh:mm:ssZ).") var acted:
        String?
    @Option(help: "Where that time is from: machine, network, radio, satellite or watch.")
    var clock: CustodyWords.Clock = .machine
    @Option(help: "Id of a witness, who must sign, too; may be given several times.") var witness: [String] =
        []
    @Option(help: "Id of somebody who approves and must sign, too; may be given several times.")
    var approver: [String] = []
    @Option(help: "The bundle: its manifest and the file's digest are checked before you sign.")
    var bundle: String?
    @Option(help: "Code of the order or letter that it is done on.") var authority: String?
    @Flag(help: "Write the event though the chain has faults already; it must add none.")
    var despiteFaults = false

    func validate() throws {
        guard !signing.isEmpty else { throw ValidationError("want --key, of whoever acts") }
    }
}

/// What was found and done with the seal.
struct CustodySealOptions: ParsableArguments {
    @Option(help: "How the seal was found: intact, broken or missing.") var seal: CustodyWords.Condition?
    @Option(help: "The number on the seal; that of the chain by default.") var sealNumber: String?
    @Option(help: "The number of the seal that it is left with; the same by default where it is intact.")
    var newSeal: String?

    /// What the event says of seals, where the last one left `number`.
    func seal(_ number: String?) throws -> CustodyEvent.Seal? {
        if seal == nil, let number {
            throw ValidationError(
                "seal \(number) is on it: look at it and say --seal intact, broken or missing"
            )
        }
        let before = seal == nil ? nil : sealNumber ?? number
        if seal != nil && before == nil { throw ValidationError("--seal: want --seal-number, none is known") }
        let after = newSeal ?? (seal == .intact ? before : nil)
        guard before != nil || after != nil else { return nil }
        return CustodyEvent.Seal(before: before, condition: seal, after: after)
    }
}

/// What was checked by hand.
struct CustodyCheckOptions: ParsableArguments {
    @Option(help: "Something that you checked yourself: form, read-back or signatures; several times.")
    var checked: [CustodyWords.Check] = []
    @Option(help: "The marking of all media from now on, where it rises.") var marking: String?

    func validate() throws {
        let own: [CustodyWords.Check] = [.form, .readBack, .signatures]
        guard checked.allSatisfy(own.contains) else {
            throw ValidationError(
                "--checked: want form, read-back or signatures; the others are made with --bundle and --seal"
            )
        }
    }
}

extension CustodyWords.Clock: ExpressibleByArgument {}
extension CustodyWords.Condition: ExpressibleByArgument {}
extension CustodyWords.Check: ExpressibleByArgument {}
extension CustodyWords.Purpose: ExpressibleByArgument {}
extension CustodyWords.Method: ExpressibleByArgument {}
extension CustodyWords.Outcome: ExpressibleByArgument {}
extension CustodyWords.Field: ExpressibleByArgument {}
