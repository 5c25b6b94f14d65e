import ArgumentParser
import Bytes
import CustodyChain
import Keys
import VerifyCommands

/// `bulla custody sign`: add the signature of a witness or approver.
struct CustodySignCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign the last event as a witness or approver that it names.",
        discussion: Discussion.text(
            """
            Only the last event can be signed: the event after it binds the file with all its signatures
            and shows their age.

            Example:
              bulla custody sign week1.custody --trust trust.json --key will.key
            """
        )
    )

    @Argument(help: "The folder with the chain of custody.", completion: .directory) var folder: String
    @Option(help: "Your trust file.", completion: .file()) var trust: String
    @OptionGroup var signing: SigningOptions
    @Option(help: "Judge the chain as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at:
        TimeArgument?
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard !signing.isEmpty else { throw ValidationError("want --key") }
    }

    func run() throws {
        let (people, _) = try Inputs.trust(trust)
        let time = try Inputs.time(at)
        let files = try CustodyFolder.files(folder)
        var input = CustodyInput(files: files)
        let before = CustodyJudge.story(of: input, trust: people, at: time)
        guard let wanted = before.events.last,
            let index = input.files.firstIndex(where: { $0.name == wanted.fileName })
        else { throw CommandFailure("\(folder): no such event") }
        let old = files[index].bytes
        var signed = try SignedCustodyEvent(canonical: old)
        for signer in try signing.signers() {
            let person = try CustodyDesk.person(of: signer.publicKey, in: people, trust)
            guard wanted.signers.contains(person) else {
                throw CommandFailure(
                    "\(person): not a witness or approver of \(wanted.subject)",
                    hint: "it names \(wanted.signers.joined(separator: ", "))"
                )
            }
            try signed.add(signer.sign(signed.signedBytes))
        }
        input.files[index] = CustodyFile(name: wanted.fileName, bytes: signed.canonicalBytes)
        let after = CustodyJudge.story(of: input, trust: people, at: time)
        // Nobody vouches for a chain that is wrong otherwise; other signatures may still be missing.
        let faults = after.faults.filter { !$0.isLate(wanted) }
        for fault in faults {
            Console.fault("refused", fault.code, fault.subject, fault.detail)
        }
        guard faults.isEmpty else { throw ExitStatus.rejected }
        try CustodyDesk.put(signed, in: folder, after: files, over: .these(old))
        Console.line("\(wanted.subject)  \(signed.digest)", signed.values(after.faults, in: folder))
        for fault in after.faults { Console.line("to sign: \(fault.detail)") }
    }
}
