import Audit
import Bytes
import Keys
import Layout
import Reports

/// Holds the openings that a producer gave against what the draw asks for; `Formats/audit-v1.md`.
extension Verifier {
    /// What was opened for the draw, and must be; finds what is wrong with the response.
    ///
    /// Nothing of a response that answers something else is used.
    func openings(for ceremony: Ceremony, _ strata: [DrawnStratum], _ bundle: OpenBundle) throws -> Openings {
        let kinds = ceremony.planned.openings
        guard !kinds.isEmpty else { return request.openings }
        let none = Openings(content: nil, demanded: Set(kinds))
        let given = Openings(content: request.opening, demanded: Set(kinds))
        let challenge = Challenge(
            ceremony: ceremony,
            openings: try bundle.withheldProofs(of: strata, kinds: kinds)
        )
        guard let response = request.response else {
            if !challenge.openings.isEmpty {
                add(
                    .openings,
                    .fail,
                    FaultCode.openingMissing.rawValue,
                    "\(challenge.openings.count) openings",
                    "the plan asks for them and no response was given (bulla audit challenge, then --response)"
                )
            }
            return none
        }
        let faults: [ResponseFault]
        do {
            faults = try response.faults(against: challenge, trust: request.trust, at: request.at)
        } catch {
            add(.openings, Fault(error), AuditResponse.documentName)
            return none
        }
        for fault in faults {
            add(.openings, .fail, fault.code.rawValue, fault.subject, fault.detail)
        }
        if faults.isEmpty {
            add(
                .openings,
                .pass,
                "ok",
                AuditResponse.documentName,
                "\(challenge.openings.count) openings answer challenge \(challenge.digest.hex.prefix(16))"
                    + Verifier.ledgerWords(of: response)
            )
        }
        return faults.contains(where: \.isForeign) ? none : given
    }

    /// How far the producer's ledger went, as the response states it, to be compared with other responses.
    private static func ledgerWords(of response: ReceivedResponse) -> String {
        guard let ledger = (try? AuditResponse(canonical: response.envelope.payload))?.ledger else {
            return ""
        }
        return "; the ledger of disclosures has \(ledger.count) lines, the last \(ledger.head)"
    }
}

extension VerificationRequest {
    /// What the request gives and demands by itself.
    var openings: Openings { Openings(content: opening, demanded: demandedOpenings) }
}
