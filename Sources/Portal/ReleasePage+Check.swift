import Audit
import Bytes
import Markup

extension ReleasePage {
    /// Lines to copy, for a computer that the reader trusts.
    var verification: Section {
        let name = ShellWord.quoted(file: release.file.name)
        let plain = release.file.name
        let from = release.segment.from
        let start = from == 0 ? "--first" : "--previous PREVIOUS.checkpoint"
        return Section(
            "verify",
            "Verify it yourself",
            .paragraph(
                "First the digest: this must print OK. It shows that you have the file that this page names, and no more."
            ),
            Parts.shell(
                "Shell line, digest",
                """
                printf '%s  %s\\n' \\
                  \(release.digest.hex) \\
                  \(ShellWord.quoted(file: plain)) | sha256sum -c -
                """
            ),
            .paragraph(
                "Then the bundle, against a trust file of your own, on a computer that you trust",
                from == 0
                    ? "." : " and with the checkpoint that you kept of the segment before:"
            ),
            Parts.shell(
                "Shell line, verification",
                "bulla-verify verify \(name) --trust trust.json \(start) --keep \(ShellWord.quoted(file: release.stem + ".checkpoint"))"
            ),
            byHand(name, start)
        )
    }

    private func byHand(_ name: String, _ start: String) -> Markup {
        .details(
            "With another program, or with none",
            .paragraph(
                "The bundle holds the specifications and a second verifier in Python, but a program from a medium that you ",
                "suspect proves nothing: take ",
                .code("verify.py"),
                " from a place that you trust."
            ),
            Parts.shell(
                "Shell lines, other ways",
                """
                bulla-verify spec verify.py > verify.py
                python3 verify.py --trust trust.json \(start) \(name)
                bulla-verify spec verify-by-hand.md | less    # with tar, sha256sum and openssl alone
                bulla-verify spec bundle-v1.md | less         # the format
                tar xJf \(name)    # the same documents stand in data/spec
                """
            )
        )
    }

    /// What the page's script does; nothing of it is seen where scripts are off.
    var check: Section {
        let segment = release.segment
        return Section(
            "check",
            "Check in this browser",
            Markup(
                "p",
                ["class": "warning"],
                "A convenience, not the verification: whoever serves this page can serve a script that shows any result. ",
                .code("bulla-verify"),
                " on a computer that you trust is the verification."
            ),
            Markup(
                "noscript",
                [:],
                .paragraph("Scripts are off, or this browser has none: nothing can be checked here.")
            ),
            Markup(
                "div",
                [
                    "id": "tools", "hidden": "hidden", "data-sha256": release.digest.hex,
                    "data-size": "\(release.file.size ?? 0)", "data-root": segment.root.hex,
                    "data-leaves": "\(segment.to)", "data-from": "\(segment.from)",
                    "data-rewinds": "\(release.rewinds)", "data-first-step": "\(release.firstStep)",
                    "data-last-step": "\(release.lastStep)", "data-origin": segment.origin,
                    "data-tiles": log?.tiles.map { $0.link(from: 1) } ?? "",
                ],
                digestTool,
                proofTool
            )
        )
    }

    private var digestTool: Markup {
        Markup(
            "div",
            ["class": "tool", "id": "digest-tool"],
            Markup("h3", [:], "The digest of a file"),
            Markup("label", ["for": "digest-file"], "Choose the bundle, or drop it here"),
            Markup("input", ["type": "file", "id": "digest-file"]),
            Markup(
                "progress",
                [
                    "id": "digest-progress", "max": "100", "value": "0", "hidden": "hidden",
                    "aria-label": "How much of the file was read",
                ]
            ),
            Markup("output", ["id": "digest-result", "for": "digest-file", "aria-live": "polite"])
        )
    }

    /// Whether a step may have several leaves, and the last one that was logged is not the highest.
    private var isRewound: Bool { release.rewinds > 0 }

    private var proofTool: Markup {
        guard release.segment.steps > 0 else { return .nothing }
        return Markup(
            "div",
            ["class": "tool", "id": "proof-tool"],
            Markup("h3", [:], "That a step stands in the log"),
            .paragraph(
                "The leaf of a step is hashed and led up to the root of this page’s checkpoint, through the tiles of the log",
                log?.tiles == nil ? ", which are not published here: choose a proof file." : "."
            ),
            Markup(
                "div",
                ["class": "row", "id": "step-row"],
                Markup(
                    "div",
                    [:],
                    Markup(
                        "label",
                        ["for": "step"],
                        .text(
                            isRewound
                                ? "Step of the run; training went back in this release"
                                : "Step of the run, \(release.firstStep) to \(release.lastStep)"
                        )
                    ),
                    Markup(
                        "input",
                        [
                            "type": "number", "id": "step", "min": isRewound ? "1" : "\(release.firstStep)",
                            "max": isRewound ? nil : "\(release.lastStep)", "value": "\(release.firstStep)",
                        ]
                    )
                ),
                Markup("button", ["type": "button", "id": "prove"], "Check the step")
            ),
            Markup(
                "div",
                ["id": "folder-row", "hidden": "hidden"],
                Markup(
                    "label",
                    ["for": "tiles"],
                    "A browser may not read files beside a page without a server: choose the site’s folder “tiles”"
                ),
                Markup("input", ["type": "file", "id": "tiles", "webkitdirectory": "webkitdirectory"])
            ),
            .details(
                "With a proof file instead",
                Markup(
                    "label",
                    ["for": "proof-files"],
                    "Choose both, or drop them here: the .tlog-proof of “bulla log prove”, and the leaf of “bulla log show --json”"
                ),
                Markup("input", ["type": "file", "id": "proof-files", "multiple": "multiple"])
            ),
            Markup("output", ["id": "proof-result", "aria-live": "polite"])
        )
    }
}
