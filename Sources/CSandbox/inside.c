#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parts.h"

void sandbox_report(int status, uint32_t kind, uint32_t what, int32_t value) {
    struct bulla_sandbox_record record = {kind, what, value};
    while (write(status, &record, sizeof record) < 0 && errno == EINTR) {}
}

_Noreturn void sandbox_fail(int status, uint32_t stage, int error) {
    sandbox_report(status, BULLA_RECORD_FAILED, stage, error);
    _exit(127);
}

// A handler of the caller's must not run here, and what it ignores is not for the program to inherit.
static void reset_signals(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void sort(int *values, size_t count) {
    for (size_t i = 1; i < count; i++) {
        for (size_t j = i; j > 0 && values[j - 1] > values[j]; j--) {
            int value = values[j];
            values[j] = values[j - 1];
            values[j - 1] = value;
        }
    }
}

static int close_range_of(unsigned first, unsigned last) {
    if (first > last) return 0;
    if (syscall(SYS_close_range, first, last, 0) == 0) return 0;
    if (errno != ENOSYS && errno != EPERM) return errno;
    // Linux before 5.9.
    long limit = sysconf(_SC_OPEN_MAX);
    for (unsigned number = first; number <= last && (long)number < limit; number++) close((int)number);
    return 0;
}

int sandbox_close_others(unsigned first, int *kept, size_t count) {
    sort(kept, count);
    for (size_t i = 0; i < count; i++) {
        int error = kept[i] > 0 ? close_range_of(first, (unsigned)kept[i] - 1) : 0;
        if (error != 0) return error;
        first = (unsigned)kept[i] + 1;
    }
    return close_range_of(first, ~0U);
}

int sandbox_drop_capabilities(void) {
    for (int number = 0; number < 64; number++) {
        if (prctl(PR_CAPBSET_DROP, number, 0, 0, 0) != 0) break;
    }
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
    return syscall(SYS_capset, &header, none) == 0 ? 0 : errno;
}

// Waits for the maps, or ends with the caller.
static void await_go(int go) {
    char byte;
    ssize_t count;
    do count = read(go, &byte, 1);
    while (count < 0 && errno == EINTR);
    if (count != 1) _exit(127);
}

static int become_nobody(uint32_t granted) {
    if (!(granted & BULLA_GRANTED_USER) && geteuid() != 0) return 0;
    // Denied where the caller was not allowed to set groups; then there is nothing to set.
    syscall(SYS_setgroups, 0, NULL);
    if (syscall(SYS_setresgid, NOBODY, NOBODY, NOBODY) != 0) return errno;
    return syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY) == 0 ? 0 : errno;
}

// Reaps everybody, as a first process must, until the program itself has ended.
static _Noreturn void await(pid_t program, int status) {
    int ended = 0;
    for (;;) {
        pid_t pid = waitpid(-1, &ended, 0);
        if (pid == program) break;
        if (pid < 0 && errno != EINTR) _exit(127);
    }
    sandbox_report(status, BULLA_RECORD_ENDED, 0, ended);
    // With this process the kernel ends all others of its PID namespace.
    _exit(0);
}

_Noreturn void sandbox_inside(const struct bulla_sandbox *sandbox, const struct ends *ends, uint32_t granted) {
    reset_signals();
    int kept[] = {sandbox->program, sandbox->input, ends->output, ends->errors, ends->status, ends->go, ends->ready};
    int error = sandbox_close_others(0, kept, sizeof kept / sizeof *kept);
    if (error != 0) sandbox_fail(ends->status, BULLA_STAGE_DESCRIPTORS, error);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    // Only of a process that is dumpable may its user write the maps; nothing that is not trusted runs yet.
    if (granted & BULLA_GRANTED_USER) prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    if (write(ends->ready, "r", 1) != 1) _exit(127);
    close(ends->ready);
    await_go(ends->go);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    setsid();
    error = become_nobody(granted);
    // In a container that knows no such user, a root without capabilities has to do.
    if (error == EINVAL && !(granted & BULLA_GRANTED_USER)) error = 0;
    if (error != 0) sandbox_fail(ends->status, BULLA_STAGE_IDENTITY, error);
    // A change of user cleared it.
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (granted & BULLA_GRANTED_UTS) syscall(SYS_sethostname, "bulla", 5);
    if (sandbox->folder == NULL) {
        uint32_t stage = BULLA_STAGE_ROOT;
        error = sandbox_enter_root(sandbox, &stage);
        if (error != 0) sandbox_fail(ends->status, stage, error);
        granted |= BULLA_GRANTED_ROOT;
    }
    error = sandbox_drop_capabilities();
    if (error != 0) sandbox_fail(ends->status, BULLA_STAGE_CAPABILITIES, error);
    // The memory of the caller is still here; the program must not be able to look into it, whatever a change of
    // user made of that.
    prctl(PR_SET_DUMPABLE, SANDBOX_WITHOUT(sandbox->without) & BULLA_WITHOUT_SECRECY ? 1 : 0, 0, 0, 0);
    sandbox_report(ends->status, BULLA_RECORD_GRANTED, granted, 0);
    pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid < 0) sandbox_fail(ends->status, BULLA_STAGE_FORK, errno);
    if (pid == 0) sandbox_execute(sandbox, ends, granted);
    await(pid, ends->status);
}
