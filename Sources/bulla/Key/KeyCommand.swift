import ArgumentParser
import Bytes
import Glibc
import Keys
import SecretKeys
import VerifyCommands

/// `bulla key`: make, import and show signing keys.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Create, import and show signing keys.",
        discussion: Discussion.text(
            """
            Examples:
              bulla key new --name "A. Exporter" -o exporter.key
              bulla key import --p384 card.pem --name "A. Exporter" -o exporter.pub
              bulla key show exporter.pub
            """
        ),
        subcommands: [KeyNew.self, KeyImport.self, KeyShow.self]
    )
}

/// `bulla key new`: a secret key file and, beside it, the public one.
struct KeyNew: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Create a key pair: FILE.key to sign, FILE.pub for those who verify.",
        discussion: Discussion.text(
            """
            Encrypts the secret key with a password (Argon2id). Without a terminal and without
            --password-file, writes it unencrypted, readable only by you, and prints a warning.

            Examples:
              bulla key new --name "A. Exporter" -o exporter.key
              bulla key new --name "A. Exporter" --with-mldsa -o exporter.key \\
                --password-file password.txt
            """
        )
    )

    @Option(help: "The person's name, as others see it.") var name: String
    @Option(
        name: .shortAndLong,
        help: "The secret key file to write; the public key gets the same name with .pub.",
        completion: .file()
    ) var output: String
    @Flag(
        name: .customLong("with-mldsa"),
        help: "Add an ML-DSA-87 key; both keys then sign, and both signatures must verify."
    )
    var withMLDSA = false
    @Option(help: "Read the password from this file.", completion: .file()) var passwordFile: String?
    @Flag(help: "Write the key unencrypted, protected only by file permissions.") var noPassword = false
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard PublicKey.isName(name) else {
            throw ValidationError("--name: want 1 to 100 printable characters, no space at the ends")
        }
    }

    func run() throws {
        let publicPath = output.hasSuffix(".key") ? "\(output.dropLast(4)).pub" : "\(output).pub"
        if try complete(publicPath) { return }
        for path in [output, publicPath] where Folder.hasEntry(path) {
            throw CommandFailure(
                "\(path): already exists; keys are never replaced",
                hint: "choose another name"
            )
        }
        let password = try password()
        if password == nil {
            Console.note("warning: \(output) is not encrypted; only its file permissions protect it")
        }
        let key = try SecretKey.generate(name: name, withMLDSA: withMLDSA)
        try SecretKeyFile.write(key, to: output, password: password)
        try finish(key.publicKey, publicPath)
    }

    /// Whether an interrupted `key new` had written this person's secret key and not yet the public one, which it has now.
    private func complete(_ publicPath: String) throws -> Bool {
        guard Folder.hasEntry(output), !Folder.hasEntry(publicPath),
            let key = try? SecretKeyFile(path: output).publicKey,
            key.name == name, (key.mldsa87 != nil) == withMLDSA
        else { return false }
        Console.note(
            "note: \(output) is there already, without its public key, as an interrupted run leaves it"
        )
        try finish(key, publicPath)
        return true
    }

    private func finish(_ key: PublicKey, _ publicPath: String) throws {
        try AtomicFile.write(key.fileBytes, to: publicPath, replacing: false)
        Console.line("secret key  \(output)", ["secret_key": .string(output)])
        Console.line("public key  \(publicPath)", ["public_key": .string(publicPath)])
        Console.line("identifier  \(key.identifier)", ["keys": KeyShow.keys(of: key)])
    }

    private func password() throws -> Password? {
        if noPassword { return nil }
        let hasTerminal = access("/dev/tty", R_OK | W_OK) == 0 && isatty(STDIN_FILENO) == 1
        if passwordFile == nil && KeyFiles.environment.isEmpty && !hasTerminal { return nil }
        return try Password.find(
            file: passwordFile,
            environment: KeyFiles.environment,
            prompt: "new password for \(output): ",
            confirming: true
        )
    }
}

/// `bulla key show`: name and identifier of a public or secret key file.
struct KeyShow: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the name and identifiers of a key file.",
        discussion: Discussion.text(
            """
            The identifier is the SHA-256 of the raw public key. Two people can compare it on paper.

            Example:
              bulla key show exporter.pub
            """
        )
    )

    @Argument(help: "A .pub or .key file.", completion: .file()) var file: String
    @OptionGroup var result: ResultOptions

    func run() throws {
        let key: PublicKey
        if let secret = try? SecretKeyFile(path: file) {
            key = secret.publicKey
            Console.line(
                "kind        secret key, \(secret.isEncrypted ? "encrypted" : "not encrypted")",
                ["encrypted": .bool(secret.isEncrypted), "kind": "secret"]
            )
        } else {
            key = try KeyFiles.publicKey(file)
            Console.line("kind        public key", ["kind": "public"])
        }
        Console.line("name        \(key.name)", ["name": .string(key.name)])
        KeyShow.tellIdentifiers(of: key)
    }

    static func tellIdentifiers(of key: PublicKey) {
        Console.lines(identifiers(of: key), ["keys": keys(of: key)])
    }

    /// The halves for programs.
    static func keys(of key: PublicKey) -> JSON {
        .array(halves(of: key).map { ["algorithm": .string($0.title), "identifier": .digest($1)] })
    }

    private static func halves(of key: PublicKey) -> [(KeyAlgorithm, Digest)] {
        [(key.primary.algorithm, key.identifier)]
            + (key.mldsa87Identifier.map { [(KeyAlgorithm.mldsa87, $0)] } ?? [])
    }

    /// A line for each half: the algorithm, and what people compare.
    static func identifiers(of key: PublicKey) -> [String] {
        halves(of: key).map { algorithm, identifier in
            let title = algorithm.title
            return "\(title)\(String(repeating: " ", count: 12 - title.utf8.count))\(identifier)"
        }
    }
}
