#define _GNU_SOURCE
#include "address_space.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

// Above that a limit is no reason for anything.
static const rlim_t MUCH = (rlim_t)4 << 30;

static const char *last_words;

// What the standard library does where memory has come to an end; write and _exit are all that may be called here.
static void end(int signal) {
    (void)signal;
    if (write(STDERR_FILENO, last_words, strlen(last_words)) < 0) _exit(2);
    _exit(2);
}

uint64_t bulla_address_space_limit(void) {
    struct rlimit value;
    if (getrlimit(RLIMIT_AS, &value) != 0 || value.rlim_cur > MUCH) return 0;
    return value.rlim_cur;
}

int bulla_address_space_prepare(uint64_t wanted, const char *words) {
    // The C library would reserve 128 MiB for each thread.
    mallopt(M_ARENA_MAX, 1);
    void *room = mmap(NULL, wanted, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) return errno;
    munmap(room, wanted);
    last_words = words;
    static char stack[1 << 14];
    const stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternative, NULL);
    struct sigaction action = {.sa_handler = end, .sa_flags = SA_ONSTACK};
    const int signals[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
    return 0;
}
