#include "xzblock.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

int bulla_crc32_accelerated(void) {
    // Blocks are checked on several threads.
    static _Atomic int known = -1;
    if (known >= 0) return known;
    unsigned a, b, c, d;
    return known = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_PCLMUL) && (c & bit_SSE4_1);
}

#define TARGET __attribute__((target("pclmul,sse4.1")))

// Moves `x` on by the bits that `factors` stand for.
TARGET static inline __m128i fold(__m128i x, __m128i factors) {
    return _mm_xor_si128(_mm_clmulepi64_si128(x, factors, 0x00), _mm_clmulepi64_si128(x, factors, 0x11));
}

TARGET static inline __m128i load(const uint8_t *p) { return _mm_loadu_si128((const __m128i *)p); }

// V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009: four
// lanes are folded forward by 512 bits at a time, then into one, then reduced after Barrett. Bits are reflected.
TARGET uint32_t bulla_crc32_folded(uint32_t crc, const uint8_t *p, size_t count) {
    const __m128i by_512 = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
    const __m128i by_128 = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
    const __m128i by_64 = _mm_set_epi64x(0, 0x163cd6124);
    const __m128i barrett = _mm_set_epi64x(0x1f7011641, 0x1db710641);
    const __m128i low_words = _mm_setr_epi32(-1, 0, -1, 0);
    __m128i x[4];
    for (int i = 0; i < 4; i++) x[i] = load(p + 16 * i);
    x[0] = _mm_xor_si128(x[0], _mm_cvtsi32_si128((int)~crc));
    for (p += 64, count -= 64; count >= 64; p += 64, count -= 64)
        for (int i = 0; i < 4; i++) x[i] = _mm_xor_si128(fold(x[i], by_512), load(p + 16 * i));
    __m128i all = x[0];
    for (int i = 1; i < 4; i++) all = _mm_xor_si128(fold(all, by_128), x[i]);
    for (; count >= 16; p += 16, count -= 16) all = _mm_xor_si128(fold(all, by_128), load(p));
    all = _mm_xor_si128(_mm_srli_si128(all, 8), _mm_clmulepi64_si128(all, by_128, 0x10));
    __m128i high = _mm_srli_si128(all, 4);
    all = _mm_xor_si128(_mm_clmulepi64_si128(_mm_and_si128(all, low_words), by_64, 0x00), high);
    __m128i quotient = _mm_and_si128(
        _mm_clmulepi64_si128(_mm_and_si128(all, low_words), barrett, 0x10), low_words);
    all = _mm_xor_si128(all, _mm_clmulepi64_si128(quotient, barrett, 0x00));
    return ~(uint32_t)_mm_extract_epi32(all, 1);
}

#else

int bulla_crc32_accelerated(void) { return 0; }

uint32_t bulla_crc32_folded(uint32_t crc, const uint8_t *bytes, size_t count) {
    (void)bytes, (void)count;
    return crc;
}

#endif
