#define _GNU_SOURCE
#include "confine.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "parts.h"

enum { TRACING = 19 /* CAP_SYS_PTRACE */ };

// With this capability, which root has, a process may look into others that are not dumpable.
void bulla_give_up_tracing(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct sets[2];
    if (syscall(SYS_capget, &header, sets) != 0) return;
    sets[0].effective &= ~(1u << TRACING);
    sets[0].permitted &= ~(1u << TRACING);
    sets[0].inheritable &= ~(1u << TRACING);
    syscall(SYS_capset, &header, sets);
}

int bulla_keep_to_itself(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : errno;
}

uint32_t bulla_confine(const char *const *folders, size_t count) {
    uint32_t granted = 0;
    if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0) granted |= BULLA_CONFINED_NOT_DUMPABLE;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) granted |= BULLA_CONFINED_NO_NEW_PRIVILEGES;
    // Landlock first: the filter refuses its calls, as all that it does not list.
    uint32_t landlock = sandbox_landlock_of_reader(folders, count) == 0 ? BULLA_CONFINED_LANDLOCK : 0;
    if (sandbox_seccomp_of_reader() == 0) granted |= BULLA_CONFINED_SECCOMP;
    return granted | landlock;
}
