#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "xzblock.h"

// One candidate for a match by its first four bytes and one by its first three, both the latest: a log's
// structure recurs at each leaf, and its digests do not recur at all. Small contents get small tables.
enum { MOST_LONG_BITS = 17, MOST_SHORT_BITS = 13, LEAST_BITS = 8 };
// Within longer matches only some positions are remembered at either end.
enum { REMEMBERED_WHOLE = 16, REMEMBERED_END = 4 };
// The most that a symbol takes, and what ends a chunk.
enum { SYMBOL_ROOM = 64 };

typedef struct {
    model m;
    int long_bits, short_bits;
    uint32_t *by_four, *by_three, tables[];
} workspace;

typedef struct {
    uint64_t low;
    uint32_t range;
    uint8_t *next;
} range_encoder;

typedef struct {
    uint32_t state, reps[4];
} lzma_state;

// A byte that was written may still have to count one up: `low` has then grown a 33rd bit.
INLINE void shift(range_encoder *r) {
    if (r->low >> 32) {
        uint8_t *before = r->next;
        while (++*--before == 0) {}
    }
    *r->next++ = (uint8_t)(r->low >> 24);
    r->low = (uint32_t)r->low << 8;
}

INLINE void normalize(range_encoder *r) {
    if (r->range >= TOP) return;
    r->range <<= 8;
    shift(r);
}

INLINE void encode_bit(range_encoder *r, chance *c, uint32_t bit) {
    uint32_t bound = (r->range >> 11) * *c;
    r->low += bound & (0u - bit);
    r->range = bit ? r->range - bound : bound;
    *c = adapted(*c, bit);
    normalize(r);
}

INLINE void encode_tree(range_encoder *r, chance *tree, uint32_t value, int bits) {
    uint32_t symbol = 1;
#pragma clang loop unroll(full)
    for (int i = bits - 1; i >= 0; i--) {
        uint32_t bit = value >> i & 1;
        encode_bit(r, tree + symbol, bit);
        symbol = symbol << 1 | bit;
    }
}

INLINE void encode_reverse_tree(range_encoder *r, chance *tree, uint32_t value, uint32_t bits) {
    uint32_t symbol = 1;
    for (uint32_t i = 0; i < bits; i++) {
        uint32_t bit = value >> i & 1;
        encode_bit(r, tree + symbol, bit);
        symbol = symbol << 1 | bit;
    }
}

INLINE void encode_direct(range_encoder *r, uint32_t value, uint32_t bits) {
    while (bits--) {
        r->range >>= 1;
        r->low += r->range & (0u - (value >> bits & 1));
        normalize(r);
    }
}

INLINE void encode_length(range_encoder *r, length_model *m, uint32_t length) {
    uint32_t value = length - SHORTEST_MATCH;
    encode_bit(r, &m->choice[0], value >= 8);
    if (value < 8) return encode_tree(r, m->low[0], value, 3);
    encode_bit(r, &m->choice[1], value >= 16);
    if (value < 16) return encode_tree(r, m->middle[0], value - 8, 3);
    encode_tree(r, m->high, value - 16, 8);
}

INLINE void encode_distance(range_encoder *r, model *m, uint32_t distance, uint32_t length) {
    uint32_t slot = distance, bits = 0;
    if (distance >= 4) {
        bits = 30 - (uint32_t)__builtin_clz(distance);
        slot = 2 * (bits + 1) | (distance >> bits & 1);
    }
    encode_tree(r, m->slot[slot_row(length)], slot, 6);
    if (slot < 4) return;
    uint32_t base = (2 | (slot & 1)) << bits, rest = distance - base;
    if (slot < 14) return encode_reverse_tree(r, m->special + base - slot, rest, bits);
    encode_direct(r, rest >> ALIGN_BITS, bits - ALIGN_BITS);
    encode_reverse_tree(r, m->align, rest, ALIGN_BITS);
}

INLINE void encode_literal(range_encoder *r, model *m, lzma_state *s, const uint8_t *at) {
    encode_bit(r, &m->is_match[s->state][0], 0);
    if (s->state < FIRST_STATE_AFTER_MATCH) {
        encode_tree(r, m->literal, *at, 8);
    } else {
        uint32_t matched = at[-1 - (ptrdiff_t)s->reps[0]], still = 0x100, symbol = 1;
#pragma clang loop unroll(full)
        for (int i = 7; i >= 0; i--) {
            matched <<= 1;
            uint32_t bit = *at >> i & 1u;
            encode_bit(r, m->literal + still + (matched & still) + symbol, bit);
            symbol = symbol << 1 | bit;
            still &= bit ? matched : ~matched;
        }
    }
    s->state = after_literal(s->state);
}

