#include "blocks.h"
#include "sha256.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

int bulla_sha256_accelerated(void) {
    static int known = -1;
    if (known >= 0) return known;
    unsigned a, b, c, d;
    int sse = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSSE3) && (c & bit_SSE4_1);
    int sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29));
    return known = sse && sha;
}

#define TARGET __attribute__((target("sha,sse4.1,ssse3"), always_inline)) static inline

// One message in flight: the state as the instructions want it (ABEF, CDGH) and the 16 schedule words.
typedef struct {
    __m128i abef, cdgh, saved_abef, saved_cdgh, m[4];
} lane;

TARGET lane load_state(const uint32_t state[8]) {
    lane l;
    __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
    __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
    l.abef = _mm_alignr_epi8(low, high, 8);
    l.cdgh = _mm_blend_epi16(high, low, 0xf0);
    return l;
}

TARGET void store_state(uint32_t state[8], lane l) {
    __m128i low = _mm_shuffle_epi32(l.abef, 0x1b);
    __m128i high = _mm_shuffle_epi32(l.cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xf0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}

TARGET void load_block(lane *l, const uint8_t *p) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    for (int i = 0; i < 4; i++)
        l->m[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(p + 16 * i)), swap);
    l->saved_abef = l->abef;
    l->saved_cdgh = l->cdgh;
}

// Four rounds, and four further words of the schedule while there are any to make.
TARGET void four_rounds(lane *l, int i) {
    __m128i k = _mm_loadu_si128((const __m128i *)(bulla_sha256_constants + 4 * i));
    __m128i sum = _mm_add_epi32(l->m[i % 4], k);
    l->cdgh = _mm_sha256rnds2_epu32(l->cdgh, l->abef, sum);
    l->abef = _mm_sha256rnds2_epu32(l->abef, l->cdgh, _mm_shuffle_epi32(sum, 0x0e));
    if (i < 12) {
        __m128i older = _mm_sha256msg1_epu32(l->m[i % 4], l->m[(i + 1) % 4]);
        __m128i middle = _mm_alignr_epi8(l->m[(i + 3) % 4], l->m[(i + 2) % 4], 4);
        l->m[i % 4] = _mm_sha256msg2_epu32(_mm_add_epi32(older, middle), l->m[(i + 3) % 4]);
    }
}

TARGET void end_block(lane *l) {
    l->abef = _mm_add_epi32(l->abef, l->saved_abef);
    l->cdgh = _mm_add_epi32(l->cdgh, l->saved_cdgh);
}

__attribute__((target("sha,sse4.1,ssse3"))) void bulla_sha256_blocks_x86(
    uint32_t state[8], const uint8_t *p, size_t count) {
    lane l = load_state(state);
    for (; count; count--, p += 64) {
        load_block(&l, p);
#pragma clang loop unroll(full)
        for (int i = 0; i < 16; i++) four_rounds(&l, i);
        end_block(&l);
    }
    store_state(state, l);
}

__attribute__((target("sha,sse4.1,ssse3"))) void bulla_sha256_two_lanes_x86(
    uint32_t state_a[8], uint32_t state_b[8], const uint8_t *a, const uint8_t *b, size_t count) {
    lane la = load_state(state_a), lb = load_state(state_b);
    for (; count; count--, a += 64, b += 64) {
        load_block(&la, a);
        load_block(&lb, b);
#pragma clang loop unroll(full)
        for (int i = 0; i < 16; i++) {
            four_rounds(&la, i);
            four_rounds(&lb, i);
        }
        end_block(&la);
        end_block(&lb);
    }
    store_state(state_a, la);
    store_state(state_b, lb);
}

#else

int bulla_sha256_accelerated(void) { return 0; }

void bulla_sha256_blocks_x86(uint32_t state[8], const uint8_t *blocks, size_t count) {
    bulla_sha256_blocks_portable(state, blocks, count);
}

void bulla_sha256_two_lanes_x86(
    uint32_t state_a[8], uint32_t state_b[8], const uint8_t *a, const uint8_t *b, size_t count) {
    bulla_sha256_blocks_portable(state_a, a, count);
    bulla_sha256_blocks_portable(state_b, b, count);
}

#endif
