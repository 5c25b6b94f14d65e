#include "review.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "folding.inc"

enum { separator, word, solo, skipped };

// Bytes from `at` on, at most `count`, that are copied as they are: ASCII, and no backslash if `escapes`.
static size_t plain(const uint8_t *text, size_t count, int escapes) {
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i backslash = _mm_set1_epi8(escapes ? '\\' : -1);
    for (; i + 16 <= count; i += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(text + i));
        const unsigned stop = (unsigned)_mm_movemask_epi8(_mm_or_si128(bytes, _mm_cmpeq_epi8(bytes, backslash)));
        if (stop) return i + (size_t)__builtin_ctz(stop);
    }
#endif
    while (i < count && text[i] < 0x80 && !(escapes && text[i] == '\\')) i++;
    return i;
}

int bulla_review_survey(const uint8_t *text, size_t count) {
    int found = 0;
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i backslash = _mm_set1_epi8('\\');
    __m128i high = _mm_setzero_si128(), escape = _mm_setzero_si128();
    for (; i + 16 <= count; i += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(text + i));
        high = _mm_or_si128(high, bytes);
        escape = _mm_or_si128(escape, _mm_cmpeq_epi8(bytes, backslash));
    }
    if (_mm_movemask_epi8(high)) found |= BULLA_REVIEW_HIGH;
    if (_mm_movemask_epi8(escape)) found |= BULLA_REVIEW_BACKSLASH;
#endif
    for (; i < count; i++) {
        if (text[i] >= 0x80) found |= BULLA_REVIEW_HIGH;
        if (text[i] == '\\') found |= BULLA_REVIEW_BACKSLASH;
    }
    return found;
}

// One code point of UTF-8; gives its size, 0 where there is none.
static size_t decode(const uint8_t *text, size_t count, uint32_t *code) {
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    const uint8_t lead = text[0];
    const size_t size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (size == 0 || size > count) return 0;
    uint32_t value = lead & (0xffu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xc0) != 0x80) return 0;
        value = value << 6 | (text[i] & 0x3f);
    }
    if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return 0;
    *code = value;
    return size;
}

static size_t encode(uint32_t code, uint8_t *out) {
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    const size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--) {
        out[i] = (uint8_t)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    out[0] = (uint8_t)((0xf00u >> size) | code);
    return size;
}

// What stands for a code point beyond ASCII; at most three times the bytes of its UTF-8.
static size_t folded(uint32_t code, uint8_t *out) {
    uint16_t entry;
    if (code < 0x20000) {
        entry = pages[page_numbers[code >> 8]][code & 0xff];
    } else if (code < 0x32000) {
        entry = solo;
    } else {
        entry = code >= 0xe0000 && code < 0xe1000 ? skipped : separator;
    }
    size_t size = 0;
    switch (entry) {
    case skipped: return 0;
    case separator: out[0] = ' '; return 1;
    case word: return encode(code, out);
    case solo:
        out[0] = ' ';
        size = encode(code, out + 1);
        out[size + 1] = ' ';
        return size + 2;
    default: {
        const uint8_t *sequence = sequences + entry - 4;
        memcpy(out, sequence + 1, sequence[0]);
        return sequence[0];
    }
    }
}

static int digit(uint8_t byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

// The four digits after `uXXXX`'s u, or -1.
static int32_t unit(const uint8_t *text, size_t count) {
    if (count < 5 || text[0] != 'u') return -1;
    int32_t value = 0;
    for (size_t i = 1; i < 5; i++) {
        const int d = digit(text[i]);
        if (d < 0) return -1;
        value = value << 4 | d;
    }
    return value;
}

// An escape: backslashes, and what they make of what follows. Gives the bytes read; *size is what was written.
static size_t unescape(const uint8_t *text, size_t count, uint8_t *out, size_t *size) {
    size_t i = 0;
    while (i < count && text[i] == '\\') i++;
    *size = 0;
    const int32_t first = unit(text + i, count - i);
    if (first < 0) {
        out[(*size)++] = ' ';
        return i < count && memchr("bfnrt", text[i], 5) ? i + 1 : i;
    }
    i += 5;
    uint32_t code = (uint32_t)first;
    if (code >= 0xd800 && code < 0xe000) {
        size_t j = i;
        while (j < count && text[j] == '\\') j++;
        const int32_t second = j > i ? unit(text + j, count - j) : -1;
        if (code >= 0xdc00 || second < 0xdc00 || second > 0xdfff) {
            out[(*size)++] = ' ';
            return i;
        }
        code = 0x10000 + ((code - 0xd800) << 10) + ((uint32_t)second - 0xdc00);
        i = j + 5;
    }
    *size = code == 0 ? (out[0] = ' ', 1) : code < 0x80 ? encode(code, out) : folded(code, out);
    return i;
}

size_t bulla_review_fold(
    const uint8_t *text, size_t count, int escapes, uint8_t *out, bulla_review_place *places, size_t *place_count)
{
    size_t i = 0, size = 0, marks = 0;
    places[marks++] = (bulla_review_place){0, 0};
    while (i < count) {
        const size_t run = plain(text + i, count - i, escapes);
        memcpy(out + size, text + i, run);
        i += run;
        size += run;
        if (i == count) break;
        size_t read, written;
        uint32_t code;
        if (text[i] == '\\') {
            read = unescape(text + i, count - i, out + size, &written);
        } else if ((read = decode(text + i, count - i, &code))) {
            written = folded(code, out + size);
        } else {
            out[size] = ' ';
            read = written = 1;
        }
        const size_t raw = i;
        i += read;
        // What an escape or a code point gives begins where it begins; what follows, behind it.
        if (read != written) {
            if (written > 0) places[marks++] = (bulla_review_place){(uint32_t)size, (uint32_t)raw};
            size += written;
            places[marks++] = (bulla_review_place){(uint32_t)size, (uint32_t)i};
        } else {
            size += written;
        }
    }
    *place_count = marks;
    return size;
}
