import Attestation
import Audit
import Bytes
import Certificates
import CustodyChain
import Glibc
import Keys
import Layout
import Leaves
import MerkleLog
import Provenance
import ReportPages
import Reports
import Review
import Torrents
import Training
import Trust
import Verification

/// Reads one file of any kind as the commands do, and goes as far as that kind allows.
struct Reader {
    let trust: Trust
    let time: Timestamp
    /// Where a mutant lies that is read from a file.
    let scratch: String

    /// What the name says that a file is.
    enum Kind: String, CaseIterable {
        case bundle = ".bulla.tar.xz"
        case audit = ".audit.json"
        case receipt = ".receipt.dsse.json"
        case model = ".provenance.dsse.json"
        case review = ".review.json"
        case partial = ".partial.json"
        case report = ".report.json"
        case custody = ".dsse.json"
        case torrent = ".torrent"
        case chain = ".trust.jsonl"
        case trust = "trust.json"
        case note = ".checkpoint"
        case evidence = ".bin"
        case document = ".cose"
        case certificate = ".der"
        case pem = ".pem"
        case key = ".pub"
        case leaf = ".leaf"
        case recipe = "recipe.json"

        init?(name: String) {
            let last = name.split(separator: "/").last ?? ""
            if last.hasPrefix("checkpoint-") { self = .note; return }
            guard let kind = Kind.allCases.first(where: { last.hasSuffix($0.rawValue) }) else { return nil }
            self = kind
        }
    }

    /// A word for what came of it; that it comes back is what counts.
    func read(_ bytes: [UInt8], as kind: Kind, named name: String, _ dice: inout Dice) async -> String {
        do { return try await outcome(bytes, kind, name, &dice) } catch { return "refused" }
    }

    private func outcome(_ bytes: [UInt8], _ kind: Kind, _ name: String, _ dice: inout Dice) async throws
        -> String
    {
        switch kind {
        case .bundle: return try await bundle(bytes, &dice)
        case .audit:
            let ceremony = try Ceremony(canonical: document(bytes))
            let count = ceremony.draws.reduce(0) { $0 + $1.picks.count }
            let judgement = ceremony.judge(trust: trust, at: time, segment: nil)
            return "\(count) \(judgement.faults.count)"
        case .receipt:
            let signed = try SignedReceipt(canonical: bytes)
            return
                "\(ReceiptJudgement(of: [signed], trust: trust, trustDigest: .zero, at: time).faults.count)"
        case .model: return "\(try SignedProvenance(canonical: document(bytes)).provenance)"
        case .review: return "\(try SignedReview(canonical: bytes).document.files.count)"
        case .partial: return "\(try PartialReport(canonicalLine: bytes).holds)"
        case .report:
            let report = try Report(canonicalLine: bytes)
            _ = report.lines.count + JUnitReport.xml(report).count
            return "\(ReportPage.html(report, digest: SHA256.hash(bytes)).count)"
        case .custody:
            let input = CustodyInput(files: [CustodyFile(name: name, bytes: bytes)])
            return "\(CustodyJudge.story(of: input, trust: trust, at: time).faults.count)"
        case .torrent: return "\(try Metainfo(reading: bytes).totalLength)"
        case .chain: return "\(try TrustChain(file: bytes).versions.count)"
        case .trust:
            let other = try Trust(file: bytes)
            return "\(other.version)"
        case .note:
            let note = try SignedNote(bytes)
            return "\(try Checkpoint(text: note.text).size)"
        case .evidence, .document: return try evidence(bytes, name)
        case .certificate:
            if let certificate = try? Certificate(der: bytes) {
                return "\(CertificatePath.faults([certificate, certificate], for: .signer).count)"
            }
            return "\(try RevocationList(der: bytes).der.count)"
        case .pem: return "\(try Certificate.pem(bytes).count)"
        case .key: return "\(try PublicKey(file: bytes).name)"
        case .leaf: return "\(try Leaf(canonical: bytes).kind)"
        case .recipe: return "\(try Recipe(canonical: bytes))"
        }
    }

    private func document(_ bytes: [UInt8]) -> [UInt8] { bytes.last == 0x0a ? bytes.dropLast() : bytes }

    private func evidence(_ bytes: [UInt8], _ name: String) throws -> String {
        let last = String(name.split(separator: "/").last ?? "")
        let known = ["report.bin", "hcl.bin", "quote.bin", "document.cose"]
        let own =
            last.hasPrefix("gpu-0") ? "gpu-0.report.bin" : known.first { last.hasSuffix($0) } ?? "report.bin"
        let files = EvidenceFiles([own: bytes])
        guard let kind = EvidenceReader.kind(of: files) else { return "none" }
        let context = AuthenticationContext(roots: .builtIn, bracket: TimeBracket(from: time, to: time))
        let evidence = try EvidenceReader.read(files, as: kind)
        let result = Appraisal(of: evidence, policy: .none, context: context, binding: nil).result
        return "\(result)"
    }

    // Not durably: a hundred thousand times.
    private func write(_ bytes: [UInt8]) throws {
        try File.opening(scratch, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC).write(bytes)
    }

    private func bundle(_ bytes: [UInt8], _ dice: inout Dice) async throws -> String {
        try write(bytes)
        var request = VerificationRequest(path: scratch, trust: trust, trustDigest: .zero, at: time)
        request.scope = dice.pick([.all, .all, .log, .sample])
        if request.scope == .sample || dice.isOne(in: 3) {
            request.sample = .drawn(count: 1 + dice.below(40), seed: "\(dice.next())")
        }
        request.targets = [1 + dice.below(30)]
        let report = await Verifier.verify(request).report
        // `show` and `extract` trust nobody and read on.
        if let contents = try? BundleContents(path: scratch) {
            for name in contents.names { _ = try? contents.content(of: name) }
            _ = try? contents.liveStep()
        }
        return report.verdict.rawValue
    }

    /// A bundle's verdict with scope `all`, and the codes that stand against it.
    func verdict(_ path: String, previous: String) async -> String {
        var request = VerificationRequest(path: path, trust: trust, trustDigest: .zero, at: time)
        request.appraises = false
        if previous == "first" { request.previous = .first }
        if previous.contains("/"), let bytes = try? File.contents(of: previous, limit: 1 << 16),
            let note = try? SignedNote(bytes), let kept = try? Checkpoint(text: note.text)
        {
            request.previous = .kept(kept)
        }
        let report = await Verifier.verify(request).report
        let codes = report.findings.filter { [.fail, .unfinished].contains($0.outcome) }.map(\.code)
        return "\(report.verdict.rawValue) \(codes.joined(separator: ","))"
    }
}
