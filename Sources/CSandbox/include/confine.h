// What a program gives up that reads what nobody trusts. None of it can be taken back.
#ifndef BULLA_CONFINE_H
#define BULLA_CONFINE_H

#include <stddef.h>
#include <stdint.h>

/// What the kernel granted.
enum {
    BULLA_CONFINED_NOT_DUMPABLE = 1 << 0,
    BULLA_CONFINED_NO_NEW_PRIVILEGES = 1 << 1,
    BULLA_CONFINED_SECCOMP = 1 << 2,
    BULLA_CONFINED_LANDLOCK = 1 << 3,
};

/// Keeps other processes of the same user out of this one's memory and descriptors; 0 or an errno. What it forks has the
/// same, what it executes has not.
int bulla_keep_to_itself(void);

/// Gives up the right of root to look into processes that keep to themselves.
void bulla_give_up_tracing(void);

/// Gives up programs, processes, sockets, and writing files anywhere but in these folders, for this thread and
/// those that it starts: call it while there is no other. Gives bits of what was granted.
uint32_t bulla_confine(const char *const *folders, size_t count);

#endif
