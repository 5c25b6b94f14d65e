// What a plug-in could do to a process of its user that it can name, in Tests/PluginHostTests/AttackTests.swift.
//
// The process is made for that by the test (`lying-plugin --victim`), and its number is the proof's first public input.
#define _GNU_SOURCE
#include "attacks.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define DEED(name) static int name(const struct request *request, struct answer *answer, char **arguments)
#define UNUSED (void)answer, (void)arguments

enum { TIOCSPGRP_OF_SOCKETS = 0x8902, FIOSETOWN_OF_SOCKETS = 0x8901, NOBODY = 65534 };

int be_victim(void) {
    // Of the plug-in's user, if the test is root; else it is of one user with it anyway.
    if (geteuid() == 0 && (setresgid(NOBODY, NOBODY, NOBODY) != 0 || setresuid(NOBODY, NOBODY, NOBODY) != 0)) return 8;
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    // The thread of the test that started it may have blocked them.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (write(1, "ready\n", 6) != 6) return 9;
    // Nobody needs it for longer, whatever becomes of the test.
    alarm(60);
    for (;;) pause();
}

static pid_t victim_of(const struct request *request) {
    const char *text = strstr(request->bytes, "\"expected_public_inputs\":[\"");
    return text == NULL ? -1 : (pid_t)strtol(text + 27, NULL, 10);
}

static const char *result(long value) { return value >= 0 ? "done" : strerrorname_np(errno); }

DEED(kill_deed) {
    UNUSED;
    pid_t victim = victim_of(request);
    const char *thread = result(syscall(SYS_tgkill, victim, victim, 0));
    tell(request, "%s %s", thread, result(kill(victim, SIGKILL)));
}

DEED(limits) {
    UNUSED;
    struct rlimit none = {0, 0};
    tell(request, "%s", result(prlimit(victim_of(request), RLIMIT_NOFILE, &none, NULL)));
}

// The kernel sends the signal in the plug-in's stead, when something can be read.
DEED(owner) {
    UNUSED;
    int ends[2];
    pid_t victim = victim_of(request);
    if (pipe(ends) != 0) return 7;
    struct f_owner_ex whom = {F_OWNER_PID, victim};
    const char *asked = result(fcntl(ends[0], F_SETFL, O_ASYNC | O_NONBLOCK));
    const char *number = result(fcntl(ends[0], F_SETSIG, SIGKILL));
    const char *other = result(fcntl(ends[0], F_SETOWN_EX, &whom));
    const char *plain = result(fcntl(ends[0], F_SETOWN, victim));
    if (write(ends[1], "x", 1) != 1) return 7;
    tell(request, "%s %s %s %s", asked, number, other, plain);
}

DEED(device) {
    UNUSED;
    int ends[2], on = 1;
    pid_t victim = victim_of(request);
    if (pipe(ends) != 0) return 7;
    const char *first = result(ioctl(ends[0], FIOSETOWN_OF_SOCKETS, &victim));
    const char *second = result(ioctl(ends[0], TIOCSPGRP_OF_SOCKETS, &victim));
    tell(request, "%s %s %s", first, second, result(ioctl(ends[0], FIOASYNC, &on)));
}

DEED(handle) {
    UNUSED;
    int process = (int)syscall(434 /* pidfd_open */, victim_of(request), 0);
    const char *opened = result(process);
    const char *taken = result(syscall(438 /* pidfd_getfd */, process, 1, 0));
    tell(request, "%s %s %s", opened, taken, result(syscall(424 /* pidfd_send_signal */, process, SIGKILL, NULL, 0)));
}

// Nothing is mapped at such addresses: whoever may look hears of a bad one.
DEED(memory) {
    UNUSED;
    char byte = 0;
    struct iovec here = {&byte, 1}, there = {(void *)16, 1};
    pid_t victim = victim_of(request);
    const char *reading = result(process_vm_readv(victim, &here, 1, &there, 1, 0));
    tell(request, "%s %s", reading, result(process_vm_writev(victim, &here, 1, &there, 1, 0)));
}

static long open_memory(pid_t process, int flags) {
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/mem", (int)process);
    return open(path, flags);
}

DEED(file) {
    UNUSED;
    pid_t victim = victim_of(request);
    const char *reading = result(open_memory(victim, O_RDONLY));
    tell(request, "%s %s", reading, result(open_memory(victim, O_RDWR)));
}

// The process that started the plug-in, which is a copy of the host's.
DEED(starter) {
    UNUSED;
    tell(request, "%s", result(open_memory(getppid(), O_RDONLY)));
}

DEED(pace) {
    UNUSED;
    pid_t victim = victim_of(request);
    cpu_set_t processors;
    CPU_ZERO(&processors);
    CPU_SET(0, &processors);
    const char *where = result(sched_setaffinity(victim, sizeof processors, &processors));
    tell(request, "%s %s", where, result(setpriority(PRIO_PROCESS, (id_t)victim, 19)));
}

const struct deed attacks[] = {
    {"kill", kill_deed}, {"prlimit", limits}, {"owner", owner}, {"device", device}, {"pidfd", handle},
    {"vm", memory}, {"mem", file}, {"starter", starter}, {"pace", pace}, {NULL, NULL},
};
