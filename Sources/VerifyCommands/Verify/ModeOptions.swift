import ArgumentParser

/// Whether a verification goes on where nobody trusted signed, and what it prints.
package struct ModeOptions: ParsableArguments {
    @Flag(
        help:
            "Continue after invalid signatures, to find other faults; never accepts. Reads bytes that nobody you trust has signed."
    )
    var forensic = false
    @Flag(help: "Print the report as JSON.") package var json = false
    @Flag(help: "Print only the verdict.") package var quiet = false

    package init() {}
}
