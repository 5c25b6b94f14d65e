// Documents of Formats/ and Docs/, embedded so that the binary needs no files beside it.
#ifndef BULLA_FORMATS_H
#define BULLA_FORMATS_H

#include <stddef.h>

typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} bulla_document;

size_t bulla_document_count(void);
bulla_document bulla_document_at(size_t index);

#endif
