package import Bytes
package import Keys

/// All signed versions of a trust file: JSON Lines, each the canonical DSSE envelope of one version's bytes.
///
/// `Formats/trust-v1.md` section 3. Rotation is that of TUF's roots: version n + 1 names n's digest, and enough people
/// with the role authority sign it by the keys and thresholds of n and of n + 1. There is no clock in it: a key signs
/// versions until one states its retirement or revocation, whatever their dates and the key's own span.
package struct TrustChain: Hashable, Sendable {
    package static let payloadType = "application/vnd.bulla.trust+json"
    /// Of the file.
    package static let byteLimit = 64 << 20
    package static let lineLimit = 8 << 20
    package static let versionLimit = 1_000

    /// One line.
    package struct Version: Hashable, Sendable {
        package let trust: Trust
        package let digest: Digest
        package fileprivate(set) var envelope: Envelope

        fileprivate init(_ trust: Trust) {
            self.trust = trust
            digest = trust.digest
            envelope = Envelope(payloadType: TrustChain.payloadType, payload: trust.fileBytes)
        }

        fileprivate init(line: some Collection<UInt8>, at location: String) throws(TrustError) {
            do {
                envelope = try Envelope(
                    canonical: line,
                    expecting: TrustChain.payloadType,
                    limits: JSON.Limits(bytes: TrustChain.lineLimit, depth: 4)
                )
            } catch {
                throw TrustError(.chainMalformed, at: location, "\(error.code.rawValue): \(error.detail)")
            }
            do { trust = try Trust(file: envelope.payload) } catch {
                throw TrustError(error.code, at: "\(location), \(error.location)", error.detail)
            }
            digest = SHA256.hash(envelope.payload)
        }
    }

    /// What a version has of one threshold that it must meet.
    package struct Quorum: Hashable, Sendable {
        /// Whose keys and threshold count: this version's, or those of the one before.
        package let version: Int
        /// People with the role authority who signed, sorted.
        package let signed: [String]
        /// Those who could and have not, sorted.
        package let absent: [String]
        package let threshold: Int

        package var isMet: Bool { signed.count >= threshold }
    }

    /// Ascending by version.
    package private(set) var versions: [Version] = []

    /// A chain with nothing in it yet.
    package init() {}

    /// Reads a chain and verifies it from its first line.
    ///
    /// - Parameter pending: whether the last version may still lack signatures; it then does not count.
    package init(file bytes: [UInt8], pending: Bool = false) throws(TrustError) {
        let lines = try TrustChain.lines(bytes)
        for (index, line) in lines.enumerated() {
            try append(Version(line: line, at: "line \(index + 1)"))
            try check(index, mayLack: pending && index == lines.count - 1)
        }
    }

    private static func lines(_ bytes: [UInt8]) throws(TrustError) -> [ArraySlice<UInt8>] {
        guard bytes.count <= byteLimit, bytes.last == 0x0a else {
            throw TrustError(
                .chainMalformed,
                at: "chain",
                WindowsText.detail(
                    "want lines that end with a line feed, at most \(byteLimit) bytes",
                    in: bytes.prefix(byteLimit)
                )
            )
        }
        let lines = bytes.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false)
        guard lines.count <= versionLimit, lines.allSatisfy({ (1...lineLimit).contains($0.count) }) else {
            throw TrustError(
                .chainMalformed,
                at: "chain",
                "want 1 to \(versionLimit) lines of 1 to \(lineLimit) bytes"
            )
        }
        return lines
    }

    /// The bytes of the file.
    package var fileBytes: [UInt8] {
        versions.flatMap { $0.envelope.canonicalBytes + [0x0a] }
    }

    /// The last version that enough people signed.
    package var current: Version? { isPending ? versions.dropLast().last : versions.last }

    /// Whether the last version still lacks signatures.
    package var isPending: Bool {
        !versions.isEmpty && !quorums(versions.count - 1).allSatisfy(\.isMet)
    }

    /// The versions that enough people signed.
    package var signed: TrustChain {
        var chain = self
        if isPending { chain.removeLast() }
        return chain
    }
}

// MARK: Judging versions

extension TrustChain {
    /// The thresholds that a version must meet: that of the version before it, and its own.
    package func quorums(_ index: Int) -> [Quorum] {
        let envelope = versions[index].envelope
        let trusts = (index > 0 ? [versions[index - 1].trust] : []) + [versions[index].trust]
        return trusts.map { trust in
            let people = Set(trust.chainKeys.map(\.person))
            let signed = Set(trust.chainKeys.filter { $0.key.judge(envelope) == .valid }.map(\.person))
            return Quorum(
                version: trust.version,
                signed: signed.sorted(),
                absent: people.subtracting(signed).sorted(),
                threshold: trust.threshold(.authority)
            )
        }
    }

    /// Adds a version that nobody has signed yet.
    mutating func add(_ trust: Trust) throws(TrustError) { try append(Version(trust)) }

    mutating func removeLast() { versions.removeLast() }

    /// Adds signatures to the last version, if they are an authority's and verify.
    mutating func adopt(_ signatures: [Signature]) throws(TrustError) {
        var changed = self
        changed.versions[versions.count - 1].envelope.signatures += signatures
        try changed.check(versions.count - 1, mayLack: true)
        self = changed
    }

    /// Whether a version may follow those before it.
    private mutating func append(_ version: Version) throws(TrustError) {
        let last = versions.last
        guard version.trust.previous == last?.digest else {
            throw TrustError(
                .chainBroken,
                at: "version \(version.trust.version)",
                last.map { "previous is not the digest of version \($0.trust.version)" }
                    ?? "names a previous version, but is the first"
            )
        }
        guard last == nil || last?.trust.version == version.trust.version - 1 else {
            throw TrustError(
                .chainBroken,
                at: "version \(version.trust.version)",
                "does not follow version \(last?.trust.version ?? 0)"
            )
        }
        versions.append(version)
    }

    private func check(_ index: Int, mayLack: Bool) throws(TrustError) {
        let version = versions[index]
        let location = "version \(version.trust.version)"
        for signature in version.envelope.signatures {
            let key = authority(signature, index)
            guard let key, key.judge(version.envelope) == .valid else {
                let why =
                    key == nil ? "is not an authority's key in either version" : "does not verify"
                throw TrustError(.chainSignature, at: location, "key \(signature.keyIdentifier) \(why)")
            }
        }
        guard !mayLack, let short = quorums(index).first(where: { !$0.isMet }) else { return }
        throw TrustError(
            .chainUnsigned,
            at: location,
            "got \(short.signed.count) of \(short.threshold) authorities of version \(short.version)"
        )
    }

    /// The key of an authority that a signature names, in a version or in the one before it.
    private func authority(_ signature: Signature, _ index: Int) -> PublicKey? {
        let trusts = versions[max(0, index - 1)...index].map(\.trust)
        return trusts.flatMap(\.chainKeys).map(\.key).first { $0.isNamed(by: signature) }
    }
}

extension Trust {
    /// The keys that may sign versions of this file: those of authorities of which it states no end.
    var chainKeys: [TrustedKey] {
        keys.filter {
            $0.roles.contains(.authority) && $0.retired == nil && $0.revoked == nil
                && (!policy.requireMLDSA87 || $0.key.mldsa87 != nil)
        }
    }
}
