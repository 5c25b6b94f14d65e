#include "review.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static inline int is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }
static inline int is_word(uint8_t byte) {
    return is_digit(byte) || (uint8_t)((byte | 0x20) - 'a') < 26 || byte >= 0x80;
}
static inline uint8_t lower(uint8_t byte) { return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte; }

static const uint64_t low[9] = {
    0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff, ~0ull};

static inline uint64_t load(const uint8_t *text) {
    uint64_t value;
    memcpy(&value, text, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

uint64_t bulla_review_key(const uint8_t *word, size_t count) {
    uint8_t first[8] = {0};
    memcpy(first, word, count < 8 ? count : 8);
    return (load(first) | 0x2020202020202020ull) & low[count < 8 ? count : 8];
}

static inline uint64_t mixed(uint64_t key) { return key * 0x9e3779b97f4a7c15ull; }
uint32_t bulla_review_filter_bit(uint64_t key) { return (uint32_t)(mixed(key) >> (64 - BULLA_REVIEW_FILTER_BITS)); }
uint32_t bulla_review_key_slot(uint64_t key) { return (uint32_t)(mixed(key) >> 24); }

// The words from `at` on, in lower case with one space between, as far as terms go; where each byte's end stands.
typedef struct {
    uint8_t bytes[BULLA_REVIEW_TERM + 1];
    uint32_t ends[BULLA_REVIEW_TERM + 1];
    size_t count;
} line;

static void read_line(const uint8_t *text, size_t count, size_t at, line *out) {
    const size_t end = count - at < BULLA_REVIEW_SPAN ? count : at + BULLA_REVIEW_SPAN;
    size_t n = 0;
    for (size_t i = at; i < end && n < BULLA_REVIEW_TERM; i++) {
        if (is_word(text[i])) {
            out->bytes[n] = lower(text[i]);
        } else if (n > 0 && out->bytes[n - 1] != ' ') {
            out->bytes[n] = ' ';
        } else {
            continue;
        }
        out->ends[n++] = (uint32_t)(i + 1);
    }
    // Whether a term that fills the line, or the span, ends a word.
    const size_t behind = n > 0 ? out->ends[n - 1] : at;
    out->bytes[n] = behind < count && is_word(text[behind]) ? 'x' : ' ';
    out->count = n;
}

static int compare(const uint8_t *a, size_t a_count, const uint8_t *b, size_t b_count) {
    const int order = memcmp(a, b, a_count < b_count ? a_count : b_count);
    return order ? order : a_count < b_count ? -1 : a_count > b_count;
}

typedef struct {
    bulla_review_match *out;
    size_t room, count;
} sink;

static inline void put(sink *s, size_t start, uint32_t end, uint32_t kind, uint32_t value) {
    if (s->count < s->room) s->out[s->count] = (bulla_review_match){(uint32_t)start, end, kind, value};
    s->count++;
}

// All terms that begin at `at`: one match for those of lists, and one for the longest label, each with its own end.
static void terms_at(const bulla_review_index *index, const uint8_t *text, size_t count, size_t at, sink *s) {
    line words;
    read_line(text, count, at, &words);
    uint32_t from = 0, to = index->count;
    while (from < to) {
        const uint32_t middle = from + (to - from) / 2;
        const uint32_t start = index->ends[middle];
        const size_t size = index->ends[middle + 1] - start;
        if (compare(index->terms + start, size, words.bytes, words.count) <= 0) from = middle + 1;
        else to = middle;
    }
    uint32_t lists = 0, lists_end = 0, labels = 0, labels_end = 0;
    // Every term that begins the line begins its predecessor, too; `parents` are the terms that begin a term, plus one.
    for (uint32_t term = from; term > 0; term = index->parents[term - 1]) {
        const uint32_t start = index->ends[term - 1];
        const size_t size = index->ends[term] - start;
        if (size > words.count || memcmp(index->terms + start, words.bytes, size) || words.bytes[size] != ' ') continue;
        const uint32_t value = index->values[term - 1];
        if (!lists) lists_end = words.ends[size - 1];
        lists |= value & BULLA_REVIEW_LISTS;
        if (!labels && value & ~BULLA_REVIEW_LISTS) {
            labels = value & ~BULLA_REVIEW_LISTS;
            labels_end = words.ends[size - 1];
        }
    }
    if (lists) put(s, at, lists_end, BULLA_REVIEW_TERMS, lists);
    if (labels) put(s, at, labels_end, BULLA_REVIEW_TERMS, labels);
}

static int has_key(const bulla_review_index *index, uint64_t key) {
    for (uint32_t slot = bulla_review_key_slot(key) & index->key_mask; index->keys[slot]; slot = (slot + 1) & index->key_mask) {
        if (index->keys[slot] == key) return 1;
    }
    return 0;
}

// ddd-dd-dddd, with the areas, groups and serials that are given out.
static uint32_t ssn(const uint8_t *text, size_t at) {
    const uint8_t *t = text + at;
    if (t[3] != '-' || t[6] != '-') return 0;
    for (int i = 0; i < 11; i++) if (i != 3 && i != 6 && !is_digit(t[i])) return 0;
    if (is_word(t[11]) || (t[11] == '-' && is_word(t[12])) || (t[11] == '.' && is_digit(t[12]))) return 0;
    if (at > 0 && (text[at - 1] == '-' || text[at - 1] == '.')) return 0;
    if (t[0] == '9' || !memcmp(t, "000", 3) || !memcmp(t, "666", 3)) return 0;
    return memcmp(t + 4, "00", 2) && memcmp(t + 7, "0000", 4) ? (uint32_t)at + 11 : 0;
}

// Four numbers up to 255 without zeros in front.
static uint32_t ipv4(const uint8_t *text, size_t at, uint32_t *value) {
    size_t i = at;
    *value = 0;
    for (int part = 0; part < 4; part++) {
        unsigned number = 0, digits = 0;
        while (digits < 4 && is_digit(text[i])) number = number * 10 + text[i++] - '0', digits++;
        if (digits == 0 || digits > 3 || number > 255 || (digits > 1 && text[i - digits] == '0')) return 0;
        *value = *value << 8 | number;
        if (part < 3 && text[i++] != '.') return 0;
    }
    if (is_word(text[i]) || (text[i] == '.' && is_word(text[i + 1]))) return 0;
    return (uint32_t)i;
}

// Words of three digits or less with a dot or hyphen behind them.
static void numbers(const uint8_t *text, size_t at, unsigned size, sink *s) {
    uint32_t end, value;
    const uint8_t behind = text[at + size];
    if (behind == '-' && size == 3 && (end = ssn(text, at))) put(s, at, end, BULLA_REVIEW_SSN, 0);
    if (behind == '.' && size <= 3 && (end = ipv4(text, at, &value))) put(s, at, end, BULLA_REVIEW_IPV4, value);
    if (behind == ':' && size == 4 && (text[at] | 1) == '3') put(s, at, (uint32_t)at, BULLA_REVIEW_IPV6, 0);
}

// A portion mark: S, C or TS in parentheses, perhaps with more behind two slashes.
static void portion(const uint8_t *text, size_t at, unsigned size, sink *s) {
    const uint8_t *behind = text + at + size;
    if (behind[0] != ')' && (behind[0] != '/' || behind[1] != '/')) return;
    const int is_mark = size == 1 ? text[at] == 'S' || text[at] == 'C' : text[at] == 'T' && text[at + 1] == 'S';
    if (is_mark) put(s, at, (uint32_t)(at + size), BULLA_REVIEW_PORTION, 0);
}

// Twenty letters and digits or more: keys by their prefix, and what is neither a digest nor a name.
static void long_word(const uint8_t *text, size_t at, unsigned size, sink *s) {
    if (size == 20 && (!memcmp(text + at, "AKIA", 4) || !memcmp(text + at, "ASIA", 4))) {
        put(s, at, (uint32_t)at + 20, BULLA_REVIEW_ACCESS_KEY, 0);
    }
    int upper = 0, small = 0, digits = 0;
    for (unsigned i = 0; i < size && i < 32; i++) {
        const uint8_t byte = text[at + i];
        digits += is_digit(byte);
        upper += byte >= 'A' && byte <= 'Z';
        small += byte >= 'a' && byte <= 'z';
    }
    if (upper >= 3 && small >= 3 && digits) put(s, at, (uint32_t)(at + size), BULLA_REVIEW_LONG, 0);
}

#if defined(__SSE2__)
static inline uint64_t word_bits(const uint8_t *text, uint64_t *at_signs) {
    uint64_t words = 0, ats = 0;
    const __m128i bit = _mm_set1_epi8(0x20), a = _mm_set1_epi8('a'), zero = _mm_set1_epi8('0');
    const __m128i z = _mm_set1_epi8(25), nine = _mm_set1_epi8(9), at = _mm_set1_epi8('@');
    for (int i = 0; i < 4; i++) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(text + 16 * i));
        const __m128i letters = _mm_sub_epi8(_mm_or_si128(bytes, bit), a);
        const __m128i digits = _mm_sub_epi8(bytes, zero);
        // Bytes from 0x80 on have the bit that the mask takes.
        const __m128i is = _mm_or_si128(
            bytes, _mm_or_si128(
                       _mm_cmpeq_epi8(_mm_min_epu8(letters, z), letters), _mm_cmpeq_epi8(_mm_min_epu8(digits, nine), digits)));
        words |= (uint64_t)(uint32_t)_mm_movemask_epi8(is) << (16 * i);
        ats |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, at)) << (16 * i);
    }
    *at_signs = ats;
    return words;
}
#else
static inline uint64_t word_bits(const uint8_t *text, uint64_t *at_signs) {
    uint64_t words = 0, ats = 0;
    for (int i = 0; i < 64; i++) {
        words |= (uint64_t)is_word(text[i]) << i;
        ats |= (uint64_t)(text[i] == '@') << i;
    }
    *at_signs = ats;
    return words;
}
#endif

