package import Keys

extension Trust {
    /// The ids of everybody who has a verifying signature on a bundle's envelope by a key with the role `exporter`,
    /// whether it counts or not: nobody of them vouches for the bundle in another role.
    package func sealers(of envelope: Envelope) -> Set<String> {
        let message = envelope.signedBytes
        return Set(
            keys.filter { trusted in
                guard trusted.roles.contains(.exporter) else { return false }
                if case .valid = trusted.key.judge(envelope.signatures, over: message) { return true }
                return false
            }.map(\.person)
        )
    }
}
