import ArgumentParser

/// Whether a verification goes on where nobody trusted signed, and what it prints.
package struct ModeOptions: ParsableArguments {
    @Flag(
        help:
            "Continue after invalid signatures, to find other faults; never accepts. Reads bytes that nobody you trust has signed."
    )
    var forensic = false
    @Flag(help: "Print the report as JSON.") package var json = false
    @Flag(help: "Print only the verdict, and no progress.") package var quiet = false
    @Option(help: "How to show progress on stderr: Docs/output.md.") var progress = ProgressMode.auto

    package init() {}
}
