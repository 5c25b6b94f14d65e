import CSandbox

/// What a plug-in finds where it starts: `artifacts/ROLE` and `runtime/NAME`, and nothing else.
struct WorkingFolder {
    /// In the order in which they are made: above before below.
    let folders: [String]
    private let artifacts: PackedFiles
    private let runtime: PackedFiles

    init(_ program: PluginProgram, artifacts: PackedFiles) {
        var folders: Set = ["artifacts", "runtime"]
        for file in program.runtime.files {
            let parts = file.name.split(separator: "/").dropLast()
            for count in parts.indices { folders.insert("runtime/" + parts[...count].joined(separator: "/")) }
        }
        self.folders = folders.sorted()
        self.artifacts = artifacts
        runtime = program.runtime
    }

    /// Calls `body` with the list as C takes it; pointers hold for the call only.
    func withList<Result>(
        _ body: (UnsafePointer<CChar>?, UnsafeBufferPointer<bulla_sandbox_file>) -> Result
    ) -> Result {
        artifacts.bytes.withUnsafeBufferPointer { first in
            runtime.bytes.withUnsafeBufferPointer { second in
                var list = FileList(folders)
                list.append(artifacts, below: "artifacts", first)
                list.append(runtime, below: "runtime", second)
                return list.names.withUnsafeBufferPointer { names in
                    list.files.withUnsafeBufferPointer { body(names.baseAddress, $0) }
                }
            }
        }
    }
}

/// Files side by side in one array.
struct PackedFiles: Sendable {
    private(set) var files: [(name: String, range: Range<Int>)] = []
    // Never empty: even an empty file has an address.
    private(set) var bytes: [UInt8] = [0]

    init() {}

    /// The artifacts of a proof by their roles.
    init(_ proof: PluginProof) {
        for artifact in proof.artifacts { append(artifact.role, artifact.bytes) }
    }

    mutating func append(_ name: String, _ content: some Collection<UInt8>) {
        let start = bytes.count
        bytes.append(contentsOf: content)
        files.append((name, start..<bytes.count))
    }
}

private struct FileList {
    var names: [CChar] = []
    var files: [bulla_sandbox_file] = []

    init(_ folders: [String]) {
        for folder in folders {
            files.append(bulla_sandbox_file(name: names.count, bytes: nil, size: 0))
            names.append(contentsOf: folder.utf8CString)
        }
    }

    mutating func append(_ packed: PackedFiles, below folder: String, _ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        for file in packed.files {
            let address = start + file.range.lowerBound
            files.append(bulla_sandbox_file(name: names.count, bytes: address, size: file.range.count))
            names.append(contentsOf: "\(folder)/\(file.name)".utf8CString)
        }
    }
}
