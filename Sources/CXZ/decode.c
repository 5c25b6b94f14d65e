#include <string.h>

#include "model.h"
#include "xzblock.h"

// A symbol takes at most 20 bytes (22 bits by chance of 6.05 bits each, 26 direct bits), and one more is read at a
// chunk's end. Near the end of a chunk its last bytes are read from a copy with zeros after it, so that the
// decoder of bits needs no look at the end.
enum { MARGIN = 32 };

typedef struct {
    uint32_t range, code;
    const uint8_t *next;
} range_decoder;

typedef struct {
    uint32_t state, reps[4];
    uint32_t literal_bits, literal_context, literal_mask, position_mask;
} lzma_state;

typedef struct {
    uint8_t *bytes;
    // Where the dictionary begins, the next byte, the end of the chunk, and the end of it all.
    size_t base, at, chunk_end, count;
} output;

// No branch: which way a digest's bits go cannot be foreseen, and every wrong guess costs some twenty cycles.
INLINE void normalize(range_decoder *r) {
    uint32_t small = r->range < TOP;
    uint32_t code = r->code << 8 | *r->next;
    uint32_t range = r->range << 8;
    r->code = small ? code : r->code;
    r->range = small ? range : r->range;
    r->next += small;
}

// `known` is what `c` holds: read early, it is there when the bit before is decided.
INLINE uint32_t decode_known(range_decoder *r, chance *c, uint32_t known) {
    normalize(r);
    uint32_t bound = (r->range >> 11) * known;
    uint32_t is_zero = r->code < bound;
    r->range = __builtin_unpredictable(is_zero) ? bound : r->range - bound;
    r->code = __builtin_unpredictable(is_zero) ? r->code : r->code - bound;
    *c = adapted(known, is_zero ^ 1);
    return is_zero ^ 1;
}

INLINE uint32_t decode_bit(range_decoder *r, chance *c) { return decode_known(r, c, *c); }

// The same for bits that can be foreseen.
INLINE uint32_t decode_choice(range_decoder *r, chance *c) {
    if (r->range < TOP) r->range <<= 8, r->code = r->code << 8 | *r->next++;
    uint32_t bound = (r->range >> 11) * *c;
    if (r->code < bound) {
        r->range = bound;
        *c = adapted(*c, 0);
        return 0;
    }
    r->range -= bound;
    r->code -= bound;
    *c = adapted(*c, 1);
    return 1;
}

INLINE uint32_t decode_tree(range_decoder *r, chance *tree, int bits) {
    uint32_t symbol = 1, known = tree[1];
#pragma clang loop unroll(full)
    for (int i = 0; i < bits; i++) {
        uint32_t zero = 0, one = 0;
        if (i < bits - 1) zero = tree[2 * symbol], one = tree[2 * symbol + 1];
        uint32_t bit = decode_known(r, tree + symbol, known);
        known = __builtin_unpredictable(bit) ? one : zero;
        symbol = symbol << 1 | bit;
    }
    return symbol - (1u << bits);
}

INLINE uint32_t decode_reverse_tree(range_decoder *r, chance *tree, uint32_t bits) {
    uint32_t symbol = 1, value = 0;
    for (uint32_t i = 0; i < bits; i++) {
        uint32_t bit = decode_bit(r, tree + symbol);
        symbol = symbol << 1 | bit;
        value |= bit << i;
    }
    return value;
}

// The sign decides, as in liblzma: no encoder lets `code` reach `range`, a forger can, and there a comparison would
// give other bits than every other decoder.
INLINE uint32_t decode_direct(range_decoder *r, uint32_t bits) {
    uint32_t value = 0;
    for (; bits; bits--) {
        normalize(r);
        r->range >>= 1;
        uint32_t rest = r->code - r->range, is_one = rest >> 31 ^ 1;
        r->code = is_one ? rest : r->code;
        value = value << 1 | is_one;
    }
    return value;
}

