import ArgumentParser
import Bytes
import Keys
import VerifyCommands

/// `bulla key import`: the public file of a key that is not on this machine.
struct KeyImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make the .pub file of a key that a card, an HSM or another program holds.",
        discussion: """
            The key is read from PEM or DER (SubjectPublicKeyInfo), as openssl and pkcs11-tool write it, or as raw bytes:
            an uncompressed point of 97 bytes for P-384. Checkpoints, countersignatures and notes need Ed25519.

            Examples:
              bulla key import --p384 card.pem --name "A. Exporter" -o exporter.pub
              bulla key import --ed25519 hsm.der --name "W. Witness" -o witness.pub
            """
    )

    @Option(help: ArgumentHelp("An ECDSA P-384 key.", valueName: "file")) var p384: String?
    @Option(help: ArgumentHelp("An Ed25519 key.", valueName: "file")) var ed25519: String?
    @Option(help: ArgumentHelp("An ML-DSA-87 key beside it: then both must sign.", valueName: "file"))
    var mldsa87: String?
    @Option(help: "The person's name, as others will see it.") var name: String
    @Option(name: .shortAndLong, help: "The public key's file, never over another one.") var output: String

    func validate() throws {
        guard (p384 == nil) != (ed25519 == nil) else {
            throw ValidationError("want either --p384 or --ed25519")
        }
    }

    func run() throws {
        let primary: PrimaryKey? =
            try p384.map { .p384(try KeyImport.raw($0, .p384)) }
            ?? ed25519.map { .ed25519(try KeyImport.raw($0, .ed25519)) }
        guard let primary else { return }
        let second = try mldsa87.map { try KeyImport.raw($0, .mldsa87) }
        let key: PublicKey
        do { key = try PublicKey(name: name, primary: primary, mldsa87: second) } catch {
            throw CommandFailure("\(error)")
        }
        try AtomicFile.write(key.fileBytes, to: output, replacing: false)
        Console.line("public key  \(output)")
        KeyShow.identifiers(of: key).forEach(Console.line)
    }

    private static func raw(_ path: String, _ algorithm: KeyAlgorithm) throws -> [UInt8] {
        let bytes = try File.contents(of: path, limit: SubjectPublicKeyInfo.fileLimit)
        do { return try SubjectPublicKeyInfo.raw(file: bytes, algorithm) } catch {
            throw CommandFailure(
                "\(path): \(error)",
                hint: "openssl pkey -pubin -in FILE -text says what a file holds"
            )
        }
    }
}
