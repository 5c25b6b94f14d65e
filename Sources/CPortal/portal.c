#include "portal.h"

// `#embed` makes the compiler follow changes of the file.
static const unsigned char check[] = {
#embed "check.js"
};

const unsigned char *bulla_portal_check_start(void) { return check; }

size_t bulla_portal_check_size(void) { return sizeof check; }
