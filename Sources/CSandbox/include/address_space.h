// A program in an address space with a limit (RLIMIT_AS, `ulimit -v`).
#ifndef BULLA_ADDRESS_SPACE_H
#define BULLA_ADDRESS_SPACE_H

#include <stdint.h>

/// The limit, if it is one of at most 4 GiB, else 0.
uint64_t bulla_address_space_limit(void);

/// For a program with such a limit: 0 if there is room for `wanted` more bytes, else an errno. Memory can come to an end later,
/// too: a fault then ends the program with these words, which must stay, and status 2.
int bulla_address_space_prepare(uint64_t wanted, const char *words);

#endif
