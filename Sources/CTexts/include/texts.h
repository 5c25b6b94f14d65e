// Texts that the programs carry, embedded so that they need no files beside them.
#ifndef BULLA_TEXTS_H
#define BULLA_TEXTS_H

#include <stddef.h>

typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} bulla_text;

// Documents of Formats/ and Docs/, in byte order of their names.
size_t bulla_document_count(void);
bulla_text bulla_document_at(size_t index);

// The script of release pages, Sources/Portal/check.js.
bulla_text bulla_release_script(void);

#endif
