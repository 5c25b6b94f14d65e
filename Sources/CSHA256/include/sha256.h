// SHA-256 (FIPS 180-4) for the short messages of a Merkle tree.
//
// swift-crypto hashes everything long. Tree nodes are 65 bytes, where the cost of a call counts and where
// two messages in flight hide the latency of the SHA instructions; this is the one place for that.
#ifndef BULLA_SHA256_H
#define BULLA_SHA256_H

#include <stddef.h>
#include <stdint.h>

/// Whether this processor's SHA instructions are used; the portable code gives the same digests.
int bulla_sha256_accelerated(void);

/// out = SHA-256(prefix ‖ data), `prefix_count` (0 or 1) bytes of prefix.
void bulla_sha256(uint8_t out[32], const uint8_t *prefix, size_t prefix_count, const uint8_t *data, size_t count);

/// For each i < count: out[32 i ..] = SHA-256(0x01 ‖ pairs[64 i ..< 64 i + 64]), RFC 6962 section 2.1.
/// `out` may be `pairs` itself.
void bulla_sha256_nodes(uint8_t *out, const uint8_t *pairs, size_t count);

/// A message that comes in pieces.
typedef struct {
    uint32_t state[8];
    uint8_t partial[64];
    uint64_t count;
} bulla_sha256_stream;

void bulla_sha256_begin(bulla_sha256_stream *stream);
void bulla_sha256_finish(bulla_sha256_stream *stream, uint8_t out[32]);

/// Adds a piece to each of two messages; the processor works on both at once where it has SHA instructions.
void bulla_sha256_update_two(
    bulla_sha256_stream *first, const uint8_t *a, size_t a_count, bulla_sha256_stream *second, const uint8_t *b,
    size_t b_count);

/// out = SHA-256(0x00 ‖ a) ‖ SHA-256(0x00 ‖ b): two leaves of a tree, RFC 6962 section 2.1.
void bulla_sha256_two_leaves(
    uint8_t out[64], const uint8_t *a, size_t a_count, const uint8_t *b, size_t b_count);

/// The same with the portable code only, for comparison in tests.
void bulla_sha256_nodes_portable(uint8_t *out, const uint8_t *pairs, size_t count);
void bulla_sha256_portable(
    uint8_t out[32], const uint8_t *prefix, size_t prefix_count, const uint8_t *data, size_t count);

#endif
