package import Bytes
package import Reports

/// What lies beside a bundle and is about it.
package struct Papers: Sendable {
    /// What `bulla verify --report` wrote: a text without a signature.
    package struct Report: Sendable {
        package let file: SiteFile
        /// The same as a page.
        package let page: SiteFile?
        package let digest: Digest
        package let verdict: Verdict
        package let asOf: Timestamp
        package let scope: String
        package let stepsChecked: Int
        package let stepsValid: Int
        package let isSimulated: Bool

        package init(
            file: SiteFile,
            page: SiteFile?,
            digest: Digest,
            verdict: Verdict,
            asOf: Timestamp,
            scope: String,
            stepsChecked: Int,
            stepsValid: Int,
            isSimulated: Bool
        ) {
            self.file = file
            self.page = page
            self.digest = digest
            self.verdict = verdict
            self.asOf = asOf
            self.scope = scope
            self.stepsChecked = stepsChecked
            self.stepsValid = stepsValid
            self.isSimulated = isSimulated
        }
    }

    /// An acceptance that inspectors signed.
    package struct Receipt: Sendable {
        package let file: SiteFile
        /// Claimed.
        package let acceptedAt: Timestamp
        package let scope: String
        /// SHA-256 of the report that it names.
        package let report: Digest
        package let isSimulated: Bool
        /// SHA-256 of the file that was accepted.
        package let accepted: Digest
        package let standing: Release.Standing

        package init(
            file: SiteFile,
            acceptedAt: Timestamp,
            scope: String,
            report: Digest,
            isSimulated: Bool,
            accepted: Digest,
            standing: Release.Standing
        ) {
            self.file = file
            self.acceptedAt = acceptedAt
            self.scope = scope
            self.report = report
            self.isSimulated = isSimulated
            self.accepted = accepted
            self.standing = standing
        }
    }

    /// Metainfo that fetches the bundle.
    package struct Torrent: Sendable {
        package let file: SiteFile
        /// `v1`, `v2` or `hybrid`.
        package let kind: String
        /// Hexadecimal, that of v1 first.
        package let infohashes: [String]
        /// URLs that an engine would ask.
        package let trackers: [String]

        package init(file: SiteFile, kind: String, infohashes: [String], trackers: [String]) {
            self.file = file
            self.kind = kind
            self.infohashes = infohashes
            self.trackers = trackers
        }
    }

    /// A checkpoint that witnesses signed.
    package struct Note: Sendable {
        package let file: SiteFile
        /// Names of the signatures, not checked.
        package let signers: [String]

        package init(file: SiteFile, signers: [String]) {
            self.file = file
            self.signers = signers
        }
    }

    package var reports: [Report] = []
    package var receipts: [Receipt] = []
    package var torrents: [Torrent] = []
    package var notes: [Note] = []
    /// Files of the chain of custody, in their order.
    package var custody: [SiteFile] = []
    /// Other papers whose names begin as the bundle's.
    package var others: [SiteFile] = []

    /// Whether a report or a receipt says that only simulated sessions stand behind it.
    var isSimulated: Bool {
        reports.contains(where: \.isSimulated) || receipts.contains(where: \.isSimulated)
    }
}
