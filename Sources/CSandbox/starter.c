#define _GNU_SOURCE
#include "starter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "confine.h"
#include "sandbox.h"

enum { GRACE_MS = 2000, PAUSE_MS = 20, STOP = 0 };

// The process outlives an interrupt that ends the program, to end the command as well.
static const int ignored[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGPIPE, SIGTTOU};
enum { IGNORED_COUNT = sizeof ignored / sizeof *ignored };
static struct sigaction before[IGNORED_COUNT];

static void ignore_signals(void) {
    struct sigaction action = {.sa_handler = SIG_IGN};
    for (int i = 0; i < IGNORED_COUNT; i++) sigaction(ignored[i], &action, &before[i]);
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void reply(int starter, uint32_t kind, int value) {
    struct bulla_starter_reply reply = {kind, value};
    send(starter, &reply, sizeof reply, MSG_NOSIGNAL);
}

// Ours are told to the command by the request; a password of the program's is nothing for it.
static void drop_settings(void) {
    for (char **entry = environ; *entry != NULL;) {
        if (strncmp(*entry, "BULLA_", 6) != 0) {
            entry++;
            continue;
        }
        for (char **rest = entry; *rest != NULL; rest++) rest[0] = rest[1];
    }
}

static _Noreturn void become(char *texts, size_t size, const int descriptors[2], int terminal) {
    setpgid(0, 0);
    if (terminal >= 0) tcsetpgrp(terminal, getpid());
    for (int i = 0; i < IGNORED_COUNT; i++) sigaction(ignored[i], &before[i], NULL);
    drop_settings();
    for (size_t at = strlen(texts) + 1; at < size; at += strlen(texts + at) + 1) putenv(texts + at);
    if (dup2(descriptors[0], STDIN_FILENO) < 0 || dup2(descriptors[1], STDOUT_FILENO) < 0) _exit(127);
    execl("/bin/sh", "sh", "-c", texts, (char *)NULL);
    _exit(127);
}

// The terminal, if the program is in its foreground and can lend it.
static int lent_terminal(void) {
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal >= 0 && tcgetpgrp(terminal) == getpgrp()) return terminal;
    if (terminal >= 0) close(terminal);
    return -1;
}

// Waits for the end of a command. Any message, and the end of the program, stop it.
static int await(int starter, pid_t pid, int *is_over) {
    int status = 0;
    long deadline = -1;
    struct pollfd polled[2] = {{starter, POLLIN, 0}, {(int)syscall(SYS_pidfd_open, pid, 0), POLLIN, 0}};
    while (waitpid(pid, &status, WNOHANG) == 0) {
        long left = deadline < 0 ? -1 : deadline > now() ? deadline - now() : PAUSE_MS;
        if (polled[1].fd < 0 && (left < 0 || left > PAUSE_MS)) left = PAUSE_MS;
        poll(polled, 2, (int)left);
        if (polled[0].fd >= 0 && polled[0].revents != 0) {
            char message;
            *is_over = recv(starter, &message, sizeof message, 0) <= 0;
            polled[0].fd = -1;
            deadline = now() + GRACE_MS;
            kill(-pid, SIGTERM);
        }
        if (deadline >= 0 && now() >= deadline) kill(-pid, SIGKILL);
    }
    if (polled[1].fd >= 0) close(polled[1].fd);
    return status;
}

static int run(int starter, char *texts, size_t size, const int descriptors[2]) {
    int is_over = 0;
    int terminal = lent_terminal();
    struct termios settings;
    int is_kept = terminal >= 0 && tcgetattr(terminal, &settings) == 0;
    pid_t pid = fork();
    if (pid == 0) become(texts, size, descriptors, terminal);
    int error = pid < 0 ? errno : 0;
    close(descriptors[0]);
    close(descriptors[1]);
    reply(starter, BULLA_STARTER_STARTED, error);
    if (pid > 0) {
        setpgid(pid, pid);
        int status = await(starter, pid, &is_over);
        // What it left behind in its group holds on to our pipes.
        kill(-pid, SIGKILL);
        if (terminal >= 0) tcsetpgrp(terminal, getpgrp());
        // A command that is stopped while it asks for a PIN leaves the echo off.
        if (is_kept) tcsetattr(terminal, TCSADRAIN, &settings);
        reply(starter, BULLA_STARTER_ENDED, status);
    }
    if (terminal >= 0) close(terminal);
    return is_over;
}

// The two descriptors that came with a message.
static int take_descriptors(struct msghdr *message, int descriptors[2]) {
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    if (header == NULL || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(2 * sizeof(int))) {
        return 0;
    }
    memcpy(descriptors, CMSG_DATA(header), 2 * sizeof(int));
    return 1;
}

static _Noreturn void serve(int starter) {
    static char texts[BULLA_STARTER_REQUEST_LIMIT + 1];
    for (int is_over = 0; !is_over;) {
        char control[CMSG_SPACE(2 * sizeof(int))] __attribute__((aligned(8)));
        struct iovec part = {texts, BULLA_STARTER_REQUEST_LIMIT};
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        ssize_t size = recvmsg(starter, &message, MSG_CMSG_CLOEXEC);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        texts[size] = 0;
        int descriptors[2];
        // A late stop of a command that has ended.
        if (!take_descriptors(&message, descriptors)) continue;
        is_over = run(starter, texts, (size_t)size, descriptors);
    }
    _exit(0);
}

int bulla_starter_begin(void) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return -errno;
    // Before there are two: the new process has it from its first moment.
    bulla_keep_to_itself();
    pid_t pid = fork();
    if (pid == 0) {
        close(pair[0]);
        ignore_signals();
        // Whoever reads what the program writes must not wait for this process.
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0) _exit(127);
        bulla_network_give_up_but_local();
        serve(pair[1]);
    }
    int error = errno;
    close(pair[1]);
    if (pid > 0) return pair[0];
    close(pair[0]);
    return -error;
}

int bulla_starter_run(int starter, const char *texts, size_t size, int input, int output) {
    if (size > BULLA_STARTER_REQUEST_LIMIT) return E2BIG;
    int descriptors[2] = {input, output};
    char control[CMSG_SPACE(sizeof descriptors)] __attribute__((aligned(8)));
    struct iovec part = {(void *)texts, size};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptors);
    memcpy(CMSG_DATA(header), descriptors, sizeof descriptors);
    return sendmsg(starter, &message, MSG_NOSIGNAL) < 0 ? errno : 0;
}

int bulla_starter_pipe(int pair[2]) { return pipe2(pair, O_CLOEXEC) == 0 ? 0 : errno; }

long bulla_starter_write(int descriptor, const void *bytes, size_t size) {
    sigset_t pipes, old;
    const struct timespec at_once = {0, 0};
    sigemptyset(&pipes);
    sigaddset(&pipes, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipes, &old);
    ssize_t count = write(descriptor, bytes, size);
    int error = errno;
    // The one that was sent to this thread for this write.
    if (count < 0 && error == EPIPE) sigtimedwait(&pipes, NULL, &at_once);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return count < 0 ? -error : count;
}

int bulla_starter_stop(int starter) {
    char message = STOP;
    return send(starter, &message, sizeof message, MSG_NOSIGNAL) < 0 ? errno : 0;
}
