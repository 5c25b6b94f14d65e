import Bytes

@testable import Torrents

/// Metainfo that can be changed, key by key.
struct Draft {
    var outer: [ByteName: Bencode]
    var info: [ByteName: Bencode]

    init(_ bytes: [UInt8]) throws {
        outer = Draft.values(.dictionary(try BencodeReader.dictionary(bytes).0))
        info = Draft.values(outer["info"] ?? .list([]))
    }

    var bytes: [UInt8] {
        var outer = outer
        outer["info"] = .dictionary(BencodeDictionary(info))
        return Bencode.dictionary(BencodeDictionary(outer)).encoded
    }

    var verdict: TorrentError.Code? {
        do {
            _ = try Metainfo(reading: bytes)
            return nil
        } catch { return error.code }
    }

    /// Changes what lies under a path of keys, or of numbers in lists.
    mutating func change(_ path: String..., to value: Bencode?) {
        var whole = Bencode.dictionary(BencodeDictionary(info))
        Draft.change(&whole, path[...], to: value)
        info = Draft.values(whole)
    }

    /// The pad files' and other entries' values of the list of v1.
    mutating func change(entry index: Int, _ key: String, to value: Bencode?) {
        change("files", "\(index)", key, to: value)
    }

    private static func change(_ value: inout Bencode, _ path: ArraySlice<String>, to new: Bencode?) {
        guard let first = path.first else { return }
        if case .list(var values) = value, let index = Int(first), values.indices.contains(index) {
            if path.count == 1 {
                if let new { values[index] = new } else { values.remove(at: index) }
            } else {
                change(&values[index], path.dropFirst(), to: new)
            }
            value = .list(values)
        } else {
            var members = values(value)
            if path.count == 1 {
                members[ByteName(first)] = new
            } else {
                var inner = members[ByteName(first)] ?? .dictionary(BencodeDictionary([:]))
                change(&inner, path.dropFirst(), to: new)
                members[ByteName(first)] = inner
            }
            value = .dictionary(BencodeDictionary(members))
        }
    }

    private static func values(_ value: Bencode) -> [ByteName: Bencode] {
        guard case .dictionary(let dictionary) = value else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: dictionary.entries.map { (ByteName($0.key), $0.value) }
        )
    }
}
