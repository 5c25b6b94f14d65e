#define _GNU_SOURCE
#include "lies.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define DEED(name) static int name(const struct request *request, struct answer *answer, char **arguments)
#define UNUSED (void)request, (void)answer, (void)arguments

int deaf(void) {
    // An answer that cannot be one to the request.
    static const char text[] = "{}\n";
    return write(1, text, sizeof text - 1) < 0;
}

DEED(two_values) {
    UNUSED;
    write_answer(answer);
    write_answer(answer);
    return 0;
}

DEED(trailing) {
    UNUSED;
    write_answer(answer);
    return write(1, "ok", 2) != 2;
}

DEED(silent) {
    UNUSED;
    return 0;
}

DEED(bad_exit) {
    UNUSED;
    write_answer(answer);
    return 1;
}

// A gigabyte, unless somebody stops it.
DEED(flood) {
    UNUSED;
    static char block[1 << 16];
    memset(block, ' ', sizeof block);
    for (int i = 0; i < 1 << 14; i++) {
        if (write(1, block, sizeof block) < 0) return 6;
    }
    write_answer(answer);
    return 0;
}

DEED(chatter) {
    UNUSED;
    static char block[1 << 16];
    memset(block, 'x', sizeof block);
    memcpy(block, "\033[31mred\033[0m \xe2\x80\xae", 16);
    for (int i = 0; i < 64; i++) {
        if (write(2, block, sizeof block) < 0) return 6;
    }
    write_answer(answer);
    return 0;
}

DEED(hang) {
    UNUSED;
    for (;;) pause();
}

DEED(answer_and_hang) {
    UNUSED;
    write_answer(answer);
    close(1);
    for (;;) pause();
}

DEED(spin) {
    UNUSED;
    for (volatile unsigned turns = 0;; turns++) {}
}

DEED(hungry) {
    UNUSED;
    for (size_t total = 0; total < (size_t)1 << 34; total += 1 << 20) {
        char *block = malloc(1 << 20);
        if (block == NULL) abort();
        memset(block, 1, 1 << 20);
    }
    write_answer(answer);
    return 0;
}

DEED(crash) {
    UNUSED;
    raise(SIGSEGV);
    return 0;
}

// A child that holds standard output open long after the answer.
DEED(fork_deed) {
    UNUSED;
    pid_t pid = fork();
    if (pid == 0) {
        for (;;) pause();
    }
    tell(request, "fork %s", pid > 0 ? "done" : strerrorname_np(errno));
}

DEED(fork_bomb) {
    UNUSED;
    int made = 0;
    for (int i = 0; i < 64; i++) {
        pid_t pid = i % 2 ? fork() : (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
        if (pid == 0) {
            alarm(5);
            for (;;) pause();
        }
        if (pid > 0) made++;
    }
    tell(request, "forks %d", made);
}

static void *wait_long(void *nothing) {
    for (;;) pause();
    return nothing;
}

DEED(threads) {
    UNUSED;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 1 << 16);
    int made = 0;
    pthread_t thread;
    while (made < 1000 && pthread_create(&thread, &attributes, wait_long, NULL) == 0) made++;
    tell(request, "threads %s", made < 2 ? "none" : made < 256 ? "some" : "all");
}

static const char *result(long value) { return value >= 0 ? "done" : strerrorname_np(errno); }

DEED(socket_deed) {
    UNUSED;
    int pair[2];
    const char *network = result(socket(AF_INET, SOCK_STREAM, 0));
    const char *machine = result(socket(AF_UNIX, SOCK_STREAM, 0));
    tell(request, "%s %s %s", network, machine, result(socketpair(AF_UNIX, SOCK_STREAM, 0, pair)));
}

static long make(const char *path) { return open(path, O_WRONLY | O_CREAT, 0600); }

DEED(write_deed) {
    UNUSED;
    const char *here = result(make("stolen"));
    const char *elsewhere = result(make("/tmp/bulla-plugin-stolen"));
    chmod("artifacts/proof", 0600);
    const char *proof = result(open("artifacts/proof", O_WRONLY | O_TRUNC));
    tell(request, "%s %s %s %s", here, elsewhere, proof, result(unlink("artifacts/proof")));
}

