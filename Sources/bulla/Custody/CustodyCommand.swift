import ArgumentParser
import VerifyCommands

/// `bulla custody`: whose hands a medium goes through.
struct CustodyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custody",
        abstract: "Record who holds a medium in a chain of signed events.",
        discussion: Discussion.text(
            """
            Each medium has one folder of signed events beside the bundle: see `bulla spec
            custody-v1.md`. A transfer takes two events: the holder releases the medium and the
            recipient receives it. Until then the medium is with the holder who released it.

            Examples:
              bulla custody open week1.custody --bundle week1.bulla.tar.xz \\
                --item SN-1:BOX/7:flash:64000000000 --trust trust.json --key ada.key \\
                --place LAB-1
              bulla custody release week1.custody --to bert --trust trust.json \\
                --key ada.key --place LAB-1
              bulla custody receive week1.custody --bundle week1.bulla.tar.xz \\
                --trust trust.json --key bert.key --place DEPOT-2
              bulla custody status week1.custody --trust trust.json
              bulla custody form week1.bulla.tar.xz --custody week1.custody \\
                --trust trust.json -o form.html
              bulla custody check-form typed.txt --bundle week1.bulla.tar.xz \\
                --custody week1.custody
            """
        ),
        subcommands: [
            CustodyOpenCommand.self, CustodyReleaseCommand.self, CustodyReceiveCommand.self,
            CustodyPaperCommand.self, CustodyCopyCommand.self, CustodyCorrectCommand.self,
            CustodyLostCommand.self, CustodyDisposeCommand.self, CustodySignCommand.self,
            CustodyStatusCommand.self, CustodyFormCommand.self, CheckFormCommand.self,
        ]
    )
}
