import Bytes
import CLZMA
import CXZ

/// LZMA2 streams: `CXZ` decodes them and encodes quickly, liblzma's `lzma_raw_buffer_encode` encodes thoroughly.
enum LZMA {
    /// Who encodes; the result always decodes to the same bytes.
    enum Encoder: Sendable {
        case quick
        case library(preset: UInt32)
    }

    /// The payload of a compressed block; nil when it is no smaller than `limit` bytes.
    static func encode(
        _ bytes: UnsafeRawBufferPointer,
        by encoder: Encoder,
        limit: Int
    ) throws(ContainerError) -> [UInt8]? {
        switch encoder {
        case .quick: try quick(bytes, limit: limit)
        case .library(let preset): try library(bytes, preset: preset, limit: limit)
        }
    }

    private static func quick(_ bytes: UnsafeRawBufferPointer, limit: Int) throws(ContainerError) -> [UInt8]?
    {
        precondition(bytes.count <= XZProfile.largestBlock)
        var size = 0
        let out = [UInt8](unsafeUninitializedCapacity: limit + Int(BULLA_LZMA2_SLACK)) { out, count in
            size = bulla_lzma2_encode(
                bytes.bindMemory(to: UInt8.self).baseAddress,
                bytes.count,
                out.baseAddress,
                limit
            )
            count = size < limit ? size : 0
        }
        guard size != .max else { throw ContainerError(.library, at: "LZMA2", "no memory for the encoder") }
        return out.isEmpty ? nil : out
    }

    private static func library(
        _ bytes: UnsafeRawBufferPointer,
        preset: UInt32,
        limit: Int
    ) throws(ContainerError) -> [UInt8]? {
        var options = lzma_options_lzma()
        guard lzma_lzma_preset(&options, preset) == 0 else {
            throw ContainerError(.library, at: "liblzma", "preset \(preset) is unknown")
        }
        options.dict_size = UInt32(
            XZProfile.dictionarySize(XZProfile.dictionaryByte(for: bytes.count))
        )
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
        let isDecoded = bulla_lzma2_decode(
            payload.bindMemory(to: UInt8.self).baseAddress,
            payload.count,
            out.bindMemory(to: UInt8.self).baseAddress,
            out.count
        )
        guard isDecoded == 1 else {
            throw ContainerError(
                .lzmaData,
                at: location,
                "\(payload.count) bytes are no LZMA2 stream of \(out.count) bytes"
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
