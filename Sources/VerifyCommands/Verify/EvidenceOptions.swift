import ArgumentParser
import Attestation
import Bytes
import Keys
import Verification

/// What `verify` takes to judge evidence from TEEs.
package struct EvidenceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A note countersigned by witnesses: a checkpoint of the segment's start or end, which gives a latest time for evidence, or the note of the manifest and its signatures (repeatable).",
            valueName: "note"
        ),
        completion: .file()
    )
    var witness: [String] = []
    @Option(
        help:
            "State that evidence was produced at or after this time (YYYY-MM-DDThh:mm:ssZ), if no witness bounds it."
    )
    var evidenceFrom: TimeArgument?
    @Option(
        help: "State that evidence was produced by this time (YYYY-MM-DDThh:mm:ssZ), if no witness bounds it."
    )
    var evidenceTo: TimeArgument?
    @Option(
        help: ArgumentHelp(
            "Judge evidence again with newer collateral (FOLDER/sev-snp/crl.der …), as of --at.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var collateralToday: String?
    @Option(
        help:
            "Trust this vendor root certificate too, as VENDOR=FILE; VENDOR is amd, intel, aws or nvidia (repeatable)."
    )
    var root: [String] = []

    package init() {}

    package func validate() throws {
        _ = try root.map { try EvidenceInputs.root($0) }
        if let evidenceFrom, let evidenceTo {
            _ = try EvidenceInputs.bracket(from: evidenceFrom, to: evidenceTo)
        }
    }

    /// Puts the options into a request.
    func apply(to request: inout VerificationRequest) throws {
        request.roots = try EvidenceInputs.roots(root)
        request.evidenceTime = (evidenceFrom?.value, evidenceTo?.value)
        for path in witness {
            do {
                request.witnessNotes.append(try SignedNote(File.contents(of: path, limit: 1 << 16)))
            } catch let error as KeyError { throw CommandFailure("\(path): \(error)") }
        }
        guard let collateralToday else { return }
        for kind in EvidenceKind.allCases {
            let folder = "\(collateralToday)/\(kind.rawValue)"
            guard Folder.exists(folder) else { continue }
            let newer = try EvidenceInputs.sorted([folder])
            // It is the same evidence that is judged twice.
            if let name = newer.names.first(where: { !EvidenceReader.isCollateral($0, of: kind) }) {
                throw CommandFailure(
                    "\(folder): \(AppraisalCode.evidenceUnread.rawValue): \(name) is not collateral for \(kind.rawValue)"
                )
            }
            request.collateralToday[kind] = newer
        }
        guard !request.collateralToday.isEmpty else {
            let kinds = EvidenceKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure("\(collateralToday): want folders named after kinds of evidence (\(kinds))")
        }
    }
}
