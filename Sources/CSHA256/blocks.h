// The compression function of FIPS 180-4 section 6.2.2, over whole blocks.
#ifndef BULLA_SHA256_BLOCKS_H
#define BULLA_SHA256_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

extern const uint32_t bulla_sha256_constants[64];

void bulla_sha256_blocks_portable(uint32_t state[8], const uint8_t *blocks, size_t count);
void bulla_sha256_blocks_x86(uint32_t state[8], const uint8_t *blocks, size_t count);
void bulla_sha256_two_lanes_x86(
    uint32_t state_a[8], uint32_t state_b[8], const uint8_t *a, const uint8_t *b, size_t count);

#endif
