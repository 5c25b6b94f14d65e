#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "parts.h"

static int limit(int resource, uint64_t soft, uint64_t hard) {
    struct rlimit value = {soft, hard};
    // Not above what the caller itself may use.
    struct rlimit old;
    if (getrlimit(resource, &old) != 0) return errno;
    if (value.rlim_max > old.rlim_max) value.rlim_max = old.rlim_max;
    if (value.rlim_cur > value.rlim_max) value.rlim_cur = value.rlim_max;
    return setrlimit(resource, &value) == 0 ? 0 : errno;
}

static int set_limits(const struct bulla_sandbox *sandbox, uint32_t granted) {
    const struct {
        int resource;
        uint64_t soft, hard;
    } limits[] = {
        {RLIMIT_CORE, 0, 0},
        {RLIMIT_FSIZE, 0, 0},
        {RLIMIT_MSGQUEUE, 0, 0},
        {RLIMIT_MEMLOCK, 0, 0},
        {RLIMIT_NOFILE, sandbox->descriptors, sandbox->descriptors},
        // SIGXCPU at the first, SIGKILL at the second.
        {RLIMIT_CPU, sandbox->cpu_seconds, sandbox->cpu_seconds + 1},
        {RLIMIT_AS, sandbox->memory, sandbox->memory},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        int error = limit(limits[i].resource, limits[i].soft, limits[i].hard);
        if (error != 0) return error;
    }
    // Outside of a user namespace all of the user's processes would count.
    if (!(granted & BULLA_GRANTED_USER)) return 0;
    return limit(RLIMIT_NPROC, sandbox->threads, sandbox->threads);
}

static int take_descriptors(const struct bulla_sandbox *sandbox, const struct ends *ends) {
    if (dup2(sandbox->input, 0) < 0 || dup2(ends->output, 1) < 0 || dup2(ends->errors, 2) < 0) return errno;
    int kept[] = {sandbox->program, ends->status};
    return sandbox_close_others(3, kept, 2);
}

// Landlock is taken where it is; the other two only a sandbox without full isolation may lack.
static uint32_t restrict_self(const struct bulla_sandbox *sandbox, int status, uint32_t granted) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
        granted |= BULLA_GRANTED_NO_NEW_PRIVILEGES;
    } else if (sandbox->folder == NULL) {
        sandbox_fail(status, BULLA_STAGE_NO_NEW_PRIVILEGES, errno);
    }
    const int without = SANDBOX_WITHOUT(sandbox->without);
    if (!(without & BULLA_WITHOUT_LANDLOCK) && sandbox_landlock(sandbox->folder) == 0) {
        granted |= BULLA_GRANTED_LANDLOCK;
    }
    int error = sandbox_seccomp(sandbox->without);
    if (error == 0) {
        granted |= BULLA_GRANTED_SECCOMP;
    } else if (sandbox->folder == NULL) {
        sandbox_fail(status, BULLA_STAGE_SECCOMP, error);
    }
    return granted;
}

// The kernel hands a script that was opened as a descriptor to its interpreter as /dev/fd/N, which must then stay
// open. In the private root there is a path instead, so that a script, too, has three descriptors only.
static int execute(const struct bulla_sandbox *sandbox) {
    char *const arguments[] = {(char *)sandbox->name, (char *)sandbox->argument, NULL};
    char *const environment[] = {NULL};
    int program = sandbox->program;
    if (sandbox->is_script && sandbox->folder == NULL) {
        execve("/plugin", arguments, environment);
        return errno;
    }
    if (sandbox->is_script) {
        program = dup2(program, 3);
        if (program < 0) return errno;
    }
    syscall(SYS_execveat, program, "", arguments, environment, AT_EMPTY_PATH);
    return errno;
}

_Noreturn void sandbox_execute(const struct bulla_sandbox *sandbox, const struct ends *ends, uint32_t granted) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    int error = take_descriptors(sandbox, ends);
    if (error != 0) sandbox_fail(ends->status, BULLA_STAGE_DESCRIPTORS, error);
    if (sandbox->folder != NULL && chdir(sandbox->folder) != 0) {
        sandbox_fail(ends->status, BULLA_STAGE_FILES, errno);
    }
    error = set_limits(sandbox, granted);
    if (error != 0) sandbox_fail(ends->status, BULLA_STAGE_LIMITS, error);
    granted = restrict_self(sandbox, ends->status, granted);
    sandbox_report(ends->status, BULLA_RECORD_GRANTED, granted, 0);
    error = execute(sandbox);
    sandbox_fail(ends->status, BULLA_STAGE_EXEC, error);
}
