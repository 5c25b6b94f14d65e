import ArgumentParser
import Bytes
import Keys
import VerifyCommands

/// `bulla key import`: the public file of a key that is not on this machine.
struct KeyImport: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Create the .pub file of a key that a smart card, an HSM or another program holds.",
        discussion: Discussion.text(
            """
            Reads the key from PEM or DER (SubjectPublicKeyInfo), as openssl and pkcs11-tool write it,
            or from raw bytes: for P-384 an uncompressed point of 97 bytes. Checkpoints,
            countersignatures and notes need an Ed25519 key.

            Examples:
              bulla key import --p384 card.pem --name "A. Exporter" -o exporter.pub
              bulla key import --ed25519 hsm.der --name "W. Witness" -o witness.pub
            """
        )
    )

    @Option(
        help: ArgumentHelp("The file with an ECDSA P-384 public key.", valueName: "file"),
        completion: .file()
    ) var p384: String?
    @Option(
        help: ArgumentHelp("The file with an Ed25519 public key.", valueName: "file"),
        completion: .file()
    ) var ed25519: String?
    @Option(
        help: ArgumentHelp(
            "The file with an additional ML-DSA-87 public key; both keys must then sign.",
            valueName: "file"
        ),
        completion: .file()
    )
    var mldsa87: String?
    @Option(help: "The person's name, as others see it.") var name: String
    @Option(name: .shortAndLong, help: "The public key file to write; never replaced.", completion: .file())
    var output: String
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard (p384 == nil) != (ed25519 == nil) else {
            throw ValidationError("want either --p384 or --ed25519")
        }
        guard PublicKey.isName(name) else {
            throw ValidationError("--name: want 1 to 100 printable characters, no space at the ends")
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
        Console.line("public key  \(output)", ["public_key": .string(output)])
        KeyShow.tellIdentifiers(of: key)
    }

    private static func raw(_ path: String, _ algorithm: KeyAlgorithm) throws -> [UInt8] {
        let bytes = try File.contents(of: path, limit: SubjectPublicKeyInfo.fileLimit)
        do { return try SubjectPublicKeyInfo.raw(file: bytes, algorithm) } catch {
            throw CommandFailure(
                "\(path): \(error)",
                hint: "openssl pkey -pubin -in FILE -text shows the key in a file"
            )
        }
    }
}