INLINE uint32_t decode_length(range_decoder *r, length_model *m, uint32_t position_state) {
    if (!decode_choice(r, &m->choice[0])) return SHORTEST_MATCH + decode_tree(r, m->low[position_state], 3);
    if (!decode_choice(r, &m->choice[1])) return SHORTEST_MATCH + 8 + decode_tree(r, m->middle[position_state], 3);
    return SHORTEST_MATCH + 16 + decode_tree(r, m->high, 8);
}

// Distances count from 0, the byte before.
INLINE uint32_t decode_distance(range_decoder *r, model *m, uint32_t length) {
    uint32_t slot = decode_tree(r, m->slot[slot_row(length)], 6);
    if (slot < 4) return slot;
    uint32_t bits = (slot >> 1) - 1;
    uint32_t base = (2 | (slot & 1)) << bits;
    if (slot < 14) return base + decode_reverse_tree(r, m->special + base - slot, bits);
    uint32_t high = decode_direct(r, bits - ALIGN_BITS);
    return base + (high << ALIGN_BITS) + decode_reverse_tree(r, m->align, ALIGN_BITS);
}

INLINE void decode_literal(range_decoder *r, model *m, lzma_state *s, output *out) {
    uint32_t before = out->at > out->base ? out->bytes[out->at - 1] : 0;
    uint32_t position = (uint32_t)(out->at - out->base) & s->literal_mask;
    uint32_t row = (position << s->literal_context) + (before << s->literal_context >> 8);
    chance *coder = m->literal + LITERAL_CODER * row;
    uint32_t symbol = 1;
    if (s->state < FIRST_STATE_AFTER_MATCH) {
        symbol = decode_tree(r, coder, 8);
    } else {
        // The byte that the match would have gone on with is a context until the first difference.
        uint32_t matched = out->bytes[out->at - s->reps[0] - 1], still = 0x100;
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
            matched <<= 1;
            uint32_t bit = decode_bit(r, coder + still + (matched & still) + symbol);
            symbol = symbol << 1 | bit;
            still &= bit ? matched : ~matched;
        }
    }
    out->bytes[out->at++] = (uint8_t)symbol;
    s->state = after_literal(s->state);
}

// Takes the next match or repeat up to its length; 1 stands for a single byte at the last distance.
INLINE uint32_t decode_match(range_decoder *r, model *m, lzma_state *s, uint32_t position_state) {
    uint32_t old = s->state, *reps = s->reps;
    if (!decode_choice(r, &m->is_rep[old])) {
        reps[3] = reps[2], reps[2] = reps[1], reps[1] = reps[0];
        s->state = old < FIRST_STATE_AFTER_MATCH ? 7 : 10;
        uint32_t length = decode_length(r, &m->match, position_state);
        reps[0] = decode_distance(r, m, length);
        return length;
    }
    if (!decode_choice(r, &m->is_rep0[old])) {
        if (!decode_choice(r, &m->is_rep0_long[old][position_state])) {
            s->state = old < FIRST_STATE_AFTER_MATCH ? 9 : 11;
            return 1;
        }
    } else {
        uint32_t distance = reps[1];
        if (decode_choice(r, &m->is_rep1[old])) {
            distance = reps[2];
            if (decode_choice(r, &m->is_rep2[old])) distance = reps[3], reps[3] = reps[2];
            reps[2] = reps[1];
        }
        reps[1] = reps[0], reps[0] = distance;
    }
    s->state = old < FIRST_STATE_AFTER_MATCH ? 8 : 11;
    return decode_length(r, &m->repeat, position_state);
}

// Copies a match that was checked: its distance lies in the dictionary, its end in the chunk.
INLINE void copy(output *out, size_t distance, size_t length) {
    uint8_t *to = out->bytes + out->at;
    const uint8_t *from = to - distance;
    if (distance >= 16 && out->count - out->at >= length + 16) {
        // Whole pieces; what is too much is overwritten later.
        for (size_t i = 0; i < length; i += 16) memcpy(to + i, from + i, 16);
    } else {
        for (size_t i = 0; i < length; i++) to[i] = from[i];
    }
    out->at += length;
}

