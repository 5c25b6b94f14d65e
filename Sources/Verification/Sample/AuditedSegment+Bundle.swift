package import Audit
import Bytes
import Keys
import Layout
package import Trust

/// What a bundle says of itself, to hold a plan against: the same for whoever plans, draws, verifies or keeps count.
extension AuditedSegment {
    init(_ bundle: OpenBundle, run: RunDocument, manifest digest: Digest, sealers: Set<String>) throws {
        let manifest = bundle.manifest
        self.init(
            manifest: digest,
            origin: manifest.origin,
            segment: manifest.segment,
            population: manifest.steps,
            commitment: try LeafReader(bundle).commitment(),
            disclosureBudget: run.disclosure == .none ? 0 : run.disclosureBudget,
            sealers: sealers
        )
    }
}

extension BundleContents {
    /// What the bundle says of itself; nothing of it is believed but who sealed it, which signatures show.
    package func auditedSegment(trust: Trust) throws -> AuditedSegment {
        let run = try runDocument()
        do {
            return try AuditedSegment(
                bundle,
                run: run,
                manifest: manifestDigest,
                sealers: trust.sealers(of: envelope)
            )
        } catch { throw UnreadableBundle(Fault(error), path: "data/log") }
    }
}
