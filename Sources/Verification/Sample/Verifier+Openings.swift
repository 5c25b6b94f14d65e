import Audit
import Bytes
import Keys
import Layout
import Reports

/// Holds the openings that a producer gave against what the draw asks for; `Formats/audit-v1.md`.
extension Verifier {
    /// Finds what is wrong with the response; nothing of one that answers something else is used.
    func checkResponse(_ ceremony: Ceremony, _ strata: [DrawnStratum], _ bundle: OpenBundle) throws {
        let kinds = ceremony.planned.openings
        guard !kinds.isEmpty else { return }
        demandedOpenings = Set(kinds)
        let challenge = Challenge(
            ceremony: ceremony,
            openings: try bundle.withheldProofs(of: strata, kinds: kinds)
        )
        guard let response = request.response else {
            opening = nil
            guard !challenge.openings.isEmpty else { return }
            return add(
                .openings,
                .fail,
                FaultCode.openingMissing.rawValue,
                "\(challenge.openings.count) openings",
                "the plan asks for them and no response was given (bulla audit challenge, then --response)"
            )
        }
        let faults: [ResponseFault]
        do {
            faults = try response.faults(against: challenge, trust: request.trust, at: request.at)
        } catch {
            opening = nil
            return add(.openings, Fault(error), AuditResponse.documentName)
        }
        for fault in faults {
            add(.openings, .fail, fault.code.rawValue, fault.subject, fault.detail)
        }
        if faults.contains(where: \.isForeign) { opening = nil }
        guard faults.isEmpty else { return }
        add(
            .openings,
            .pass,
            "ok",
            AuditResponse.documentName,
            "\(challenge.openings.count) openings answer challenge \(challenge.digest.hex.prefix(16))"
        )
    }
}
