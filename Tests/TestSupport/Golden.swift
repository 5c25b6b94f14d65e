package import Bytes

/// One of the bundles that `Formats/Vectors/bundle/make.py` wrote from the specification alone, and what it says of it.
package struct Golden: Sendable, CustomStringConvertible {
    /// A block as it must stand in the file.
    package struct Block: Hashable, Sendable {
        package let fileOffset: Int
        package let fileSize: Int
        package let tarOffset: Int
        package let uncompressed: Int
        package let isStored: Bool

        package init(fileOffset: Int, fileSize: Int, tarOffset: Int, uncompressed: Int, isStored: Bool) {
            self.fileOffset = fileOffset
            self.fileSize = fileSize
            self.tarOffset = tarOffset
            self.uncompressed = uncompressed
            self.isStored = isStored
        }
    }

    /// A member as it must stand in the tar stream.
    package struct Member: Sendable {
        package let name: String
        package let tarOffset: Int
        package let size: Int
        package let sha256: Digest
        package let headerDigest: Digest
        /// All 512 bytes, where they are given.
        package let header: [UInt8]?
    }

    package let number: Int
    package let from: Int
    package let to: Int
    package let root: Digest
    package let manifest: Digest
    package let fileDigest: Digest
    package let tarDigest: Digest
    package let tarSize: Int
    package let blocks: [Block]
    package let members: [Member]

    package static let numbers = [1, 2, 3, 4]
    /// When the trust file's keys count.
    package static let time = "2026-06-01T00:00:00Z"
    package static let trust = place("trust.json")
    package static let exporter = place("exporter.pub")

    package static func bundle(_ number: Int) -> String { place("golden-\(number).bulla.tar.xz") }
    package static func checkpoint(_ number: Int) -> String { place("checkpoint-\(number)") }

    /// The folder that all members of the bundle stand in.
    package var name: String { "golden-\(number)" }
    package var path: String { Golden.bundle(number) }
    package var description: String { name }

    private static func place(_ name: String) -> String {
        "\(Vectors.packageRoot)/Formats/Vectors/bundle/\(name)"
    }

    package init(_ number: Int) throws {
        let bytes = try File.contents(of: Golden.place("golden-\(number).json"), limit: 1 << 20)
        var file = try JSONObject(JSON(parsing: bytes, limits: .document), path: "golden-\(number).json")
        self.number = number
        from = try file.integer("from")
        to = try file.integer("to")
        root = try file.digest("root")
        manifest = try file.digest("manifest_sha256")
        fileDigest = try file.digest("file_sha256")
        tarDigest = try file.digest("tar_sha256")
        tarSize = try file.integer("tar_size")
        blocks = try file.objects("blocks").map { try Block($0) }
        members = try file.objects("members").map { try Member($0) }
    }
}

extension Golden.Block {
    fileprivate init(_ object: JSONObject) throws {
        var object = object
        fileOffset = try object.integer("file_offset")
        fileSize = try object.integer("file_size")
        tarOffset = try object.integer("tar_offset")
        uncompressed = try object.integer("uncompressed")
        isStored = try object.string("kind") == "stored"
        try object.end()
    }
}

extension Golden.Member {
    fileprivate init(_ object: JSONObject) throws {
        var object = object
        name = try object.string("path")
        tarOffset = try object.integer("tar_offset")
        size = try object.integer("size")
        sha256 = try object.digest("sha256")
        headerDigest = try object.digest("header_sha256")
        header = try object.has("header") ? Hex.decode(object.string("header")) : nil
        try object.end()
    }
}
