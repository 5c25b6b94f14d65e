#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parts.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020
#endif

int bulla_memory_file(const char *name) {
    int low = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    // Linux before 6.3 does not know the last flag, and does without it.
    if (low < 0 && errno == EINVAL) low = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (low < 0) return -errno;
    // Above the standard descriptors, which the caller may have closed.
    int descriptor = fcntl(low, F_DUPFD_CLOEXEC, 10);
    int error = errno;
    close(low);
    return descriptor < 0 ? -error : descriptor;
}

int bulla_memory_file_seal(int descriptor) {
    int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
    return fcntl(descriptor, F_ADD_SEALS, seals) == 0 ? 0 : errno;
}
