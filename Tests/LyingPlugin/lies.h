#ifndef BULLA_LYING_LIES_H
#define BULLA_LYING_LIES_H

#include "answer.h"

/// Something done besides answering; gives the exit status.
struct deed {
    const char *name;
    int (*act)(const struct request *request, struct answer *answer, char **arguments);
};

/// Ends with a NULL name.
extern const struct deed deeds[];

/// Ends well without having read a byte.
int deaf(void);

#endif
