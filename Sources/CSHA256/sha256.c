#include "sha256.h"

#include <string.h>

#include "blocks.h"

typedef void (*compress_fn)(uint32_t state[8], const uint8_t *blocks, size_t count);

static const uint32_t initial_state[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static void store_digest(uint8_t out[32], const uint32_t state[8]) {
    for (int i = 0; i < 8; i++) {
        uint32_t word = state[i];
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        word = __builtin_bswap32(word);
#endif
        memcpy(out + 4 * i, &word, 4);
    }
}

static void store_bit_length(uint8_t out[8], uint64_t bytes) {
    uint64_t bits = bytes * 8;
    for (int i = 0; i < 8; i++) out[i] = (uint8_t)(bits >> (56 - 8 * i));
}

static void hash(
    compress_fn compress, uint8_t out[32], const uint8_t *prefix, size_t prefix_count, const uint8_t *data,
    size_t count) {
    uint32_t state[8];
    uint8_t block[128] = {0};
    uint64_t total = (uint64_t)prefix_count + count;
    memcpy(state, initial_state, sizeof state);
    size_t filled = prefix_count;
    if (prefix_count) memcpy(block, prefix, prefix_count);
    if (prefix_count && count >= 64 - prefix_count) {
        memcpy(block + prefix_count, data, 64 - prefix_count);
        compress(state, block, 1);
        data += 64 - prefix_count;
        count -= 64 - prefix_count;
        filled = 0;
    }
    if (filled == 0 && count >= 64) {
        compress(state, data, count / 64);
        data += count / 64 * 64;
        count %= 64;
    }
    if (count) memcpy(block + filled, data, count);
    filled += count;
    memset(block + filled, 0, sizeof block - filled);
    block[filled] = 0x80;
    size_t blocks = filled < 56 ? 1 : 2;
    store_bit_length(block + 64 * blocks - 8, total);
    compress(state, block, blocks);
    store_digest(out, state);
}

// A node is 65 bytes: a full block, then one byte of message and padding. Only the pair changes.
static void frame_node(uint8_t block[128]) {
    memset(block, 0, 128);
    block[0] = 1;
    block[65] = 0x80;
    store_bit_length(block + 120, 65);
}

static void node(compress_fn compress, uint8_t *out, const uint8_t *pair) {
    uint32_t state[8];
    uint8_t block[128];
    memcpy(state, initial_state, sizeof state);
    frame_node(block);
    memcpy(block + 1, pair, 64);
    compress(state, block, 2);
    store_digest(out, state);
}

void bulla_sha256(uint8_t out[32], const uint8_t *prefix, size_t prefix_count, const uint8_t *data, size_t count) {
    hash(
        bulla_sha256_accelerated() ? bulla_sha256_blocks_x86 : bulla_sha256_blocks_portable, out, prefix,
        prefix_count, data, count);
}

void bulla_sha256_portable(
    uint8_t out[32], const uint8_t *prefix, size_t prefix_count, const uint8_t *data, size_t count) {
    hash(bulla_sha256_blocks_portable, out, prefix, prefix_count, data, count);
}

void bulla_sha256_nodes_portable(uint8_t *out, const uint8_t *pairs, size_t count) {
    for (size_t i = 0; i < count; i++) node(bulla_sha256_blocks_portable, out + 32 * i, pairs + 64 * i);
}

void bulla_sha256_nodes(uint8_t *out, const uint8_t *pairs, size_t count) {
    if (!bulla_sha256_accelerated()) {
        bulla_sha256_nodes_portable(out, pairs, count);
        return;
    }
    size_t i = 0;
    uint8_t blocks[2][128];
    frame_node(blocks[0]);
    frame_node(blocks[1]);
    for (; i + 2 <= count; i += 2) {
        uint32_t states[16];
        memcpy(states, initial_state, sizeof initial_state);
        memcpy(states + 8, initial_state, sizeof initial_state);
        memcpy(blocks[0] + 1, pairs + 64 * i, 64);
        memcpy(blocks[1] + 1, pairs + 64 * i + 64, 64);
        bulla_sha256_two_lanes_x86(states, states + 8, blocks[0], blocks[1], 2);
        store_digest(out + 32 * i, states);
        store_digest(out + 32 * i + 32, states + 8);
    }
    if (i < count) node(bulla_sha256_blocks_x86, out + 32 * i, pairs + 64 * i);
}
