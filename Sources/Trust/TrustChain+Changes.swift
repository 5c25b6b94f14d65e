import Bytes
package import Keys

extension TrustChain {
    /// Puts a file in as the last version, without signatures; true where it was there already.
    ///
    /// A last version that lacks signatures counts for nothing yet: another draft takes its place.
    @discardableResult
    package mutating func propose(_ trust: Trust) throws(TrustError) -> Bool {
        if versions.last?.digest == trust.digest { return true }
        var changed = self
        if isPending { changed.removeLast() }
        guard changed.versions.count < TrustChain.versionLimit else {
            throw TrustError(.tooMany, at: "chain", "at most \(TrustChain.versionLimit) versions")
        }
        try changed.add(trust)
        self = changed
        return false
    }

    /// Adds one authority's signatures to the last version.
    package mutating func sign(_ key: PublicKey, _ signatures: [Signature]) throws(TrustError) {
        guard let last = versions.last else {
            throw TrustError(.chainMalformed, at: "chain", "has no version to sign")
        }
        guard !last.envelope.signatures.contains(where: { key.isNamed(by: $0) }) else {
            throw TrustError(.chainSignature, at: "key \(key.identifier)", "already signed this version")
        }
        guard last.envelope.signatures.count + signatures.count <= Envelope.signatureLimit else {
            throw TrustError(.tooMany, at: "signatures", "at most \(Envelope.signatureLimit)")
        }
        try adopt(signatures)
    }

    /// The bytes that authorities sign: those of the last version.
    package var signedBytes: [UInt8] { versions.last?.envelope.signedBytes ?? [] }

    /// Takes over a chain that extends this one; anything else is refused.
    ///
    /// - Returns: how many versions are new.
    @discardableResult
    package mutating func update(to other: TrustChain) throws(TrustError) -> Int {
        for (mine, theirs) in zip(versions, other.versions) where mine.digest != theirs.digest {
            throw TrustError(
                .fork,
                at: "version \(theirs.trust.version)",
                "has digest \(theirs.digest), mine \(mine.digest)"
            )
        }
        guard other.versions.count >= versions.count else {
            throw TrustError(
                .rollback,
                at: "version \(other.versions.last?.trust.version ?? 0)",
                "is older than mine, version \(versions.last?.trust.version ?? 0)"
            )
        }
        let count = other.versions.count - versions.count
        self = other
        return count
    }
}
