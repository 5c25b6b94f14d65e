import ArgumentParser
import Bytes
import Portal
import VerifyCommands

/// `bulla publish portal`: a folder of bundles becomes a site that needs no server.
struct PublishPortalCommand: AsyncParsableCommand, ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "portal",
        abstract: "Write the pages of a static site for a folder of bundles.",
        discussion: Discussion.text(
            """
            The folder is the site. It holds bundles (*.bulla.tar.xz), *.receipt.dsse.json,
            *.report.json, *.torrent, *.note, NAME.custody/ and tiles/ORIGIN/. Writes index.html,
            feed.atom and releases/NAME.html, and replaces only pages that this command wrote before.
            All links are relative: the site works from a folder, a USB stick or any static server.

            It knows files by their contents, and follows no link. Reads each bundle once for its
            SHA-256, and parses only its head. Verifies nothing but
            signatures, and those only with --trust. The same files give the same pages: without --trust
            no clock is read, and with it, give --at.

            Exit status: 0 if done; 1 if a file was damaged, forged or contradicts the others, and is
            therefore reported and left out of the site; 2 if nothing could be written. Docs/portal.md
            explains the pages.

            Examples:
              bulla publish portal site
              bulla publish portal site --title "Runs of the lab" --trust trust.json \\
                --at 2026-06-08T00:00:00Z
              bulla publish portal site --base-url https://runs.lab.example/
            """
        )
    )

    @Argument(help: "The folder of the site.", completion: .directory) var folder: String
    @Option(help: "The title of the site.") var title = "Releases"
    @Option(help: "Your trust file, to verify the signatures of bundles and receipts.", completion: .file())
    var trust: String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @Option(help: "The URL of the site, for absolute links in the feed.") var baseURL: String?
    @OptionGroup var result: ResultOptions

    private static let titleLimit = 200

    func validate() throws {
        guard (1...Self.titleLimit).contains(title.utf8.count) else {
            throw ValidationError("--title: want 1 to \(Self.titleLimit) bytes")
        }
        if at != nil && trust == nil { throw ValidationError("--at goes with --trust") }
        if let baseURL, PortalSite.base(baseURL) == nil {
            throw ValidationError("--base-url: want http:// or https://, a host and a path, without spaces")
        }
    }

    func run() async throws {
        guard Folder.exists(folder) else { throw CommandFailure("\(folder): want a folder of bundles") }
        var reader = try PortalFolder(path: folder, judge: try judge())
        let site = try await reader.site(title: title, base: baseURL.flatMap(PortalSite.base))
        let result = try PortalWriter(folder: folder).write(PortalPages(site))
        for fault in reader.faults {
            Console.note(fault.description)
            Console.gather(["detail": .string(fault.description)])
        }
        Console.line(
            "\(folder)/index.html: releases: \(site.releases.count), logs: \(site.logs.count); "
                + "\(result.written) pages written, \(result.kept) unchanged, \(result.removed) removed",
            [
                "file": .string("\(folder)/index.html"), "logs": .number(site.logs.count),
                "releases": .number(site.releases.count), "removed": .number(result.removed),
                "unchanged": .number(result.kept), "written": .number(result.written),
            ]
        )
        if site.releases.isEmpty { Console.note("hint: \(folder) has no file NAME.bulla.tar.xz") }
        if !reader.faults.isEmpty { throw ExitStatus.rejected }
    }

    private func judge() throws -> PortalFolder.Judge? {
        guard let trust else { return nil }
        let (document, digest) = try Inputs.trust(trust)
        return PortalFolder.Judge(trust: document, digest: digest, time: try Inputs.time(at))
    }
}
