import ArgumentParser
package import Audit
import Bytes
package import Keys
import Verification

/// The producer's answer to a draw that asks for openings.
package struct ResponseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder with the producer's openings, as `bulla audit respond` wrote it.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var response: String?
    @Option(
        help: "The time when you received the response (YYYY-MM-DDThh:mm:ssZ), to compare with the due date."
    )
    var received: TimeArgument?

    package init() {}

    package func validate() throws {
        if received != nil && response == nil { throw ValidationError("--received needs --response") }
    }

    /// Puts the options into a request.
    func apply(to request: inout VerificationRequest) throws {
        guard let folder = response else { return }
        guard case .ceremony = request.sample else {
            throw ValidationError("--response needs --plan: it answers the draw of a ceremony")
        }
        request.response = ReceivedResponse(
            envelope: try ResponseOptions.document(in: folder),
            files: try ResponseOptions.openings(in: folder),
            receivedAt: received?.value
        )
        request.opening = { digest, size in
            let name = "\(AuditResponse.openingsFolder)/\(digest.hex)"
            guard Folder.hasEntry("\(folder)/\(name)") else { return nil }
            return try File.reading(name, beneath: folder).contents(limit: size)
        }
    }

    /// What the response in a folder says of the ledger of disclosures; no signature is verified.
    package static func stated(in folder: String) throws -> StatedLedger? {
        let response: AuditResponse
        do { response = try AuditResponse(canonical: document(in: folder).payload) } catch let error
            as AuditError
        {
            throw CommandFailure("\(folder)/\(AuditResponse.documentName): \(error)")
        }
        return response.ledger.map { StatedLedger(source: folder, at: response.respondedAt, ledger: $0) }
    }

    package static func document(in folder: String) throws -> Envelope {
        let file = try File.reading(AuditResponse.documentName, beneath: folder)
        let bytes = try file.contents(limit: AuditResponse.limits.bytes * 2)
        do {
            return try Envelope(canonical: Inputs.document(bytes), expecting: AuditResponse.payloadType)
        } catch {
            throw CommandFailure(
                "\(folder)/\(AuditResponse.documentName): \(error)",
                hint: "want a folder that `bulla audit respond` wrote"
            )
        }
    }

    private static func openings(in folder: String) throws -> Set<Digest> {
        let path = "\(folder)/\(AuditResponse.openingsFolder)"
        guard Folder.exists(path) else { return [] }
        var found: Set<Digest> = []
        for name in try Folder.entries(in: path) where LeftBehind(name) == nil {
            guard let digest = name.text.flatMap({ Digest(hex: $0) }) else {
                throw CommandFailure("\(path)/\(name): want names of 64 hexadecimal digits alone")
            }
            found.insert(digest)
        }
        return found
    }
}
