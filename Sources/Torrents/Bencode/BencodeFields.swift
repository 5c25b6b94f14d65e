import Bytes

/// The values of one dictionary by key, with the place that errors name.
struct BencodeFields {
    let dictionary: BencodeDictionary
    let place: String

    init(_ dictionary: BencodeDictionary, at place: String) {
        self.dictionary = dictionary
        self.place = place
    }

    init(_ value: Bencode, at place: String) throws(TorrentError) {
        guard case .dictionary(let dictionary) = value else {
            throw TorrentError(.wrongType, at: place, "want a dictionary, got \(value.kind)")
        }
        self.init(dictionary, at: place)
    }

    func has(_ key: String) -> Bool { dictionary[key] != nil }

    func value(_ key: String) throws(TorrentError) -> Bencode {
        guard let value = dictionary[key] else {
            throw TorrentError(.missingKey, at: place, "want key \"\(key)\"")
        }
        return value
    }

    func fields(_ key: String) throws(TorrentError) -> BencodeFields {
        try BencodeFields(value(key), at: "\(place)/\(key)")
    }

    /// - Parameter over: what a number is called that is too large.
    func integer(
        _ key: String,
        in range: ClosedRange<Int>,
        over: TorrentError.Code = .badValue
    ) throws(TorrentError) -> Int {
        let value = try value(key)
        guard case .integer(let number) = value else { throw wrongType(key, "an integer", value) }
        guard range.contains(number) else {
            throw TorrentError(
                number > range.upperBound ? over : .badValue,
                at: "\(place)/\(key)",
                "got \(number), want \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    func bytes(_ key: String) throws(TorrentError) -> ArraySlice<UInt8> {
        let value = try value(key)
        guard case .bytes(let bytes) = value else { throw wrongType(key, "a string", value) }
        return bytes
    }

    func list(_ key: String) throws(TorrentError) -> [Bencode] {
        let value = try value(key)
        guard case .list(let values) = value else { throw wrongType(key, "a list", value) }
        return values
    }

    /// Letters that say what kind of file it is (BEP 47); a link is refused wherever it stands.
    func attributes() throws(TorrentError) -> ArraySlice<UInt8> {
        let attributes = has("attr") ? try bytes("attr") : []
        guard !attributes.contains(UInt8(ascii: "l")), !has("symlink path") else {
            throw TorrentError(.link, at: place, "a symbolic link")
        }
        return attributes
    }

    private func wrongType(_ key: String, _ wanted: String, _ value: Bencode) -> TorrentError {
        TorrentError(.wrongType, at: "\(place)/\(key)", "want \(wanted), got \(value.kind)")
    }
}
