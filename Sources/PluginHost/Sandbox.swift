import Bytes
import CSandbox
import Glibc

/// How much of full isolation is demanded.
package enum SandboxTier: Sendable {
    /// All namespaces, a root in memory, seccomp; anything less is a failure.
    case isolated
    /// What the kernel grants, in a folder of the machine.
    case bestEffort
}

/// What is to be run, with which files, and what it may use.
struct Sandbox {
    let program: PluginProgram
    let folder: WorkingFolder
    let input: SealedFile
    /// Nil for full isolation, else the empty folder that the files are put in.
    let place: String?
    /// What a test leaves out; bits of `BULLA_WITHOUT_`.
    var without: UInt32 = 0

    static let threads: UInt64 = 256
    static let descriptors: UInt64 = 64

    /// Starts it; nothing runs after a failure.
    func start() -> Result<bulla_sandbox_child, SandboxFailure> {
        var child = bulla_sandbox_child()
        var stage: UInt32 = 0
        let error = withSpecification { bulla_sandbox_start($0, &child, &stage) }
        guard error == 0 else { return .failure(SandboxFailure(stage: stage, error: error)) }
        return .success(child)
    }

    private func withSpecification<Result>(_ body: (UnsafePointer<bulla_sandbox>) -> Result) -> Result {
        let limits = program.declaration.limits
        return folder.withList { names, files in
            program.declaration.name.withCString { name in
                PluginWords.argument.withCString { argument in
                    withOptionalCString(place) { place in
                        var specification = bulla_sandbox(
                            program: program.executable.descriptor,
                            is_script: program.isScript ? 1 : 0,
                            input: input.descriptor,
                            name: name,
                            argument: argument,
                            names: names,
                            files: files.baseAddress,
                            file_count: files.count,
                            folder: place,
                            memory: UInt64(limits.memoryBytes),
                            cpu_seconds: UInt64(limits.cpuSeconds),
                            threads: Sandbox.threads,
                            descriptors: Sandbox.descriptors,
                            without: without
                        )
                        return body(&specification)
                    }
                }
            }
        }
    }

    private func withOptionalCString<Result>(
        _ text: String?,
        _ body: (UnsafePointer<CChar>?) -> Result
    ) -> Result {
        guard let text else { return body(nil) }
        return text.withCString { body($0) }
    }
}

/// What could not be done to start a program, and why.
struct SandboxFailure: Error, Equatable {
    let stage: UInt32
    let error: CInt

    /// Whether less isolation would help; the rest is about the program.
    var isIsolation: Bool {
        ![BULLA_STAGE_PIPE, BULLA_STAGE_FILES, BULLA_STAGE_FORK, BULLA_STAGE_EXEC]
            .contains { $0 == stage }
    }

    var description: String { "\(name): \(String(cString: strerror(error)))" }

    private var name: String {
        let names = [
            "pipes", "namespaces", "user", "private root", "working folder", "capabilities", "fork",
            "descriptors", "limits", "no new privileges", "seccomp", "exec",
        ]
        return Int(stage) < names.count ? names[Int(stage)] : "stage \(stage)"
    }
}

/// What the kernel granted, as reports print it.
enum Grants {
    private static let names: [(bit: Int, name: String)] = [
        (BULLA_GRANTED_USER, "user-namespace"), (BULLA_GRANTED_MOUNT, "mount-namespace"),
        (BULLA_GRANTED_PID, "pid-namespace"), (BULLA_GRANTED_NETWORK, "network-namespace"),
        (BULLA_GRANTED_IPC, "ipc-namespace"), (BULLA_GRANTED_UTS, "uts-namespace"),
        (BULLA_GRANTED_ROOT, "private-root"), (BULLA_GRANTED_NO_NEW_PRIVILEGES, "no-new-privileges"),
        (BULLA_GRANTED_SECCOMP, "seccomp"), (BULLA_GRANTED_LANDLOCK, "landlock"),
    ].map { (Int($0.0), $0.1) }

    static func list(_ bits: UInt32) -> [String] {
        names.filter { Int(bits) & $0.bit != 0 }.map(\.name)
    }
}
