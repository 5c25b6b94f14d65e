// Tries what a program that only reads must not be able to do any more; a line for each attempt, and how it ended.
//
//     confined-probe FOLDER            gives up what `bulla_confine` gives up, but for writing in FOLDER
//     confined-probe FOLDER OTHER      the same, but for writing in OTHER
//     confined-probe FOLDER --free     gives up nothing: the same attempts, to see that they would succeed
//     confined-probe --starter         makes the process that starts commands, gives up what all programs give up, and
//                                      reaches for that process; with --free it gives up nothing
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confine.h"
#include "sandbox.h"
#include "starter.h"

static void say(const char *name, long value) {
    printf("%s %s\n", name, value >= 0 ? "done" : strerrorname_np(errno));
}

static long fork_and_end(void) {
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    return pid > 0 ? waitpid(pid, NULL, 0) : pid;
}

// In a process of its own, for what succeeds does not come back.
static long execute(void) {
    char *const arguments[] = {"true", NULL};
    if (access("/bin/true", X_OK) != 0) return 0;
    execv("/bin/true", arguments);
    return -1;
}

static void *count(void *number) {
    ++*(int *)number;
    return NULL;
}

static long thread(void) {
    pthread_t thread;
    int number = 0;
    if (pthread_create(&thread, NULL, count, &number) != 0) return -1;
    pthread_join(thread, NULL);
    return number == 1 ? 0 : -1;
}

static long write_and_rename(const char *folder) {
    char first[4096], second[4096];
    snprintf(first, sizeof first, "%s/first.partial", folder);
    snprintf(second, sizeof second, "%s/second", folder);
    int file = open(first, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (file < 0 || write(file, "x", 1) != 1 || fsync(file) != 0 || close(file) != 0) return -1;
    if (rename(first, second) != 0 || link(second, first) != 0) return -1;
    return unlink(first) == 0 ? unlink(second) : -1;
}

static int first_child(void) {
    char path[64];
    int child = -1;
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "r");
    if (file == NULL) return -1;
    if (fscanf(file, "%d", &child) != 1) child = -1;
    fclose(file);
    return child;
}

static int reach_for_starter(int is_free) {
    int starter = bulla_starter_begin();
    if (starter < 0) return 2;
    if (!is_free && bulla_network_give_up() != 0) return 3;
    if (!is_free) bulla_give_up_tracing();
    int child = first_child();
    char path[64], byte;
    snprintf(path, sizeof path, "/proc/%d/mem", child);
    struct iovec here = {&byte, 1}, there = {(void *)16, 1};
    say("child", child);
    say("mem", open(path, O_RDWR));
    int handle = (int)syscall(434 /* pidfd_open */, child, 0);
    say("getfd", syscall(438 /* pidfd_getfd */, handle, 2, 0));
    // Nothing is mapped there: EFAULT is for those who may look.
    say("readv", process_vm_readv(child, &here, 1, &there, 1, 0));
    return 0;
}

int main(int argc, char **arguments) {
    if (argc < 2) return 64;
    if (strcmp(arguments[1], "--starter") == 0) return reach_for_starter(argc > 2);
    const char *folder = arguments[1];
    int is_free = argc > 2 && strcmp(arguments[2], "--free") == 0;
    char elsewhere[4096], below[4096];
    snprintf(elsewhere, sizeof elsewhere, "%s/../elsewhere", folder);
    snprintf(below, sizeof below, "%s/folder", folder);
    if (!is_free) {
        bulla_keep_to_itself();
        const char *allowed = argc > 2 ? arguments[2] : folder;
        printf("granted %u\n", bulla_confine(&allowed, 1));
    }
    int pair[2];
    struct rlimit limit;
    pid_t other = getppid();
    say("read", open("/etc/passwd", O_RDONLY));
    say("inside", write_and_rename(folder));
    say("thread", thread());
    say("memory", memfd_create("x", MFD_CLOEXEC));
    say("elsewhere", open(elsewhere, O_WRONLY | O_CREAT, 0600));
    say("remove", unlink(elsewhere));
    say("folder", mkdir(below, 0700));
    say("remove-folder", rmdir(below));
    say("socket", socket(AF_INET, SOCK_STREAM, 0));
    say("local", socket(AF_UNIX, SOCK_STREAM, 0));
    say("pair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    say("process", fork_and_end());
    say("signal", kill(other, 0));
    say("limits", prlimit(other, RLIMIT_NOFILE, NULL, &limit));
    say("handle", syscall(434 /* pidfd_open */, other, 0));
    fflush(stdout);
    say("program", execute());
    return 0;
}
