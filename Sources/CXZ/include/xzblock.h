// What stands inside an .xz block: LZMA2 streams and CRC32, whole buffers at a time.
//
// Leaves are mostly hexadecimal digits, of which every bit surprises the processor. liblzma 5.4 decodes and encodes
// with a branch for each bit; this does it without.
#ifndef BULLA_XZBLOCK_H
#define BULLA_XZBLOCK_H

#include <stddef.h>
#include <stdint.h>

/// Decodes an LZMA2 stream that must end where `in` ends and fill `out` exactly.
///
/// Gives 1, or 0 for any other stream. Reads and writes nothing outside the two buffers, whatever `in` holds;
/// allocates nothing.
int bulla_lzma2_decode(const uint8_t *in, size_t in_count, uint8_t *out, size_t out_count);

/// Room beyond its limit that `bulla_lzma2_encode` wants in `out`.
#define BULLA_LZMA2_SLACK 128

/// Encodes at most 4 MiB as an LZMA2 stream of fewer than `limit` bytes; `out` has BULLA_LZMA2_SLACK more.
///
/// Gives the stream's size, 0 where it would reach the limit, SIZE_MAX where there was no memory. The bytes depend on
/// nothing but `in` and `limit`.
size_t bulla_lzma2_encode(const uint8_t *in, size_t count, uint8_t *out, size_t limit);

/// Whether `bulla_crc32_folded` can be used on this processor.
int bulla_crc32_accelerated(void);

/// The CRC32 of .xz, gzip and Ethernet, continued from `crc`; `count` is a multiple of 16 and at least 64.
uint32_t bulla_crc32_folded(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
