import Bytes
import CSandbox
import Glibc

/// The life of the process that starts plug-ins: one request after the other, until the program is gone.
struct PluginStarterService {
    let socket: CInt
    /// By the number that requests name; nil for one that could not be loaded.
    let programs: [PluginProgram?]
    private var running: [UInt32: (child: bulla_sandbox_child, place: TemporaryFolder?)] = [:]
    private var last: UInt32 = 0

    init(socket: CInt, programs: [PluginProgram?]) {
        self.socket = socket
        self.programs = programs
    }

    mutating func serve() -> Never {
        while let (request, descriptors) = receive() {
            switch request {
            case .end(let id): end(id)
            case .start(let program, let tier, let artifacts): start(program, tier, artifacts, descriptors)
            case nil: send(StarterReply(stage: UInt32(BULLA_STAGE_PIPE), error: EINVAL), [])
            }
        }
        for id in Array(running.keys) { end(id) }
        _exit(0)
    }

    private func receive() -> (StarterRequest?, [SealedFile])? {
        var bytes = [UInt8](repeating: 0, count: Int(BULLA_MESSAGE_LIMIT))
        var (descriptors, count) = ([CInt](repeating: -1, count: 3), 0)
        let size = bulla_message_receive(socket, &bytes, bytes.count, &descriptors, &count)
        guard size > 0 else { return nil }
        return (
            StarterRequest(Array(bytes.prefix(size))),
            descriptors.prefix(count).map(SealedFile.init(received:))
        )
    }

    private func send(_ reply: StarterReply, _ descriptors: [CInt]) {
        _ = withUnsafeBytes(of: reply) {
            bulla_message_send(socket, $0.baseAddress, $0.count, descriptors, descriptors.count)
        }
    }

    private mutating func end(_ id: UInt32) {
        // The folder is removed when `place` goes, which must not be before the program has ended.
        if let run = running.removeValue(forKey: id) {
            withExtendedLifetime(run.place) { bulla_sandbox_end([run.child]) }
        }
        send(StarterReply(id: id), [])
    }

    private mutating func start(
        _ number: Int,
        _ tier: SandboxTier,
        _ artifacts: [StarterRequest.Artifact],
        _ files: [SealedFile]
    ) {
        guard files.count == 2, programs.indices.contains(number), let program = programs[number],
            tier == .isolated || program.declaration.isolation == .bestEffort,
            let packed = PackedFiles(artifacts, in: files[1])
        else { return send(StarterReply(stage: UInt32(BULLA_STAGE_PIPE), error: EINVAL), []) }
        let place: TemporaryFolder?
        do {
            place = tier == .isolated ? nil : try TemporaryFolder(below: PluginHost.temporaryFolder)
        } catch {
            return send(StarterReply(stage: UInt32(BULLA_STAGE_FILES), error: EACCES), [])
        }
        let folder = WorkingFolder(program, artifacts: packed)
        let sandbox = Sandbox(program: program, folder: folder, input: files[0], place: place?.path)
        switch sandbox.start() {
        case .failure(let failure): send(StarterReply(stage: failure.stage, error: failure.error), [])
        case .success(let child):
            repeat { last &+= 1 } while running[last] != nil
            running[last] = (child, place)
            let descriptors = [child.output, child.errors, child.status]
            send(StarterReply(id: last), descriptors)
            for descriptor in descriptors { close(descriptor) }
        }
    }
}

extension PackedFiles {
    /// Cuts what was sent side by side; nil where it is not as long as it should be.
    fileprivate init?(_ artifacts: [StarterRequest.Artifact], in file: SealedFile) {
        self.init()
        // At most 32 sizes of at most 64 MiB.
        let total = artifacts.reduce(0) { $0 + $1.size }
        guard total <= PluginProof.artifactLimit, file.size == total + 1 else { return nil }
        var offset = 1
        for artifact in artifacts {
            let bytes = file.read(artifact.size, at: offset)
            guard bytes.count == artifact.size else { return nil }
            append(artifact.role, bytes)
            offset += artifact.size
        }
    }
}
