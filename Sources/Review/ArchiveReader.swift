import Bytes
import CArchive
import Glibc

/// Reads tar and cpio, and what gzip and xz hold, with libarchive (`archive_read_new`).
///
/// Formats are registered by name: libarchive knows many more, and each is code that would read what nobody trusts.
final class ArchiveReader {
    /// What `next` and `read` can come to.
    enum Failure: Error {
        /// Damaged, encrypted, or not what it seemed.
        case unreadable
    }

    private static let block = 1 << 16

    private let archive: OpaquePointer
    /// What is read from memory, for as long as libarchive holds a pointer to it.
    private let memory: UnsafeMutableBufferPointer<UInt8>?

    /// Reads a file from its descriptor's position 0.
    init(_ file: File, _ kind: FileKind) throws(Failure) {
        memory = nil
        archive = try ArchiveReader.open(kind)
        // The descriptor itself: not everywhere is there a /proc to open it under a name.
        guard lseek(file.descriptor, 0, SEEK_SET) == 0,
            archive_read_open_fd(archive, file.descriptor, Self.block) == ARCHIVE_OK
        else { throw .unreadable }
    }

    init(_ bytes: [UInt8], _ kind: FileKind) throws(Failure) {
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = memory.initialize(from: bytes)
        do { archive = try ArchiveReader.open(kind) } catch {
            memory.deallocate()
            throw error
        }
        self.memory = memory
        guard archive_read_open_memory(archive, memory.baseAddress, memory.count) == ARCHIVE_OK
        else { throw .unreadable }
    }

    // Runs as well when an initializer throws after it has set everything: nothing is freed there.
    deinit {
        archive_read_free(archive)
        memory?.deallocate()
    }

    /// One filter and no more: libarchive, left to itself, goes on unpacking what it unpacked, 25 times over, and no
    /// limit of ours sees what comes in between.
    private static func open(_ kind: FileKind) throws(Failure) -> OpaquePointer {
        guard let archive = archive_read_new() else { throw .unreadable }
        let filter =
            switch kind {
            case .gzip: ARCHIVE_FILTER_GZIP
            case .xz: ARCHIVE_FILTER_XZ
            default: ARCHIVE_FILTER_NONE
            }
        let statuses = [
            filter == ARCHIVE_FILTER_NONE
                ? ARCHIVE_OK : archive_read_append_filter(archive, filter),
            archive_read_support_format_tar(archive), archive_read_support_format_cpio(archive),
            archive_read_support_format_raw(archive), archive_read_support_format_empty(archive),
        ]
        // Without its library libarchive would start a program instead, and says so with a warning.
        guard statuses.allSatisfy({ $0 == ARCHIVE_OK }) else {
            archive_read_free(archive)
            throw .unreadable
        }
        return archive
    }

    /// The bytes of the next entry's names, or nil at the end.
    func next() throws(Failure) -> [UInt8]? {
        var entry: OpaquePointer?
        let status = archive_read_next_header(archive, &entry)
        guard status != ARCHIVE_EOF else { return nil }
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw .unreadable }
        guard archive_entry_is_data_encrypted(entry) == 0 else { throw .unreadable }
        let names = [
            archive_entry_pathname(entry), archive_entry_symlink(entry), archive_entry_hardlink(entry),
            archive_entry_uname(entry), archive_entry_gname(entry),
        ]
        let bytes = names.compactMap { name in
            name.map { UnsafeRawBufferPointer(start: $0, count: strlen($0)) }
        }
        return Array(bytes.joined(separator: [0x0a]))
    }

    /// Some of the entry's bytes, or none at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
        guard count >= 0, count <= buffer.count else { throw .unreadable }
        return count
    }
}