INLINE void encode_match(range_encoder *r, model *m, lzma_state *s, uint32_t distance, uint32_t length) {
    encode_bit(r, &m->is_match[s->state][0], 1);
    encode_bit(r, &m->is_rep[s->state], 0);
    s->state = s->state < FIRST_STATE_AFTER_MATCH ? 7 : 10;
    encode_length(r, &m->match, length);
    encode_distance(r, m, distance, length);
    s->reps[3] = s->reps[2], s->reps[2] = s->reps[1], s->reps[1] = s->reps[0], s->reps[0] = distance;
}

INLINE void encode_repeat(range_encoder *r, model *m, lzma_state *s, uint32_t which, uint32_t length) {
    uint32_t distance = s->reps[which];
    encode_bit(r, &m->is_match[s->state][0], 1);
    encode_bit(r, &m->is_rep[s->state], 1);
    encode_bit(r, &m->is_rep0[s->state], which > 0);
    if (which == 0) {
        encode_bit(r, &m->is_rep0_long[s->state][0], 1);
    } else {
        encode_bit(r, &m->is_rep1[s->state], which > 1);
        if (which > 1) encode_bit(r, &m->is_rep2[s->state], which > 2);
        for (uint32_t i = which; i > 0; i--) s->reps[i] = s->reps[i - 1];
        s->reps[0] = distance;
    }
    s->state = s->state < FIRST_STATE_AFTER_MATCH ? 8 : 11;
    encode_length(r, &m->repeat, length);
}

