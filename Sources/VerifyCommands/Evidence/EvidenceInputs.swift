import ArgumentParser
package import Attestation
import Bytes
import Certificates
import Keys
import Verification

/// Reads evidence from the command line.
package enum EvidenceInputs {
    /// The evidence among the files: at most one piece of a TEE, and one for each GPU; refuses what none of them reads.
    package static func evidence(in files: EvidenceFiles, from paths: [String]) throws -> [any Evidence] {
        do { return try read(files, from: paths) } catch let error as AttestationError {
            // Evidence that this build does not know may well be genuine.
            guard error.code != .evidenceUnsupported else {
                Console.error("unsupported: \(error)")
                throw ExitStatus.unfinished
            }
            Console.rejected(nil, error)
            throw ExitStatus.rejected
        }
    }

    /// The same, for a command that reports itself what could not be read.
    static func read(_ files: EvidenceFiles, from paths: [String]) throws -> [any Evidence] {
        guard EvidenceReader.kind(of: files) != nil else {
            throw CommandFailure(
                "\(paths.joined(separator: ", ")): no evidence among these files",
                hint: "give the report, quote or document itself, and its collateral beside it"
            )
        }
        let evidence = try EvidenceReader.all(files)
        try checkWitness(files)
        return evidence
    }

    // Whose lines it has is a matter of a trust file, and which session it bounds one of a bundle.
    private static func checkWitness(_ files: EvidenceFiles) throws {
        guard let bytes = files[EvidenceReader.witnessName] else { return }
        do { _ = try SignedNote(bytes) } catch {
            Console.rejected(
                "\(FaultCode.witnessMismatch.rawValue) at \(EvidenceReader.witnessName): \(error)"
            )
            throw ExitStatus.rejected
        }
        Console.note(
            "note: \(EvidenceReader.witnessName): a signed note; its signers and the time it bounds can be judged only with a bundle"
        )
    }

    /// The files under the names that their contents call for; an `AttestationError` where one is not known here.
    package static func sorted(_ paths: [String]) throws -> EvidenceFiles {
        var sorter = EvidenceSorter()
        for path in try paths.flatMap({ try expanded($0) }) {
            let bytes = try File.contents(of: path, limit: EvidenceFiles.largestFile)
            let name = Folder.name(of: path)
            do { try sorter.take(bytes, named: name) } catch {
                guard error.code != .evidenceUnsupported else { throw error }
                throw CommandFailure("\(path): \(error)")
            }
        }
        return sorter.files
    }

    private static func expanded(_ path: String) throws -> [String] {
        guard Folder.exists(path) else { return [path] }
        return try Console.files(below: path).map { "\(path)/\($0)" }
    }

    /// The bracket of two times; nil where none is given.
    package static func bracket(from: TimeArgument?, to: TimeArgument?) throws -> TimeBracket? {
        guard let from, let to else { return nil }
        guard let bracket = TimeBracket(statedFrom: from.value, to: to.value) else {
            throw ValidationError("the evidence cannot have been produced from \(from) to \(to)")
        }
        return bracket
    }

    /// `VENDOR=FILE`.
    package static func root(_ text: String) throws -> (vendor: VendorRoots.Vendor, path: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let vendor = VendorRoots.Vendor(rawValue: parts[0]) else {
            let vendors = VendorRoots.Vendor.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--root \"\(text)\": want VENDOR=FILE with a vendor among \(vendors)")
        }
        return (vendor, parts[1])
    }

    /// The vendors' roots, and those of `VENDOR=FILE`.
    package static func roots(_ given: [String]) throws -> VendorRoots {
        var roots = VendorRoots.builtIn
        for text in given {
            let (vendor, path) = try root(text)
            let bytes = try File.contents(of: path, limit: 1 << 16)
            roots = roots.adding(try certificates(bytes, path), for: vendor)
        }
        return roots
    }

    private static func certificates(_ bytes: [UInt8], _ path: String) throws -> [Certificate] {
        do {
            return bytes.first == 0x30 ? [try Certificate(der: bytes)] : try Certificate.pem(bytes)
        } catch { throw CommandFailure("\(path): \(error)") }
    }
}
