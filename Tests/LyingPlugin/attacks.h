#ifndef BULLA_LYING_ATTACKS_H
#define BULLA_LYING_ATTACKS_H

#include "lies.h"

/// Deeds against another process; ends with a NULL name.
extern const struct deed attacks[];

/// The life of such a process: says that it is ready, and waits.
int be_victim(void);

#endif
