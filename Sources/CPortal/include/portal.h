// The program of the release pages, embedded so that the binary needs no files beside it.
#ifndef BULLA_PORTAL_H
#define BULLA_PORTAL_H

#include <stddef.h>

const unsigned char *bulla_portal_check_start(void);
size_t bulla_portal_check_size(void);

#endif
