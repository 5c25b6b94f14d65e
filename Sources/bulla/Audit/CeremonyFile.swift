import Audit
import Bytes
import Keys
import VerifyCommands

/// Reads and replaces the file of a ceremony; what was said in it once stays.
enum CeremonyFile {
    static func read(_ path: String) throws -> Ceremony {
        try ceremony(File.contents(of: path, limit: Ceremony.fileLimit), path)
    }

    private static func ceremony(_ bytes: [UInt8], _ path: String) throws -> Ceremony {
        do { return try Ceremony(canonical: bytes) } catch {
            throw CommandFailure("\(path): \(error)", hint: "want a file that `bulla audit plan` wrote")
        }
    }

    /// Writes a new file, never over another one.
    static func create(_ ceremony: Ceremony, at path: String) throws {
        try AtomicFile.write(ceremony.canonicalBytes, to: path, replacing: false)
    }

    /// Puts a ceremony in the place of one that it extends; the file is read again for that.
    static func replace(_ path: String, by ceremony: Ceremony) throws {
        try Document.change(path, limit: Ceremony.fileLimit) { bytes in
            guard let bytes, ceremony.extends(try CeremonyFile.ceremony(bytes, path)) else {
                throw CommandFailure("\(path): changed by another program", hint: "run the command again")
            }
            return ceremony.canonicalBytes
        }
    }

    /// Adds the signatures of keys to a part and says who signed.
    static func sign(
        _ ceremony: inout Ceremony,
        _ part: Ceremony.Part,
        by signing: SigningOptions
    ) throws {
        guard let message = ceremony.signedBytes(of: part) else { return }
        let signers = try signing.signers()
        Console.values(["signed": .array(signers.map(\.publicKey.signedJSON))])
        for signer in signers {
            let count = ceremony.envelope(part)?.signatures.count
            try ceremony.add(signer.sign(message), to: part)
            let isNew = ceremony.envelope(part)?.signatures.count != count
            let words = isNew ? "\(part.rawValue) signed" : "\(part.rawValue) already signed"
            Console.line("\(words) by \(signer.publicKey.name), key \(signer.publicKey.identifier)")
        }
    }
}
