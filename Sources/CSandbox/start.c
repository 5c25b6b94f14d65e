#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confine.h"
#include "parts.h"

enum { SHARED = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS };

static void close_pair(int pair[2]) {
    for (int i = 0; i < 2; i++) {
        if (pair[i] >= 0) close(pair[i]);
    }
}

// Above the standard descriptors, which the caller may have closed.
static int make_pipe(int pair[2]) {
    int low[2];
    pair[0] = pair[1] = -1;
    if (pipe2(low, O_CLOEXEC) != 0) return errno;
    int error = 0;
    for (int i = 0; i < 2 && error == 0; i++) {
        pair[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 10);
        if (pair[i] < 0) error = errno;
    }
    close_pair(low);
    if (error != 0) close_pair(pair);
    return error;
}

static int write_text(pid_t pid, const char *file, const char *text) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    ssize_t length = (ssize_t)strlen(text);
    int error = write(descriptor, text, (size_t)length) == length ? 0 : errno;
    close(descriptor);
    return error;
}

// Inside, the one user and the one group are "nobody". Outside they are so too where the caller may say so; the
// kernel counts processes of root against no limit.
static int map_identity(pid_t pid) {
    char text[48];
    snprintf(text, sizeof text, "%d %d 1", NOBODY, NOBODY);
    if (geteuid() == 0 && write_text(pid, "gid_map", text) == 0 && write_text(pid, "uid_map", text) == 0) {
        return 0;
    }
    int error = write_text(pid, "setgroups", "deny");
    if (error != 0) return error;
    snprintf(text, sizeof text, "%d %u 1", NOBODY, (unsigned)getegid());
    error = write_text(pid, "gid_map", text);
    if (error != 0) return error;
    snprintf(text, sizeof text, "%d %u 1", NOBODY, (unsigned)geteuid());
    return write_text(pid, "uid_map", text);
}

static int put_files(const struct bulla_sandbox *sandbox) {
    int folder = open(sandbox->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (folder < 0) return errno;
    int error = sandbox_write_files(sandbox, folder);
    close(folder);
    return error;
}

// clone(2) with fork's meaning: the C library's fork would run handlers that take locks.
static pid_t clone_into(
    const struct bulla_sandbox *sandbox, const struct ends *ends, unsigned long flags, uint32_t granted) {
    pid_t pid = (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) sandbox_inside(sandbox, ends, granted);
    return pid;
}

static pid_t clone_isolated(const struct bulla_sandbox *sandbox, const struct ends *ends, int *mapped) {
    uint32_t granted = BULLA_GRANTED_USER | BULLA_GRANTED_PID | BULLA_GRANTED_NETWORK | BULLA_GRANTED_IPC
                       | BULLA_GRANTED_UTS;
    *mapped = 1;
    if (sandbox->folder == NULL) {
        return clone_into(sandbox, ends, SHARED | CLONE_NEWNS, granted | BULLA_GRANTED_MOUNT);
    }
    pid_t pid = -1;
    if (!(SANDBOX_WITHOUT(sandbox->without) & BULLA_WITHOUT_NAMESPACES)) {
        pid = clone_into(sandbox, ends, SHARED, granted);
    }
    if (pid >= 0) return pid;
    *mapped = 0;
    return clone_into(sandbox, ends, 0, 0);
}

// Until the process is one whose maps its user may write: this one is not dumpable, and neither is a copy of it at first.
static int await_ready(int ready) {
    char byte;
    ssize_t count;
    do count = read(ready, &byte, 1);
    while (count < 0 && errno == EINTR);
    return count == 1 ? 0 : count < 0 ? errno : ECHILD;
}

static int run(
    const struct bulla_sandbox *sandbox, struct ends *ends, int go, int ready, pid_t *pid, uint32_t *stage) {
    *stage = BULLA_STAGE_FILES;
    int error = sandbox->folder == NULL ? 0 : put_files(sandbox);
    if (error != 0) return error;
    int mapped = 0;
    *stage = BULLA_STAGE_NAMESPACES;
    *pid = clone_isolated(sandbox, ends, &mapped);
    if (*pid < 0) return errno;
    *stage = BULLA_STAGE_IDENTITY;
    // Then its end shows here, too.
    close(ends->ready);
    ends->ready = -1;
    error = await_ready(ready);
    if (error == 0 && mapped) error = map_identity(*pid);
    if (error == 0 && write(go, "g", 1) != 1) error = errno;
    if (error != 0) {
        kill(*pid, SIGKILL);
        while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR) {}
    }
    return error;
}

int bulla_sandbox_start(
    const struct bulla_sandbox *sandbox, struct bulla_sandbox_child *child, uint32_t *stage) {
    // Output, errors, status, go, ready.
    int pipes[5][2] = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
    int error = 0;
    // Before there is anybody who could look into this process.
    if (!(SANDBOX_WITHOUT(sandbox->without) & BULLA_WITHOUT_SECRECY)) bulla_keep_to_itself();
    *stage = BULLA_STAGE_PIPE;
    for (int i = 0; i < 5 && error == 0; i++) error = make_pipe(pipes[i]);
    if (error == 0) {
        struct ends ends = {pipes[0][1], pipes[1][1], pipes[2][1], pipes[3][0], pipes[4][1]};
        error = run(sandbox, &ends, pipes[3][1], pipes[4][0], &child->pid, stage);
        pipes[4][1] = ends.ready;
    }
    if (error == 0) {
        child->output = pipes[0][0];
        child->errors = pipes[1][0];
        child->status = pipes[2][0];
        for (int i = 0; i < 3; i++) pipes[i][0] = -1;
    }
    for (int i = 0; i < 5; i++) close_pair(pipes[i]);
    return error;
}

void bulla_sandbox_end(const struct bulla_sandbox_child *child) {
    kill(-child->pid, SIGKILL);
    kill(child->pid, SIGKILL);
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) {}
}
