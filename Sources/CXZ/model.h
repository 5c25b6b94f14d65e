// The adaptive model that LZMA's encoder and decoder keep in step; named after the LZMA specification in the LZMA SDK.
#ifndef BULLA_LZMA_MODEL_H
#define BULLA_LZMA_MODEL_H

#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

enum {
    STATES = 12,
    FIRST_STATE_AFTER_MATCH = 7,
    POSITION_STATES = 16,
    LITERAL_CODER = 0x300,
    MOST_LITERAL_BITS = 4,
    SHORTEST_MATCH = 2,
    LONGEST_MATCH = 273,
    ALIGN_BITS = 4,
    CHUNK_CONTENT = 1 << 21,
    CHUNK_PAYLOAD = 1 << 16,
    TOP = 1 << 24,
};

// The chance of a 0 in 2,048ths.
typedef uint16_t chance;

typedef struct {
    chance choice[2], low[POSITION_STATES][8], middle[POSITION_STATES][8], high[256];
} length_model;

typedef struct {
    chance is_match[STATES][POSITION_STATES], is_rep0_long[STATES][POSITION_STATES];
    chance is_rep[STATES], is_rep0[STATES], is_rep1[STATES], is_rep2[STATES];
    chance slot[4][64], special[128], align[16];
    length_model match, repeat;
    chance literal[LITERAL_CODER << MOST_LITERAL_BITS];
} model;

INLINE void reset(model *m, int literal_bits) {
    chance *all = (chance *)m;
    size_t count = offsetof(model, literal) / sizeof(chance) + ((size_t)LITERAL_CODER << literal_bits);
    for (size_t i = 0; i < count; i++) all[i] = 1024;
}

// Moves a chance a 32nd of the way towards what was seen. The shift rounds down, which makes one line of both ways.
INLINE chance adapted(uint32_t old, uint32_t bit) {
    uint32_t towards = (bit - 1) & (2048 - 31);
    return (chance)(old - (uint32_t)((int32_t)(old - towards) >> 5));
}

INLINE uint32_t after_literal(uint32_t state) { return state < 4 ? 0 : state < 10 ? state - 3 : state - 6; }

INLINE uint32_t slot_row(uint32_t length) { return length < 6 ? length - SHORTEST_MATCH : 3; }

#endif
