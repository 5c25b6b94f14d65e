import Bytes

/// Judges a chain of certificates, leaf first and root last: RFC 5280 section 6, without names and policies.
package enum CertificatePath {
    package static let longest = 8

    /// What the first certificate's key is used for; every chain has to say.
    package enum Purpose: Sendable {
        /// Signs evidence or collateral, and so no certificates: a key for both would let evidence pass for an authority.
        case signer
        /// Issues certificates and revocation lists.
        case authority
    }

    /// What is wrong with one certificate of the chain.
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
        package enum Code: String, StableCode {
            case count = "path-count"
            case names = "path-names"
            case signature = "path-signature"
            case authority = "path-authority"
            case length = "path-length"
            case keyUsage = "path-key-usage"
            case criticalExtension = "path-critical-extension"
            case leaf = "path-leaf"
        }

        package let code: Code
        /// The place of the certificate, 0 for the leaf.
        package let index: Int
        package let detail: String

        package var description: String { "\(code.rawValue) at certificate \(index): \(detail)" }
    }

    /// Everything that is wrong; windows, revocation and whose root it is are the caller's business.
    ///
    /// Critical extensions other than basic constraints and key usage are refused unless the caller has
    /// `understood` them; constraints on names and policies always, marked critical or not.
    package static func faults(
        _ chain: [Certificate],
        for purpose: Purpose,
        understood: Set<String> = []
    ) -> [Fault] {
        guard (1...longest).contains(chain.count) else {
            return [
                Fault(code: .count, index: 0, detail: "got \(chain.count) certificates, want 1 to \(longest)")
            ]
        }
        return chain.indices.flatMap { index in
            let issuer = min(index + 1, chain.count - 1)
            return linkFaults(chain, index, issuer) + issuerFaults(chain, index)
                + extensionFaults(chain, index, understood)
        } + leafFaults(chain[0], purpose)
    }

    // RFC 5280 sections 4.2.1.3 and 4.2.1.9; AMD's leaves say neither, and so allow every use.
    private static func leafFaults(_ leaf: Certificate, _ purpose: Purpose) -> [Fault] {
        var faults: [String] = []
        switch purpose {
        case .signer:
            if leaf.isAuthority { faults.append("is an authority's, not for signatures on evidence") }
            if leaf.keyUsage?.contains(.digitalSignature) == false {
                faults.append("key usage lacks digitalSignature")
            }
        case .authority:
            if !leaf.isAuthority { faults.append("is not a CA certificate") }
        }
        guard !KnockOut.isOff(Fault.Code.leaf.rawValue) else { return [] }
        return faults.map { Fault(code: .leaf, index: 0, detail: $0) }
    }

    // The root signs itself: that tells a whole chain from one that was cut.
    private static func linkFaults(_ chain: [Certificate], _ index: Int, _ issuer: Int) -> [Fault] {
        var faults: [Fault] = []
        if chain[index].issuer != chain[issuer].subject {
            let detail = "issuer \(chain[index].issuerText), but next is \(chain[issuer].subjectText)"
            faults.append(Fault(code: .names, index: index, detail: detail))
        }
        if !chain[index].hasSignature(of: chain[issuer]) {
            let detail = "not signed by \(chain[issuer].subjectText)"
            faults.append(Fault(code: .signature, index: index, detail: detail))
        }
        return faults
    }

    private static func issuerFaults(_ chain: [Certificate], _ index: Int) -> [Fault] {
        guard index > 0 else { return [] }
        let issuer = chain[index]
        var faults: [Fault] = []
        if !issuer.isAuthority {
            faults.append(Fault(code: .authority, index: index, detail: "may not sign certificates"))
        }
        if issuer.keyUsage?.contains(.keyCertSign) == false {
            faults.append(Fault(code: .keyUsage, index: index, detail: "key usage lacks keyCertSign"))
        }
        // Self-issued ones do not count: RFC 5280 section 4.2.1.9.
        let between = chain[1..<index].count { $0.issuer != $0.subject }
        if let most = issuer.pathLength, between > most {
            let detail = "\(between) authorities below it, at most \(most) allowed"
            faults.append(Fault(code: .length, index: index, detail: detail))
        }
        return faults
    }

    private static func extensionFaults(
        _ chain: [Certificate],
        _ index: Int,
        _ understood: Set<String>
    ) -> [Fault] {
        let known = understood.union([Extension.basicConstraints, Extension.keyUsage])
        return chain[index].extensions.filter { !known.contains($0.oid) }.compactMap {
            let detail: String
            if $0.isCritical {
                detail = "extension \($0.oid) is critical and not known"
            } else if Extension.pathConstraints.contains($0.oid) {
                detail = "extension \($0.oid) constrains the chain, and is not known"
            } else {
                return nil
            }
            return Fault(code: .criticalExtension, index: index, detail: detail)
        }
    }
}
