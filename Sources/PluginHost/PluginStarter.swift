import Bytes
import CSandbox
import Glibc
import Synchronization

/// Starts plug-ins from a process that was made before the program gave up starting any.
///
/// That process holds the declared plug-ins, loaded and hashed, and runs those and no others: a program that a hostile
/// bundle has taken over can have a declared plug-in run in its sandbox, and nothing else.
package final class PluginStarter: Sendable {
    /// The one of this program; nil where plug-ins are started by the program itself.
    package static var current: PluginStarter? { shared.withLock { $0 } }
    private static let shared = Mutex<PluginStarter?>(nil)

    private let programs: [(declaration: PluginDeclaration, program: Result<PluginProgram, PluginError>)]
    /// A socket, or a negative errno.
    private let socket: Mutex<CInt>

    /// Loads plug-ins and makes the process, while the program has one thread and has read nothing that nobody trusts.
    package static func begin(_ declarations: [PluginDeclaration]) {
        let starter = PluginStarter(declarations)
        shared.withLock { $0 = starter }
    }

    private init(_ declarations: [PluginDeclaration]) {
        programs = declarations.map { declaration in
            (declaration, Result { () throws(PluginError) in try PluginProgram(declaration) })
        }
        var end: CInt = -1
        let pid = bulla_plugin_starter_fork(&end)
        if pid == 0 {
            var service = PluginStarterService(socket: end, programs: programs.map { try? $0.program.get() })
            service.serve()
        }
        socket = Mutex(pid < 0 ? CInt(pid) : end)
    }

    /// What was loaded for a declaration, or why not; nil for one that was not asked for at the beginning.
    package func program(_ declaration: PluginDeclaration) -> Result<PluginProgram, PluginError>? {
        programs.first { $0.declaration == declaration }?.program
    }

    /// Has a program started; its end is for `RunningSandbox` to ask.
    func start(
        _ program: PluginProgram,
        _ artifacts: PackedFiles,
        _ input: SealedFile,
        _ tier: SandboxTier
    ) throws(FileError) -> Result<(bulla_sandbox_child, RunningSandbox.Parent), SandboxFailure> {
        guard let number = programs.firstIndex(where: { $0.declaration == program.declaration }) else {
            return .failure(SandboxFailure(stage: UInt32(BULLA_STAGE_EXEC), error: ENOENT))
        }
        let content = try SealedFile(name: "artifacts", bytes: artifacts.bytes)
        let list = artifacts.files.map { StarterRequest.Artifact(role: $0.name, size: $0.range.count) }
        let request = StarterRequest.start(program: number, tier: tier, list)
        let (reply, descriptors) = exchange(request, [input.descriptor, content.descriptor])
        guard reply.error == 0, descriptors.count == 3 else {
            for descriptor in descriptors { close(descriptor) }
            return .failure(
                SandboxFailure(stage: reply.stage, error: reply.error == 0 ? EPROTO : reply.error)
            )
        }
        let child = bulla_sandbox_child(
            pid: 0,
            output: descriptors[0],
            errors: descriptors[1],
            status: descriptors[2]
        )
        return .success((child, .starter(self, id: reply.id)))
    }

    /// Ends a run with all its processes; when this returns, they have ended.
    func end(_ id: UInt32) { _ = exchange(.end(id), []) }

    private func exchange(_ request: StarterRequest, _ sent: [CInt]) -> (StarterReply, [CInt]) {
        socket.withLock { socket in
            let stage = UInt32(BULLA_STAGE_FORK)
            guard socket >= 0 else { return (StarterReply(stage: stage, error: -socket), []) }
            let bytes = request.bytes
            let error = bulla_message_send(socket, bytes, bytes.count, sent, sent.count)
            guard error == 0 else { return (StarterReply(stage: stage, error: error), []) }
            var (reply, received, count) = (StarterReply(), [CInt](repeating: -1, count: 3), 0)
            let size = MemoryLayout<StarterReply>.size
            guard bulla_message_receive(socket, &reply, size, &received, &count) == size else {
                return (StarterReply(stage: stage, error: ESRCH), [])
            }
            return (reply, Array(received.prefix(count)))
        }
    }
}