// Decodes one LZMA chunk; 0 where it is damaged.
static int decode_chunk(model *m, lzma_state *state, output *out, const uint8_t *in, size_t count) {
    if (count < 5 || in[0] != 0) return 0;
    uint32_t code = (uint32_t)in[1] << 24 | (uint32_t)in[2] << 16 | (uint32_t)in[3] << 8 | in[4];
    range_decoder r = {0xffffffff, code, in + 5};
    lzma_state s = *state;
    output o = *out;
    uint8_t tail[2 * MARGIN];
    const uint8_t *end = in + count, *look = count > MARGIN + 5 ? end - MARGIN : r.next;
    int in_tail = 0;
    while (o.at < o.chunk_end || !in_tail) {
        if (r.next >= look) {
            if (!in_tail) {
                size_t rest = (size_t)(end - r.next);
                memset(tail, 0, sizeof tail);
                memcpy(tail, r.next, rest);
                r.next = tail, end = tail + rest, look = end, in_tail = 1;
                continue;
            }
            if (r.next > end) return 0;
        }
        // Bytes are left when the content is complete.
        if (o.at == o.chunk_end) return 0;
        uint32_t position_state = (uint32_t)(o.at - o.base) & s.position_mask;
        if (!decode_choice(&r, &m->is_match[s.state][position_state])) {
            decode_literal(&r, m, &s, &o);
            continue;
        }
        uint32_t length = decode_match(&r, m, &s, position_state);
        if (s.reps[0] >= o.at - o.base || length > o.chunk_end - o.at) return 0;
        copy(&o, (size_t)s.reps[0] + 1, length);
    }
    normalize(&r);
    *state = s;
    *out = o;
    return r.next == end && r.code == 0;
}

static int set_properties(lzma_state *s, uint8_t byte) {
    if (byte > (4 * 5 + 4) * 9 + 8) return 0;
    uint32_t position_bits = byte / 45, literal_position = byte / 9 % 5, context = byte % 9;
    if (context + literal_position > MOST_LITERAL_BITS) return 0;
    s->position_mask = (1u << position_bits) - 1;
    s->literal_mask = (1u << literal_position) - 1;
    s->literal_context = context;
    s->literal_bits = context + literal_position;
    return 1;
}

// Layout of a chunk: control | sizes, each less one, big endian | properties (control from c0) | payload.
int bulla_lzma2_decode(const uint8_t *in, size_t in_count, uint8_t *bytes, size_t count) {
    model m;
    lzma_state s = {0};
    output out = {bytes, 0, 0, 0, count};
    int wants_dictionary = 1, wants_properties = 1;
    size_t at = 0;
    for (;;) {
        if (at == in_count) return 0;
        uint8_t control = in[at++];
        if (control == 0) return at == in_count && out.at == count;
        if (control >= 0xe0 || control == 1) {
            wants_dictionary = 0, wants_properties = 1;
            out.base = out.at;
        } else if (wants_dictionary) {
            return 0;
        }
        if (control < 0x80) {
            if (control > 2 || in_count - at < 2) return 0;
            size_t size = ((size_t)in[at] << 8 | in[at + 1]) + 1;
            at += 2;
            if (size > in_count - at || size > count - out.at) return 0;
            memcpy(bytes + out.at, in + at, size);
            at += size, out.at += size;
            continue;
        }
        size_t header = control >= 0xc0 ? 5 : 4;
        if (in_count - at < header) return 0;
        size_t content = ((size_t)(control & 0x1f) << 16 | (size_t)in[at] << 8 | in[at + 1]) + 1;
        size_t payload = ((size_t)in[at + 2] << 8 | in[at + 3]) + 1;
        if (control >= 0xc0) {
            if (!set_properties(&s, in[at + 4])) return 0;
            wants_properties = 0;
        } else if (wants_properties) {
            return 0;
        }
        at += header;
        if (payload > in_count - at || content > count - out.at) return 0;
        if (control >= 0xa0) {
            reset(&m, (int)s.literal_bits);
            s.state = 0;
            memset(s.reps, 0, sizeof s.reps);
        }
        out.chunk_end = out.at + content;
        if (!decode_chunk(&m, &s, &out, in + at, payload)) return 0;
        at += payload;
    }
}
