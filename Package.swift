// swift-tools-version: 6.2
import PackageDescription

// The rooms and the arrows between them; Docs/architecture.md draws them.
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
// In debug builds, too: inner loops over all bytes of a bundle, without which tests take twice as long.
let optimized = CSetting.unsafeFlags(["-O2"], .when(configuration: .debug))

let package = Package(
    name: "bulla",
    products: [
        .executable(name: "bulla", targets: ["bulla"]),
        .executable(name: "bulla-verify", targets: ["bulla-verify"]),
        .executable(name: "bulla-train", targets: ["bulla-train"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        // C libraries, each behind one Swift wrapper.
        .systemLibrary(name: "CArchive"),
        .systemLibrary(name: "CLZMA"),
        .systemLibrary(name: "CSodium"),
        .target(name: "CSHA256", cSettings: [optimized]),
        .target(name: "CReview", exclude: ["make_folding.py", "folding.inc"]),
        .target(name: "CXZ", cSettings: [optimized]),
        .target(name: "CFiles"),
        // Specifications, documents and scripts, embedded.
        .target(name: "CTexts"),

        // Bytes and what is signed over them.
        .target(
            name: "Bytes",
            dependencies: ["CFiles", "CSHA256", crypto],
            exclude: ["Names/make_case_folding.py"]
        ),
        .target(name: "Keys", dependencies: ["Bytes", "CSodium", crypto]),
        .target(name: "SecretKeys", dependencies: ["Bytes", "Keys", "CSodium", crypto]),
        .target(
            name: "Trust",
            dependencies: ["Bytes", "Keys", "Leaves", "Attestation", "PluginHost"],
            exclude: ["make_ascii_letters.py"]
        ),

        // The log of a run.
        .target(name: "MerkleLog", dependencies: ["Bytes"]),
        .target(name: "LogStore", dependencies: ["Bytes", "MerkleLog"]),
        .target(name: "LogTiles", dependencies: ["Bytes", "Keys", "MerkleLog"]),
        .target(name: "Leaves", dependencies: ["Bytes"]),
        .target(name: "Training", dependencies: ["Bytes"]),
        .target(
            name: "Recording",
            dependencies: [
                "Bytes", "Keys", "SecretKeys", "Leaves", "LogStore", "MerkleLog", "Layout",
            ]
        ),

        // The bundle.
        .target(name: "Container", dependencies: ["Bytes", "CArchive", "CLZMA", "CXZ"]),
        .target(name: "Formats", dependencies: ["CTexts"]),
        .target(
            name: "Layout",
            dependencies: ["Bytes", "Keys", "Leaves", "MerkleLog", "Container"]
        ),

        // Evidence of trusted execution environments.
        .target(
            name: "Certificates",
            dependencies: ["Bytes", asn1, crypto, cryptoExtras]
        ),
        .target(name: "Attestation", dependencies: ["Bytes", "Certificates"]),

        // Looking for what must not leave.
        .target(
            name: "Review",
            dependencies: ["Bytes", "Keys", "Trust", "Container", "CArchive", "CReview"]
        ),

        // Programs of others that judge proofs.
        .target(name: "CSandbox"),
        .target(name: "PluginHost", dependencies: ["Bytes", "CSandbox"]),

        // Programs of others that sign.
        .target(name: "UserCommands", dependencies: ["Bytes", "Keys", "CSandbox"]),

        // Judging it.
        .target(name: "Sampling", dependencies: ["Bytes"]),
        // What a verification says, its JSON and its text.
        .target(name: "Reports", dependencies: ["Bytes", "Sampling"]),
        .target(name: "CustodyChain", dependencies: ["Bytes", "Keys", "Trust"]),
        .target(name: "Audit", dependencies: ["Bytes", "Keys", "Leaves", "Trust", "Sampling"]),
        .target(
            name: "StepEvidence",
            dependencies: ["Bytes", "Keys", "Leaves", "Training", "PluginHost"]
        ),
        .target(
            name: "Verification",
            dependencies: [
                "Bytes", "Keys", "Trust", "MerkleLog", "Leaves", "Container", "Layout",
                "Audit", "CustodyChain", "Review", "Sampling", "StepEvidence", "Training", "Attestation",
                "Reports",
            ]
        ),
        // A folder of bundles and their papers, for those who read several.
        .target(
            name: "BundleFolder",
            dependencies: [
                "Bytes", "Keys", "Trust", "MerkleLog", "Layout", "Audit", "CustodyChain", "Torrents",
                "Verification", "Reports",
            ]
        ),
        // What is said of a model, in the words of others.
        .target(name: "Provenance", dependencies: ["Bytes", "Keys"]),
        // Pages: values that escape.
        .target(name: "Markup", dependencies: ["Bytes"]),
        // Pages of a report, from the report alone.
        .target(name: "ReportPages", dependencies: ["Bytes", "Sampling", "Markup", "Reports"]),

        // The site over a folder of bundles.
        .target(
            name: "Portal",
            dependencies: ["Bytes", "Audit", "Markup", "Reports", "CTexts"],
            exclude: ["check.js"]
        ),

        // Replication by torrent: knows files, and no bundle.
        .target(name: "Torrents", dependencies: ["Bytes", crypto]),

        // The paper that goes with a medium.
        .target(name: "QRCodes"),
        .target(name: "CustodyForm", dependencies: ["Bytes", "Formats", "Markup", "QRCodes"]),
        .target(
            name: "Sealing",
            dependencies: [
                "Bytes", "Keys", "MerkleLog", "LogStore", "Leaves",
                "Container", "Layout", "Formats", "Trust", "StepEvidence", "Verification", "Reports",
                "Review",
            ]
        ),

        // The commands.
        .target(
            name: "VerifyCommands",
            dependencies: [
                "Bytes", "Formats", "Keys", "Trust", "MerkleLog", "Leaves", "Container",
                "Layout", "Certificates", "Attestation", "Audit", "CustodyChain", "Sampling", "Verification",
                "Reports", "ReportPages", "CustodyForm", "Provenance", "Torrents", "PluginHost",
                "CSandbox",
                arguments,
            ]
        ),
        .executableTarget(name: "bulla-verify", dependencies: ["VerifyCommands", arguments]),
        .executableTarget(
            name: "bulla",
            dependencies: [
                "Bytes", "Keys", "SecretKeys", "UserCommands", "Trust", "MerkleLog", "LogStore",
                "Leaves", "Training", "Recording", "Container", "Layout", "Attestation", "PluginHost",
                "Sealing", "Sampling", "Audit", "CustodyChain", "CustodyForm", "Review", "Formats",
                "Torrents", "LogTiles", "Provenance", "Portal", "BundleFolder",
                "Verification", "Reports", "VerifyCommands", arguments,
            ]
        ),
        .executableTarget(
            name: "bulla-train",
            dependencies: [
                "Bytes", "SecretKeys", "Leaves", "Container", "Layout", "Training", "StepEvidence",
                "Recording", "VerifyCommands", arguments,
            ]
        ),

        // Makes corpora and times what no command shows; Benchmarks/run.sh.
        .executableTarget(
            name: "bulla-bench",
            dependencies: [
                "Bytes", "Keys", "SecretKeys", "Leaves", "LogStore", "MerkleLog", "Layout",
                "Recording", "StepEvidence", "Training",
            ],
            path: "Benchmarks/bulla-bench"
        ),

        // Reads many changed files in one process; Tests/Mutants/mutants.py.
        .executableTarget(
            name: "bulla-mutants",
            dependencies: [
                "Bytes", "Keys", "Trust", "MerkleLog", "Leaves", "Training", "Layout",
                "Certificates",
                "Attestation", "Audit", "CustodyChain", "Review", "Provenance", "Torrents", "Verification",
                "Reports", "ReportPages",
            ],
            path: "Tests/Mutants",
            exclude: [
                "mutants.py", "bundles.py", "archive.py", "maker.py", "values.py", "corpus.py", "ceiling.py",
                "test_mutants.py", "README.md", "Kept",
            ]
        ),

        // Tests.
        .target(name: "TestSupport", dependencies: ["Bytes"], path: "Tests/TestSupport"),
        .testTarget(name: "BytesTests", dependencies: ["Bytes", "TestSupport"]),
        .testTarget(name: "HashingTests", dependencies: ["Bytes", "CSHA256", crypto]),
        .testTarget(
            name: "KeysTests",
            dependencies: ["Bytes", "Keys", "SecretKeys", "TestSupport", crypto]
        ),
        .testTarget(
            name: "UserCommandsTests",
            dependencies: ["Bytes", "Keys", "SecretKeys", "UserCommands", "TestSupport"]
        ),
        .testTarget(
            name: "TrustTests",
            dependencies: ["Bytes", "Keys", "SecretKeys", "Trust", "TestSupport", crypto]
        ),
        .testTarget(
            name: "MerkleLogTests",
            dependencies: ["Bytes", "MerkleLog", "TestSupport"]
        ),
        .testTarget(
            name: "LogStoreTests",
            dependencies: [
                "Bytes", "Keys", "SecretKeys", "Leaves", "MerkleLog", "LogStore", "Layout",
                "Recording", "StepEvidence", "Training", "TestSupport",
                "log-crash-probe",
            ]
        ),
        .testTarget(
            name: "LogTilesTests",
            dependencies: [
                "Bytes", "Keys", "SecretKeys", "MerkleLog", "LogStore", "LogTiles", "TestSupport",
            ],
            exclude: ["Fixtures"]
        ),
        .executableTarget(
            name: "log-crash-probe",
            dependencies: ["Bytes", "LogStore", "TestSupport"],
            path: "Tests/LogCrashProbe"
        ),
        .testTarget(name: "LeavesTests", dependencies: ["Bytes", "Leaves", "TestSupport"]),
        .testTarget(
            name: "SamplingTests",
            dependencies: ["Bytes", "Sampling", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "AuditTests",
            dependencies: [
                "Bytes", "Keys", "SecretKeys", "Trust", "Sampling", "Audit", "TestSupport",
            ]
        ),
        .testTarget(
            name: "CustodyChainTests",
            dependencies: ["Bytes", "Keys", "SecretKeys", "Trust", "CustodyChain", "TestSupport"]
        ),
        .testTarget(
            name: "TrainingTests",
            dependencies: ["Bytes", "Training", "StepEvidence", "Leaves", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "CertificatesTests",
            dependencies: ["Bytes", "Certificates", "TestSupport"]
        ),
        .testTarget(
            name: "AttestationTests",
            dependencies: ["Bytes", "Certificates", "Attestation", "TestSupport", crypto]
        ),
        .testTarget(
            name: "PluginHostTests",
            dependencies: ["Bytes", "PluginHost", "CSandbox", "TestSupport", "lying-plugin"]
        ),
        // In C, but linked as if it were Swift; the toolchain's libraries are not there where plug-ins run.
        .executableTarget(
            name: "lying-plugin",
            dependencies: ["CSHA256"],
            path: "Tests/LyingPlugin",
            linkerSettings: [.unsafeFlags(["-static-stdlib"])]
        ),
        .executableTarget(name: "confined-probe", dependencies: ["CSandbox"], path: "Tests/ConfinedProbe"),
        .testTarget(
            name: "ContainerTests",
            dependencies: ["Bytes", "Container", "CLZMA", "CXZ", "TestSupport"]
        ),
        .testTarget(
            name: "ReviewTests",
            dependencies: [
                "Bytes", "Keys", "SecretKeys", "Trust", "Review", "TestSupport",
            ]
        ),
        .testTarget(
            name: "ProvenanceTests",
            dependencies: ["Bytes", "Keys", "SecretKeys", "Provenance", "TestSupport", crypto],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "BundleTests",
            dependencies: [
                "Bytes", "Keys", "SecretKeys", "Trust", "MerkleLog", "LogStore", "Leaves",
                "Recording", "Container", "Layout", "Formats", "Audit", "CustodyChain", "Sampling",
                "Training",
                "StepEvidence",
                "Verification", "Reports", "Sealing", "TestSupport", "Attestation", "Certificates",
                "PluginHost", "UserCommands", "Review", "CustodyForm", "Torrents", "LogTiles",
                "Portal", "Provenance",
                crypto,
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "BundleFolderTests",
            dependencies: [
                "Bytes", "Trust", "Audit", "BundleFolder", "Verification", "TestSupport",
            ]
        ),
        .testTarget(
            name: "ReportPagesTests",
            dependencies: ["Bytes", "Sampling", "Reports", "ReportPages", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "CustodyFormTests",
            dependencies: [
                "Bytes", "Formats", "CustodyForm", "QRCodes", "TestSupport",
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "PortalTests",
            dependencies: ["Bytes", "Audit", "Markup", "Portal", "Reports", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "TorrentsTests",
            dependencies: ["Bytes", "Torrents", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Audit", "Bytes", "CSandbox", "Formats", "Keys", "PluginHost", "Sampling",
                "TestSupport",
                "Verification",
                "VerifyCommands", "bulla", "bulla-verify", "bulla-train", "confined-probe", arguments,
            ],
            exclude: ["Fixtures"]
        ),
    ],
    cLanguageStandard: .c2x
)

for target in package.targets where ![.system, .plugin].contains(target.type) {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
    // As for C above: what debug builds do to every byte is most of what tests wait for.
    if [
        "Bytes", "Keys", "Leaves", "MerkleLog", "LogStore", "Container", "Layout", "Trust", "Sampling",
        "Markup",
        "ReportPages", "Verification", "Torrents", "QRCodes", "CustodyForm", "TestSupport", "TrustTests",
    ].contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-O"], .when(configuration: .debug)))
    }
}
