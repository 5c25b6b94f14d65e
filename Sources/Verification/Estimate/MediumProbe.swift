import Bytes

/// Times reads of parts of a file that are spread over it.
struct MediumProbe {
    private static let part = 2 << 20
    private static let parts = 16
    private static let places = 64
    /// A small read that takes longer than this came from a medium and not from memory.
    private static let quick = 20_000

    private let file: File
    /// The same file, read without anything ahead.
    private let scattered: File
    private let size: Int
    private let now: () -> Int

    init(_ path: String, now: @escaping () -> Int) throws {
        file = try File.reading(path)
        scattered = try File.reading(path)
        scattered.expectRandomReads()
        size = try file.size()
        self.now = now
    }

    /// Brings the file out of memory, where the kernel does so, and reads parts of it for at most `limit` nanoseconds.
    func measure(limit: Int) throws -> Estimate.Medium {
        let quick = try quickPlaces(limit: limit)
        file.forgetCache()
        let stays = try quickPlaces(limit: limit) > MediumProbe.places / 2
        file.forgetCache()
        return Estimate.Medium(
            bytesPerSecond: stays ? nil : try rate(limit: limit),
            places: MediumProbe.places,
            quickPlaces: quick
        )
    }

    private func quickPlaces(limit: Int) throws -> Int {
        let begin = now()
        var count = 0
        for place in 0..<MediumProbe.places where now() - begin < limit {
            let start = now()
            _ = try scattered.read(1, at: size / MediumProbe.places * place)
            if now() - start < MediumProbe.quick { count += 1 }
        }
        return count
    }

    private func rate(limit: Int) throws -> Int? {
        let count = min(MediumProbe.part, size / MediumProbe.parts)
        let start = now()
        var read = 0
        for number in 0..<MediumProbe.parts where now() - start < limit {
            read += try file.read(count, at: (size - count) / MediumProbe.parts * number).count
        }
        let time = now() - start
        return time > 0 && read > 0 ? Int(Double(read) / Double(time) * 1e9) : nil
    }
}
