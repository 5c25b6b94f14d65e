import CLZMA

/// Wraps liblzma's `lzma_raw_buffer_encode` and `lzma_raw_buffer_decode` with LZMA2 as the only filter.
enum LZMA {
    /// How hard the encoder tries; the result always decodes to the same bytes.
    struct Settings: Sendable {
        let preset: UInt32
        /// Match finder effort where it differs from the preset's.
        let fastSearchDepth: UInt32?
    }

    /// The payload of a compressed block; nil when it is no smaller than `limit` bytes.
    static func encode(
        _ bytes: UnsafeRawBufferPointer,
        settings: Settings,
        limit: Int
    ) throws(ContainerError) -> [UInt8]? {
        var options = lzma_options_lzma()
        guard lzma_lzma_preset(&options, settings.preset) == 0 else {
            throw ContainerError(.library, at: "liblzma", "preset \(settings.preset) is unknown")
        }
        options.dict_size = UInt32(
            XZProfile.dictionarySize(XZProfile.dictionaryByte(for: bytes.count))
        )
        if let depth = settings.fastSearchDepth {
            options.mode = LZMA_MODE_FAST
            options.mf = LZMA_MF_HC4
            options.depth = depth
            options.nice_len = 64
            options.lc = 0
            options.pb = 0
        }
        var status = LZMA_OK
        let out = [UInt8](unsafeUninitializedCapacity: limit - 1) { out, count in
            withFilter(&options) { filters in
                status = lzma_raw_buffer_encode(
                    filters,
                    nil,
                    bytes.bindMemory(to: UInt8.self).baseAddress,
                    bytes.count,
                    out.baseAddress,
                    &count,
                    out.count
                )
            }
        }
        switch status {
        case LZMA_OK: return out
        case LZMA_BUF_ERROR: return nil
        default: throw ContainerError(.library, at: "liblzma", "encoder gave status \(status.rawValue)")
        }
    }

    /// Fills `out` from a payload that must end exactly where `out` is full.
    static func decode(
        _ payload: UnsafeRawBufferPointer,
        into out: UnsafeMutableRawBufferPointer,
        at location: String
    ) throws(ContainerError) {
        var options = lzma_options_lzma()
        options.dict_size = UInt32(
            XZProfile.dictionarySize(XZProfile.dictionaryByte(for: out.count))
        )
        var consumed = 0
        var produced = 0
        let status = withFilter(&options) { filters in
            lzma_raw_buffer_decode(
                filters,
                nil,
                payload.bindMemory(to: UInt8.self).baseAddress,
                &consumed,
                payload.count,
                out.bindMemory(to: UInt8.self).baseAddress,
                &produced,
                out.count
            )
        }
        guard status == LZMA_OK, consumed == payload.count, produced == out.count else {
            throw ContainerError(
                .lzmaData,
                at: location,
                "status \(status.rawValue), \(consumed) of \(payload.count) bytes used, "
                    + "\(produced) of \(out.count) made"
            )
        }
    }

    private static func withFilter<Result>(
        _ options: inout lzma_options_lzma,
        _ body: (UnsafePointer<lzma_filter>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &options) { options in
            let filters = [
                lzma_filter(id: lzma_vli(0x21), options: options),
                lzma_filter(id: lzma_vli.max, options: nil),
            ]
            return filters.withUnsafeBufferPointer { filters in
                // A non-empty array has a base address.
                guard let base = filters.baseAddress else { preconditionFailure("no filters") }
                return body(base)
            }
        }
    }
}
