import Bytes
import CArchive

/// Writes ustar with libarchive (`archive_write_set_format_ustar`) into a buffer that the caller empties.
final class TarStream {
    /// What libarchive wrote and nobody took yet.
    private final class Sink {
        var bytes: [UInt8] = []
    }

    // AE_IFREG, a macro that Swift does not see.
    private static let regularFile: UInt32 = 0o100000

    private let archive: OpaquePointer
    private let entry: OpaquePointer
    private let sink = Sink()

    init() throws(ContainerError) {
        guard let archive = archive_write_new() else {
            throw ContainerError(.library, at: "libarchive", "archive_write_new gave nothing")
        }
        guard let entry = archive_entry_new() else {
            archive_write_free(archive)
            throw ContainerError(.library, at: "libarchive", "archive_entry_new gave nothing")
        }
        self.archive = archive
        self.entry = entry
        try check(archive_write_set_format_ustar(archive))
        // No blocking factor: bytes come through at once, and the archive ends after its 1,024 zeros.
        try check(archive_write_set_bytes_per_block(archive, 0))
        try check(archive_write_set_bytes_in_last_block(archive, 1))
        let context = Unmanaged.passUnretained(sink).toOpaque()
        try check(
            archive_write_open(
                archive,
                context,
                nil,
                { _, context, buffer, count in
                    guard let context, let buffer else { return -1 }
                    Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().bytes
                        .append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: count))
                    return count
                },
                nil
            )
        )
    }

    deinit {
        archive_entry_free(entry)
        // Otherwise an unfinished member would be filled up with zeros, all 8 GiB of it.
        archive_write_fail(archive)
        archive_write_free(archive)
    }

    /// Bytes that wait to be taken.
    var pending: Int { sink.bytes.count }

    /// The first `count` bytes that wait, or all of them.
    func take(_ count: Int) -> [UInt8] {
        if count >= sink.bytes.count {
            defer { sink.bytes = [] }
            return sink.bytes
        }
        defer { sink.bytes.removeFirst(count) }
        return Array(sink.bytes[..<count])
    }

    func reserve(_ count: Int) {
        sink.bytes.reserveCapacity(count)
    }

    func begin(_ header: TarHeader) throws(ContainerError) {
        archive_entry_clear(entry)
        archive_entry_set_pathname(entry, header.path)
        archive_entry_set_size(entry, Int64(header.size))
        archive_entry_set_filetype(entry, TarStream.regularFile)
        archive_entry_set_perm(entry, 0o644)
        archive_entry_set_mtime(entry, time_t(header.modified.seconds), 0)
        try check(archive_write_header(archive, entry))
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(ContainerError) {
        guard bytes.count > 0 else { return }
        let count = archive_write_data(archive, bytes.baseAddress, bytes.count)
        guard count == bytes.count else { throw failure(CInt(truncatingIfNeeded: count)) }
    }

    /// Pads the member to 512 bytes.
    func endMember() throws(ContainerError) {
        try check(archive_write_finish_entry(archive))
    }

    /// Writes the zeros that end the archive.
    func end() throws(ContainerError) {
        try check(archive_write_close(archive))
    }

    private func check(_ status: CInt) throws(ContainerError) {
        guard status == ARCHIVE_OK else { throw failure(status) }
    }

    private func failure(_ status: CInt) -> ContainerError {
        let words = archive_error_string(archive).map { String(cString: $0) } ?? "no message"
        return ContainerError(.library, at: "libarchive", "status \(status): \(words)")
    }
}
