import ArgumentParser
import Bytes
import CustodyChain
import VerifyCommands

/// What every command takes that writes an event of custody.
struct CustodyEventOptions: ParsableArguments {
    @Argument(help: "The folder with the chain of custody.", completion: .directory) var folder: String
    @Option(help: "Your trust file.", completion: .file()) var trust: String
    @OptionGroup var signing: SigningOptions
    @Option(help: "The code of the place, such as LAB-1.") var place: String
    @Option(help: "The time to claim for your signature (YYYY-MM-DDThh:mm:ssZ); now by default.") var at:
        TimeArgument?
    @Option(help: "The time of the event, if it was before you sign (YYYY-MM-DDThh:mm:ssZ).") var acted:
        TimeArgument?
    @Option(help: "The clock that the time is from.")
    var clock: CustodyWords.Clock = .machine
    @Option(help: "The id of a witness who must sign too (repeatable).") var witness: [String] =
        []
    @Option(help: "The id of an approver who must sign too (repeatable).")
    var approver: [String] = []
    @Option(
        help: "The bundle, to check its manifest and the digest of its file before you sign.",
        completion: .file()
    )
    var bundle: String?
    @Option(help: "The code of the order or letter that authorizes the event.") var authority: String?
    @Flag(help: "Write the event to a chain that already has faults; it must add none.")
    var despiteFaults = false

    func validate() throws {
        guard !signing.isEmpty else { throw ValidationError("want --key of the person who acts") }
        try CustodyTyped.code(place, "--place")
        try CustodyTyped.code(authority, "--authority")
        try CustodyTyped.people(witness, "--witness")
        try CustodyTyped.people(approver, "--approver")
    }
}

/// What was found and done with the seal.
struct CustodySealOptions: ParsableArguments {
    @Option(help: "The condition of the seal as found.") var seal: CustodyWords.Condition?
    @Option(help: "The number on the seal as found; that of the chain by default.") var sealNumber: String?
    @Option(help: "The number of the seal afterwards; by default the same, if it is intact.")
    var newSeal: String?

    func validate() throws {
        try CustodyTyped.code(sealNumber, "--seal-number")
        try CustodyTyped.code(newSeal, "--new-seal")
    }

    /// What the event says of seals, where the last one left `number`.
    func seal(_ number: String?) throws -> CustodyEvent.Seal? {
        if seal == nil, let number {
            throw ValidationError(
                "the medium has seal \(number): give its condition with --seal intact, broken or missing"
            )
        }
        let before = seal == nil ? nil : sealNumber ?? number
        if seal != nil && before == nil {
            throw ValidationError("--seal: want --seal-number, because the chain has no seal number")
        }
        let after = newSeal ?? (seal == .intact ? before : nil)
        guard before != nil || after != nil else { return nil }
        return CustodyEvent.Seal(before: before, condition: seal, after: after)
    }
}

/// What was checked by hand.
struct CustodyCheckOptions: ParsableArguments {
    @Option(help: "A check that you made yourself (repeatable).")
    var checked: [OwnCheck] = []
    @Option(help: "The marking of all media from now on, if it is raised.") var marking: String?

    func validate() throws {
        if let marking, !Marking.isMarking(marking) {
            throw ValidationError("--marking: want 1 to 64 of A-Z 0-9 space / -, a letter first")
        }
    }
}

/// Values of the closed forms of events, as they are typed.
enum CustodyTyped {
    static func code(_ text: String?, _ option: String) throws {
        guard let text, !CustodyWords.isCode(text) else { return }
        throw ValidationError(
            "\(option): got \"\(text)\", want 1 to 32 of A-Z 0-9 . / -, a letter or digit first"
        )
    }

    static func people(_ ids: [String], _ option: String) throws {
        guard let id = ids.first(where: { !CustodyWords.isPerson($0) }) else { return }
        throw ValidationError("\(option): got \"\(id)\", want a person's id as the trust file has it")
    }
}

/// What a person checks without this program; the other checks follow from --bundle and --seal.
struct OwnCheck: ChosenArgument {
    static let choices: [CustodyWords.Check] = [.form, .readBack, .signatures]

    let value: CustodyWords.Check

    init(_ value: CustodyWords.Check) { self.value = value }
}

/// How a medium goes from one holder to the next.
struct TransferMethod: ChosenArgument {
    static let choices = CustodyWords.Method.transfers

    let value: CustodyWords.Method

    init(_ value: CustodyWords.Method) { self.value = value }
}

/// How a medium is made unreadable.
struct DisposalMethod: ChosenArgument {
    static let choices = CustodyWords.Method.disposals

    let value: CustodyWords.Method

    init(_ value: CustodyWords.Method) { self.value = value }
}

extension CustodyWords.Clock: ExpressibleByArgument {}
extension CustodyWords.Condition: ExpressibleByArgument {}
extension CustodyWords.Purpose: ExpressibleByArgument {}
extension CustodyWords.Outcome: ExpressibleByArgument {}
extension CustodyWords.Field: ExpressibleByArgument {}
