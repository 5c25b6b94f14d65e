// The inner loops of a review: folding Unicode, and looking for terms and patterns at the beginnings of words.
//
// Formats/review-v1.md sections 3 and 4 say what is found. Nothing here allocates, and nothing reads beyond what it is given
// but for the padding that is named.
#ifndef BULLA_REVIEW_H
#define BULLA_REVIEW_H

#include <stddef.h>
#include <stdint.h>

/// Bytes that must be readable, and zero, behind a text that is scanned.
#define BULLA_REVIEW_PADDING 64
/// A hit spans at most so many bytes of text.
#define BULLA_REVIEW_SPAN 4096
/// Bits of the filter, as a power of two.
#define BULLA_REVIEW_FILTER_BITS 18
/// The longest folded term.
#define BULLA_REVIEW_TERM 256

/// What stands in a text; bits, since it decides how it is read.
enum { BULLA_REVIEW_HIGH = 1, BULLA_REVIEW_BACKSLASH = 2 };
int bulla_review_survey(const uint8_t *text, size_t count);

/// Where a folded text comes from: from `folded` on, byte i of it was byte i - folded + raw of the text.
typedef struct {
    uint32_t folded;
    uint32_t raw;
} bulla_review_place;

/// Folds UTF-8 into `out` (room for 3 * count bytes); `places` (room for count + 1) says where its bytes come from.
/// With `escapes`, escapes of JSON strings are read, however many backslashes stand before them. Gives the size.
size_t bulla_review_fold(
    const uint8_t *text, size_t count, int escapes, uint8_t *out, bulla_review_place *places, size_t *place_count);

/// Bits of a term's value that are word lists; those above are labels.
#define BULLA_REVIEW_LISTS 0xffffu

/// Sorted folded terms, and a filter for the first eight bytes of their first words. All arrays are the caller's.
typedef struct {
    const uint64_t *filter;
    const uint64_t *keys;
    uint32_t key_mask;
    const uint8_t *terms;
    const uint32_t *ends;
    const uint32_t *parents;
    const uint32_t *values;
    uint32_t count;
} bulla_review_index;

/// The key of a word for `filter` and `keys`, never 0, and its places there.
uint64_t bulla_review_key(const uint8_t *word, size_t count);
uint32_t bulla_review_filter_bit(uint64_t key);
uint32_t bulla_review_key_slot(uint64_t key);

enum {
    BULLA_REVIEW_TERMS,
    BULLA_REVIEW_SSN,
    BULLA_REVIEW_IPV4,
    BULLA_REVIEW_IPV6,
    BULLA_REVIEW_AT,
    BULLA_REVIEW_LONG,
    BULLA_REVIEW_ACCESS_KEY,
    BULLA_REVIEW_PORTION,
};

/// Something that begins at `start`: terms with the bits of `value`, a pattern, or what may be one.
typedef struct {
    uint32_t start;
    uint32_t end;
    uint32_t kind;
    uint32_t value;
} bulla_review_match;

/// Finds what begins in [first, last) of a text with padding. Stops when `room` matches are there; *next is where to go on.
size_t bulla_review_scan(
    const bulla_review_index *index, const uint8_t *text, size_t count, size_t first, size_t last,
    bulla_review_match *out, size_t room, size_t *next);

#endif