INLINE uint32_t four_bytes(const uint8_t *p) {
    uint32_t word;
    memcpy(&word, p, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

INLINE uint32_t *long_slot(workspace *w, uint32_t word) {
    return &w->by_four[word * 2654435761u >> (32 - w->long_bits)];
}

INLINE uint32_t *short_slot(workspace *w, uint32_t word) {
    return &w->by_three[(word << 8) * 2654435761u >> (32 - w->short_bits)];
}

INLINE void remember(workspace *w, const uint8_t *in, uint32_t from, uint32_t to, uint32_t last) {
    for (uint32_t i = from; i < to && i < last; i++) {
        uint32_t word = four_bytes(in + i);
        *long_slot(w, word) = i;
        *short_slot(w, word) = i;
    }
}

// How far `a` and `b` agree, from `known` bytes up to `most`.
INLINE uint32_t agreement(const uint8_t *a, const uint8_t *b, uint32_t known, uint32_t most) {
    while (known + 8 <= most && memcmp(a + known, b + known, 8) == 0) known += 8;
    while (known < most && a[known] == b[known]) known++;
    return known;
}

typedef struct {
    uint32_t length, distance;
    // Which of the last four distances it is; 4 for none.
    uint32_t repeat;
} found;

// The repeat or match to take at `at`; length 0 for a literal. At least four bytes are left.
INLINE found find(workspace *w, const lzma_state *s, const uint8_t *in, uint32_t at, uint32_t most) {
    const uint8_t *here = in + at;
    uint32_t word = four_bytes(here);
    uint32_t *four = long_slot(w, word), *three = short_slot(w, word);
    uint32_t by_four = *four, by_three = *three;
    *four = *three = at;
    found repeat = {0}, match = {0, 0, 4};
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t distance = s->reps[i];
        if (distance >= at || (uint16_t)(word ^ four_bytes(here - distance - 1)) != 0) continue;
        uint32_t length = agreement(here, here - distance - 1, 2, most);
        if (length > repeat.length) repeat = (found){length, distance, i};
    }
    // Positions begin as 0, which is a position like others: contents decide.
    if (four_bytes(in + by_four) == word) {
        match.distance = at - by_four - 1;
        match.length = agreement(here, in + by_four, 4, most);
    } else if ((four_bytes(in + by_three) ^ word) << 8 == 0) {
        match.distance = at - by_three - 1;
        match.length = 3;
    }
    // A repeat costs no distance, and so may be a byte shorter.
    return repeat.length + 1 >= match.length && repeat.length > 0 ? repeat : match;
}

// Encodes from `*at` on until content or chunk is full; gives the payload's end, or NULL beyond `out_end`.
static uint8_t *encode_chunk(
    workspace *w, lzma_state *state, const uint8_t *in, uint32_t count, uint32_t *position, uint8_t *out,
    const uint8_t *out_end) {
    range_encoder r = {0, 0xffffffff, out};
    lzma_state s = *state;
    uint32_t at = *position, begin = at, last = count - 3;
    const uint8_t *full = out + CHUNK_PAYLOAD - SYMBOL_ROOM;
    // The first byte is always 0: no carry reaches it.
    *r.next++ = 0;
    while (at < count && r.next < full && at - begin < CHUNK_CONTENT - LONGEST_MATCH) {
        if (r.next > out_end) return NULL;
        uint32_t most = count - at < LONGEST_MATCH ? count - at : LONGEST_MATCH;
        found f = {0};
        if (at > 0 && most >= 4) f = find(w, &s, in, at, most);
        if (f.length == 0) {
            encode_literal(&r, &w->m, &s, in + at++);
            continue;
        }
        if (f.repeat < 4) {
            encode_repeat(&r, &w->m, &s, f.repeat, f.length);
        } else {
            encode_match(&r, &w->m, &s, f.distance, f.length);
        }
        uint32_t end = at + f.length;
        if (f.length > REMEMBERED_WHOLE) {
            remember(w, in, at + 1, at + 1 + REMEMBERED_END, last);
            at = end - REMEMBERED_END - 1;
        }
        remember(w, in, at + 1, end, last);
        at = end;
    }
    for (int i = 0; i < 4; i++) shift(&r);
    *state = s;
    *position = at;
    return r.next;
}

static uint8_t *put16(uint8_t *out, size_t value) {
    out[0] = (uint8_t)(value >> 8), out[1] = (uint8_t)value;
    return out + 2;
}

static size_t encode(workspace *w, const uint8_t *in, uint32_t count, uint8_t *out, size_t limit) {
    uint8_t *next = out;
    lzma_state s = {0};
    int wants_reset = 1, wants_properties = 1;
    uint32_t at = 0;
    while (at < count) {
        uint32_t begin = at;
        if (wants_reset) {
            reset(&w->m, 0);
            s = (lzma_state){0};
        }
        uint8_t *body = next + 5 + wants_properties;
        uint8_t *end = encode_chunk(w, &s, in, count, &at, body, out + limit);
        if (end == NULL) return 0;
        size_t content = at - begin, payload = (size_t)(end - body);
        if (payload >= content && content <= CHUNK_PAYLOAD) {
            if ((size_t)(next - out) + 3 + content >= limit) return 0;
            *next++ = begin == 0 ? 1 : 2;
            next = put16(next, content - 1);
            memcpy(next, in + begin, content);
            next += content;
            // The decoder's model has not seen these bytes.
            wants_reset = 1;
            continue;
        }
        uint8_t control = begin == 0 ? 0xe0 : wants_properties ? 0xc0 : wants_reset ? 0xa0 : 0x80;
        *next++ = (uint8_t)(control | (content - 1) >> 16);
        next = put16(put16(next, content - 1), payload - 1);
        // lc = lp = pb = 0: hexadecimal digits have no neighbours that say anything about them.
        if (wants_properties) *next++ = 0;
        next = end;
        wants_reset = wants_properties = 0;
    }
    *next++ = 0;
    return (size_t)(next - out) < limit ? (size_t)(next - out) : 0;
}

static int table_bits(size_t count, int most) {
    int bits = LEAST_BITS;
    while (bits < most && (size_t)1 << bits < count) bits++;
    return bits;
}

static workspace *prepared(size_t count) {
    int long_bits = table_bits(count, MOST_LONG_BITS), short_bits = table_bits(count, MOST_SHORT_BITS);
    size_t tables = sizeof(uint32_t) * (((size_t)1 << long_bits) + ((size_t)1 << short_bits));
    workspace *w = malloc(sizeof *w + tables);
    if (w == NULL) return NULL;
    memset(w->tables, 0, tables);
    w->long_bits = long_bits, w->short_bits = short_bits;
    w->by_four = w->tables, w->by_three = w->tables + ((size_t)1 << long_bits);
    return w;
}

size_t bulla_lzma2_encode(const uint8_t *in, size_t count, uint8_t *out, size_t limit) {
    workspace *w = prepared(count);
    if (w == NULL) return SIZE_MAX;
    size_t size = encode(w, in, (uint32_t)count, out, limit);
    free(w);
    return size;
}
