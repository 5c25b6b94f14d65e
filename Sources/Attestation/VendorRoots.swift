import Bytes
package import Certificates

/// The vendors' root keys that evidence may end in: built in by digest, or given by file, never from evidence.
package struct VendorRoots: Sendable {
    package enum Vendor: String, Sendable, CaseIterable {
        case amd, intel, aws, nvidia
    }

    /// SHA-256 of each root's SubjectPublicKeyInfo, and the name that reports give it.
    private let names: [Vendor: [Digest: String]]
    /// Whole certificates of roots, for chains that end below theirs.
    private let certificates: [Vendor: [Certificate]]

    /// The roots that this build knows.
    package static let builtIn = VendorRoots(
        names: [
            .amd: [
                digest("9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9"): "ARK-Milan",
                digest("429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831"): "ARK-Genoa",
                digest("4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08"): "ARK-Turin",
            ],
            .intel: [
                digest("a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e"):
                    "Intel SGX Root CA"
            ],
            .aws: [
                digest("f2caf5ecc6190b4a8399b78bc58a2bbcd0382375db8a1bfd78a82743874fd225"):
                    "aws.nitro-enclaves"
            ],
            .nvidia: [
                digest("a90c4eb5acfd3e3d03a25db6a26b84f720ad0503196c627c21ddd48dd85b06a4"):
                    "NVIDIA Device Identity CA"
            ],
        ],
        certificates: [.amd: RootCertificates.amd]
    )

    /// Roots that are not built in: somebody's word stands for each.
    package let given: [String]

    private init(
        names: [Vendor: [Digest: String]],
        certificates: [Vendor: [Certificate]],
        given: [String] = []
    ) {
        self.names = names
        self.certificates = certificates
        self.given = given
    }

    // Misspelt, the table would know one root fewer; a test counts them.
    private static func digest(_ hex: String) -> Digest { Digest(hex: hex) ?? .zero }

    /// The same roots and those of `certificates`, which somebody vouches for.
    package func adding(_ certificates: [Certificate], for vendor: Vendor) -> VendorRoots {
        var names = names
        for certificate in certificates {
            names[vendor, default: [:]][certificate.publicKeyDigest] = certificate.subjectText
        }
        let given = certificates.map { "\($0.subjectText) (\(vendor.rawValue), key \($0.publicKeyDigest))" }
        let all = self.certificates.merging([vendor: certificates]) { $0 + $1 }
        return VendorRoots(names: names, certificates: all, given: self.given + given)
    }

    /// The root that issued a certificate, for a chain that leaves it out; nil where none that is known did.
    func issuer(of certificate: Certificate, vendor: Vendor) -> Certificate? {
        certificates[vendor]?.first { certificate.isSigned(by: $0) && name(of: $0, vendor: vendor) != nil }
    }

    /// The name of the root with this key, where it is one of the vendor's.
    package func name(of root: Certificate, vendor: Vendor) -> String? {
        names[vendor]?[root.publicKeyDigest]
    }
}