// Calls that the filter refuses; the first that is not refused is named.
DEED(calls) {
    UNUSED;
    static char nothing[256];
    const struct {
        const char *name;
        long number, first;
    } calls[] = {
        {"ptrace", SYS_ptrace, PTRACE_TRACEME}, {"mount", SYS_mount, 0}, {"bpf", SYS_bpf, 0},
        {"unshare", SYS_unshare, CLONE_NEWUSER}, {"setns", SYS_setns, 0}, {"keyctl", SYS_keyctl, 0},
        {"add_key", SYS_add_key, 0}, {"io_uring", 425, 1}, {"perf", SYS_perf_event_open, 0},
        {"userfaultfd", SYS_userfaultfd, 0}, {"memfd", SYS_memfd_create, (long)nothing},
        {"chroot", SYS_chroot, (long)"/"}, {"kill", SYS_kill, 1}, {"tgkill", SYS_tgkill, 1},
        {"pidfd_open", 434, 1}, {"vm_readv", SYS_process_vm_readv, 1}, {"shmget", SYS_shmget, 0},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (syscall(calls[i].number, calls[i].first, 0, 0, 0, 0) >= 0 || errno != EPERM) {
            tell(request, "%s %s", calls[i].name, strerrorname_np(errno));
        }
    }
    if (syscall(435, nothing, 64) >= 0 || errno != ENOSYS) tell(request, "clone3");
    if (syscall(0x3fffffff) >= 0 || errno != ENOSYS) tell(request, "later calls");
    tell(request, "all refused");
}

// What of the machine can be seen: environment, descriptors, user, process, host name, files.
DEED(look) {
    UNUSED;
    extern char **environ;
    int variables = 0, descriptors = 0;
    for (char **variable = environ; *variable != NULL; variable++) variables++;
    for (int number = 0; number < 4096; number++) descriptors += fcntl(number, F_GETFD) >= 0;
    char host[16] = "";
    gethostname(host, sizeof host - 1);
    tell(request, "%d %d %d %d %s", variables, descriptors, getuid() == 0, getpid(), host);
}

// Files outside of the working folder and the system's libraries.
DEED(pry) {
    UNUSED;
    const char *const paths[] = {"/proc/self/environ", "/etc/passwd", "/home", "/root", "/dev/null", "/sys", "/tmp"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (access(paths[i], F_OK) == 0) tell(request, "%s", paths[i]);
    }
    tell(request, "nothing");
}

static void list(const char *path, char *text, size_t limit) {
    DIR *folder = opendir(path);
    if (folder == NULL) return;
    int names = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) names += entry->d_name[0] != '.';
    closedir(folder);
    size_t used = strlen(text);
    snprintf(text + used, limit - used, "%s %d ", path, names);
}

DEED(folder) {
    UNUSED;
    char text[65] = "";
    list(".", text, sizeof text);
    list("artifacts", text, sizeof text);
    list("runtime", text, sizeof text);
    char first[8] = "";
    int file = open("runtime/lib/data.txt", O_RDONLY);
    if (file >= 0 && read(file, first, 7) < 0) return 7;
    tell(request, "%s%s", text, first);
}

DEED(arguments_deed) {
    UNUSED;
    tell(request, "%s", arguments[0]);
}

const struct deed deeds[] = {
    {"two-values", two_values}, {"trailing", trailing},     {"silent", silent},
    {"bad-exit", bad_exit},     {"flood", flood},           {"chatter", chatter},
    {"hang", hang},             {"answer-hang", answer_and_hang}, {"spin", spin},
    {"hungry", hungry},         {"crash", crash},           {"fork", fork_deed},
    {"fork-bomb", fork_bomb},   {"threads", threads},       {"socket", socket_deed},
    {"write", write_deed},      {"calls", calls},           {"look", look},
    {"pry", pry},               {"folder", folder},         {"arguments", arguments_deed},
    {NULL, NULL},
};