static inline uint64_t bits_at(const uint8_t *text, size_t count, size_t at, uint64_t *ats) {
    if (at + 64 <= count) return word_bits(text + at, ats);
    uint8_t rest[64] = {0};
    if (at < count) memcpy(rest, text + at, count - at);
    return word_bits(rest, ats);
}

size_t bulla_review_scan(
    const bulla_review_index *index, const uint8_t *text, size_t count, size_t first, size_t last,
    bulla_review_match *out, size_t room, size_t *next)
{
    sink found = {out, room, 0};
    size_t block = first / 64 * 64;
    uint64_t ats, later_ats;
    uint64_t words = bits_at(text, count, block, &ats);
    uint64_t before = block > 0 && is_word(text[block - 1]);
    for (; block < last; block += 64) {
        const uint64_t later = bits_at(text, count, block + 64, &later_ats);
        const size_t found_before = found.count;
        uint64_t wanted = ~0ull;
        if (block < first) wanted &= ~0ull << (first - block);
        if (last - block < 64) wanted &= (1ull << (last - block)) - 1;
        uint64_t starts = words & ~(words << 1 | before) & wanted;
        while (starts) {
            const unsigned bit = (unsigned)__builtin_ctzll(starts);
            starts &= starts - 1;
            const size_t at = block + bit;
            const uint64_t gaps = ~(bit ? words >> bit | later << (64 - bit) : words);
            const unsigned size = gaps ? (unsigned)__builtin_ctzll(gaps) : 64;
            const uint64_t key = (load(text + at) | 0x2020202020202020ull) & low[size < 8 ? size : 8];
            const uint32_t hash = bulla_review_filter_bit(key);
            if (__builtin_expect(index->filter[hash >> 6] >> (hash & 63) & 1, 0) && has_key(index, key)) {
                terms_at(index, text, count, at, &found);
            }
            if (size <= 4 && is_digit(text[at])) numbers(text, at, size, &found);
            if (size <= 2 && at > 0 && text[at - 1] == '(') portion(text, at, size, &found);
            if (__builtin_expect(size >= 20, 0)) long_word(text, at, size, &found);
        }
        for (uint64_t rest = ats & wanted; rest; rest &= rest - 1) {
            const size_t at = block + (unsigned)__builtin_ctzll(rest);
            put(&found, at, (uint32_t)at + 1, BULLA_REVIEW_AT, 0);
        }
        // A block's matches are given whole or not at all: at most 192.
        if (found.count > room) {
            *next = block < first ? first : block;
            return found_before;
        }
        before = words >> 63;
        words = later;
        ats = later_ats;
    }
    *next = last;
    return found.count;
}
