#include <string.h>

#include "blocks.h"
#include "sha256.h"

static const uint32_t initial_state[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static void compress(uint32_t state[8], const uint8_t *blocks, size_t count) {
    if (bulla_sha256_accelerated()) {
        bulla_sha256_blocks_x86(state, blocks, count);
    } else {
        bulla_sha256_blocks_portable(state, blocks, count);
    }
}

void bulla_sha256_begin(bulla_sha256_stream *s) {
    memcpy(s->state, initial_state, sizeof initial_state);
    s->count = 0;
}

// Completes the block that was begun; gives how many bytes that took.
static size_t complete(bulla_sha256_stream *s, const uint8_t *p, size_t count) {
    size_t filled = s->count % 64, taken = 64 - filled;
    if (filled == 0) return 0;
    if (taken > count) taken = count;
    if (taken > 0) memcpy(s->partial + filled, p, taken);
    s->count += taken;
    if (s->count % 64 == 0) compress(s->state, s->partial, 1);
    return taken;
}

static void keep(bulla_sha256_stream *s, const uint8_t *p, size_t count) {
    if (count > 0) memcpy(s->partial, p, count);
    s->count += count;
}

void bulla_sha256_update_two(
    bulla_sha256_stream *first, const uint8_t *a, size_t a_count, bulla_sha256_stream *second, const uint8_t *b,
    size_t b_count) {
    static const uint8_t nothing[1];
    if (a_count == 0) a = nothing;
    if (b_count == 0) b = nothing;
    size_t a_taken = complete(first, a, a_count), b_taken = complete(second, b, b_count);
    a += a_taken, b += b_taken;
    a_count -= a_taken, b_count -= b_taken;
    size_t a_blocks = a_count / 64, b_blocks = b_count / 64;
    size_t both = a_blocks < b_blocks ? a_blocks : b_blocks;
    if (!bulla_sha256_accelerated()) both = 0;
    if (both > 0) bulla_sha256_two_lanes_x86(first->state, second->state, a, b, both);
    if (a_blocks > both) compress(first->state, a + 64 * both, a_blocks - both);
    if (b_blocks > both) compress(second->state, b + 64 * both, b_blocks - both);
    first->count += 64 * a_blocks, second->count += 64 * b_blocks;
    keep(first, a + 64 * a_blocks, a_count % 64);
    keep(second, b + 64 * b_blocks, b_count % 64);
}

void bulla_sha256_finish(bulla_sha256_stream *s, uint8_t out[32]) {
    uint8_t end[128] = {0};
    size_t filled = s->count % 64, blocks = filled < 56 ? 1 : 2;
    memcpy(end, s->partial, filled);
    end[filled] = 0x80;
    uint64_t bits = s->count * 8;
    for (int i = 0; i < 8; i++) end[64 * blocks - 8 + i] = (uint8_t)(bits >> (56 - 8 * i));
    compress(s->state, end, blocks);
    for (int i = 0; i < 8; i++) {
        uint32_t word = s->state[i];
        for (int j = 0; j < 4; j++) out[4 * i + j] = (uint8_t)(word >> (24 - 8 * j));
    }
}

void bulla_sha256_two_leaves(
    uint8_t out[64], const uint8_t *a, size_t a_count, const uint8_t *b, size_t b_count) {
    static const uint8_t prefix[1];
    bulla_sha256_stream first, second;
    bulla_sha256_begin(&first);
    bulla_sha256_begin(&second);
    bulla_sha256_update_two(&first, prefix, 1, &second, prefix, 1);
    bulla_sha256_update_two(&first, a, a_count, &second, b, b_count);
    bulla_sha256_finish(&first, out);
    bulla_sha256_finish(&second, out + 32);
}
