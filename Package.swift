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
        .target(name: "CFormats"),
        .target(name: "CReview", exclude: ["make_folding.py", "folding.inc"]),
        .target(name: "CXZ", cSettings: [optimized]),
        .target(name: "CPortal", exclude: ["check.js"]),

        // Bytes and what is signed over them.
        .target(name: "Bytes", exclude: ["Names/make_case_folding.py"]),
        .target(name: "Hashing", dependencies: ["Bytes", "CSHA256", crypto]),
        .target(name: "Keys", dependencies: ["Bytes", "Hashing", "CSodium", crypto]),
        .target(name: "SecretKeys", dependencies: ["Bytes", "Hashing", "Keys", "CSodium", crypto]),
        .target(name: "Trust", dependencies: ["Bytes", "Hashing", "Keys", "Attestation", "PluginHost"]),

        // The log of a run.
        .target(name: "MerkleLog", dependencies: ["Bytes", "Hashing", "Keys"]),
        .target(name: "LogStore", dependencies: ["Bytes", "Hashing", "MerkleLog"]),
        .target(name: "LogTiles", dependencies: ["Bytes", "Hashing", "Keys", "MerkleLog"]),
        .target(name: "Leaves", dependencies: ["Bytes", "Hashing"]),
        .target(name: "Training", dependencies: ["Bytes", "Hashing"]),
        .target(
            name: "Recording",
            dependencies: [
                "Bytes", "Hashing", "Keys", "SecretKeys", "Leaves", "LogStore", "MerkleLog", "Layout",
            ]
        ),

        // The bundle.
        .target(name: "Container", dependencies: ["Bytes", "Hashing", "CArchive", "CLZMA", "CXZ"]),
        .target(name: "Formats", dependencies: ["CFormats"]),
        .target(
            name: "Layout",
            dependencies: ["Bytes", "Hashing", "Formats", "Keys", "Leaves", "MerkleLog", "Container"]
        ),

        // Evidence of trusted execution environments.
        .target(
            name: "Certificates",
            dependencies: ["Bytes", "Hashing", asn1, crypto, cryptoExtras]
        ),
        .target(name: "Attestation", dependencies: ["Bytes", "Hashing", "Certificates"]),

        // Looking for what must not leave.
        .target(
            name: "Review",
            dependencies: ["Bytes", "Hashing", "Keys", "Trust", "Container", "CArchive", "CReview"]
        ),

        // Programs of others that judge proofs.
        .target(name: "CSandbox"),
        .target(name: "PluginHost", dependencies: ["Bytes", "Hashing", "CSandbox"]),

        // Programs of others that sign.
        .target(name: "UserCommands", dependencies: ["Bytes", "Keys", "CSandbox"]),

        // Judging it.
        .target(name: "Sampling", dependencies: ["Bytes", "Hashing"]),
        .target(name: "CustodyChain", dependencies: ["Bytes", "Hashing", "Keys", "Trust"]),
        .target(name: "Audit", dependencies: ["Bytes", "Hashing", "Keys", "Leaves", "Trust", "Sampling"]),
        .target(
            name: "StepEvidence",
            dependencies: ["Bytes", "Hashing", "Keys", "Leaves", "Training", "PluginHost"]
        ),
        .target(
            name: "Verification",
            dependencies: [
                "Bytes", "Hashing", "Keys", "Trust", "MerkleLog", "Leaves", "Container", "Layout",
                "Audit", "CustodyChain", "Review", "Sampling", "StepEvidence", "Training", "Attestation",
            ]
        ),
        .target(
            name: "Reporting",
            dependencies: [
                "Bytes", "Hashing", "Keys", "Leaves", "Sampling", "Audit", "CustodyChain", "Trust",
                "Attestation", "Verification",
            ]
        ),
        // What is said of a model, in the words of others.
        .target(name: "Provenance", dependencies: ["Bytes", "Hashing", "Keys"]),
        // Pages: values that escape.
        .target(name: "Markup", dependencies: ["Bytes", "Hashing"]),
        // Reads report.json and nothing else.
        .target(name: "ReportPages", dependencies: ["Bytes", "Hashing", "Sampling", "Markup"]),

        // The site over a folder of bundles.
        .target(name: "Portal", dependencies: ["Bytes", "Hashing", "Audit", "Markup", "CPortal"]),

        // Replication by torrent: knows files, and no bundle.
        .target(name: "Torrents", dependencies: ["Bytes", "Hashing", crypto]),

        // The paper that goes with a medium.
        .target(name: "QRCodes"),
        .target(name: "CustodyForm", dependencies: ["Bytes", "Hashing", "Formats", "Markup", "QRCodes"]),
        .target(
            name: "Sealing",
            dependencies: [
                "Bytes", "Hashing", "Keys", "SecretKeys", "MerkleLog", "LogStore", "Leaves",
                "Container", "Layout", "Formats", "Trust", "Verification", "Review",
            ]
        ),

        // The commands.
        .target(
            name: "VerifyCommands",
            dependencies: [
                "Bytes", "Hashing", "Formats", "Keys", "Trust", "MerkleLog", "Leaves", "Container",
                "Layout", "Certificates", "Attestation", "Audit", "CustodyChain", "Sampling", "Verification",
                "Reporting", "ReportPages", "CustodyForm", "Provenance", "Torrents", "PluginHost",
                "CSandbox",
                arguments,
            ]
        ),
        .executableTarget(name: "bulla-verify", dependencies: ["VerifyCommands", arguments]),
        .executableTarget(
            name: "bulla",
            dependencies: [
                "Bytes", "Hashing", "Keys", "SecretKeys", "UserCommands", "Trust", "MerkleLog", "LogStore",
                "Leaves", "Training", "Recording", "Container", "Layout", "Attestation", "PluginHost",
                "Sealing", "Sampling", "Audit", "CustodyChain", "CustodyForm", "Review", "Formats",
                "Torrents", "LogTiles", "Provenance", "Portal",
                "Verification", "Reporting", "ReportPages", "VerifyCommands", arguments,
            ]
        ),
        .executableTarget(
            name: "bulla-train",
            dependencies: [
                "Bytes", "Hashing", "Keys", "SecretKeys", "Leaves", "Container", "Layout", "Training",
                "Recording", "VerifyCommands", arguments,
            ]
        ),

        // Makes corpora and times what no command shows; Benchmarks/run.sh.
        .executableTarget(
            name: "bulla-bench",
            dependencies: [
                "Bytes", "Hashing", "Keys", "SecretKeys", "Leaves", "LogStore", "MerkleLog", "Layout",
                "Recording", "StepEvidence", "Training",
            ],
            path: "Benchmarks/bulla-bench"
        ),

        // Reads many changed files in one process; Tests/Mutants/mutants.py.
        .executableTarget(
            name: "bulla-mutants",
            dependencies: [
                "Bytes", "Hashing", "Keys", "Trust", "MerkleLog", "Leaves", "Training", "Layout",
                "Certificates",
                "Attestation", "Audit", "CustodyChain", "Review", "Provenance", "Torrents", "Verification",
                "ReportPages",
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
        .testTarget(name: "HashingTests", dependencies: ["Bytes", "Hashing", "CSHA256", crypto]),
        .testTarget(
            name: "KeysTests",
            dependencies: ["Bytes", "Hashing", "Keys", "SecretKeys", "TestSupport", crypto]
        ),
        .testTarget(
            name: "UserCommandsTests",
            dependencies: ["Bytes", "Keys", "SecretKeys", "UserCommands", "TestSupport"]
        ),
        .testTarget(
            name: "TrustTests",
            dependencies: ["Bytes", "Hashing", "Keys", "SecretKeys", "Trust", "TestSupport", crypto]
        ),
        .testTarget(
            name: "MerkleLogTests",
            dependencies: ["Bytes", "Hashing", "Keys", "MerkleLog", "TestSupport"]
        ),
        .testTarget(
            name: "LogStoreTests",
            dependencies: [
                "Bytes", "Hashing", "Keys", "SecretKeys", "Leaves", "MerkleLog", "LogStore", "Layout",
                "Recording", "StepEvidence", "Training", "TestSupport",
                "log-crash-probe",
            ]
        ),
        .testTarget(
            name: "LogTilesTests",
            dependencies: [
                "Bytes", "Hashing", "Keys", "SecretKeys", "MerkleLog", "LogStore", "LogTiles", "TestSupport",
            ],
            exclude: ["Fixtures"]
        ),
        .executableTarget(
            name: "log-crash-probe",
            dependencies: ["Bytes", "LogStore", "TestSupport"],
            path: "Tests/LogCrashProbe"
        ),
        .testTarget(name: "LeavesTests", dependencies: ["Bytes", "Hashing", "Leaves", "TestSupport"]),
        .testTarget(
            name: "SamplingTests",
            dependencies: ["Bytes", "Hashing", "Sampling", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "AuditTests",
            dependencies: [
                "Bytes", "Hashing", "Keys", "SecretKeys", "Trust", "Sampling", "Audit", "TestSupport",
            ]
        ),
        .testTarget(
            name: "CustodyChainTests",
            dependencies: ["Bytes", "Hashing", "Keys", "SecretKeys", "Trust", "CustodyChain", "TestSupport"]
        ),
        .testTarget(
            name: "TrainingTests",
            dependencies: ["Bytes", "Hashing", "Training", "StepEvidence", "Leaves", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "CertificatesTests",
            dependencies: ["Bytes", "Hashing", "Certificates", "TestSupport"]
        ),
        .testTarget(
            name: "AttestationTests",
            dependencies: ["Bytes", "Hashing", "Certificates", "Attestation", "TestSupport", crypto]
        ),
        .testTarget(
            name: "PluginHostTests",
            dependencies: ["Bytes", "Hashing", "PluginHost", "CSandbox", "TestSupport", "lying-plugin"]
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
            dependencies: ["Bytes", "Hashing", "Container", "CLZMA", "CXZ", "TestSupport"]
        ),
        .testTarget(
            name: "ReviewTests",
            dependencies: [
                "Bytes", "Hashing", "Keys", "SecretKeys", "Trust", "Container", "Review", "TestSupport",
            ]
        ),
        .testTarget(
            name: "ProvenanceTests",
            dependencies: ["Bytes", "Hashing", "Keys", "SecretKeys", "Provenance", "TestSupport", crypto],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "BundleTests",
            dependencies: [
                "Bytes", "Hashing", "Keys", "SecretKeys", "Trust", "MerkleLog", "LogStore", "Leaves",
                "Recording", "Container", "Layout", "Formats", "Audit", "CustodyChain", "Sampling",
                "Training",
                "StepEvidence",
                "Verification", "Reporting", "Sealing", "TestSupport", "Attestation", "Certificates",
                "PluginHost", "UserCommands", "Review", "CustodyForm", "Torrents", "LogTiles",
                "Portal", "Provenance",
                crypto,
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "ReportPagesTests",
            dependencies: ["Bytes", "Hashing", "Sampling", "ReportPages", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "CustodyFormTests",
            dependencies: [
                "Bytes", "Hashing", "Formats", "CustodyForm", "QRCodes", "TestSupport",
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "PortalTests",
            dependencies: ["Bytes", "Hashing", "Audit", "Markup", "Portal", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "TorrentsTests",
            dependencies: ["Bytes", "Hashing", "Torrents", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Audit", "Bytes", "CSandbox", "Formats", "Hashing", "Keys", "PluginHost", "Sampling",
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
        "Bytes", "Hashing", "Leaves", "MerkleLog", "LogStore", "Container", "Trust", "Sampling", "Markup",
        "ReportPages", "TestSupport",
    ].contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-O"], .when(configuration: .debug)))
    }
}
