#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls.h"
#include "parts.h"

#ifdef BULLA_ARCHITECTURE

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define ARGUMENT(index) (uint32_t) offsetof(struct seccomp_data, args[index])

struct program {
    struct sock_filter code[1024];
    unsigned short count;
};

static void add(struct program *program, uint16_t code, uint8_t yes, uint8_t no, uint32_t value) {
    program->code[program->count++] = (struct sock_filter){code, yes, no, value};
}

static void add_load(struct program *program, uint32_t offset) {
    add(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, offset);
}

static void add_return(struct program *program, uint32_t action) {
    add(program, BPF_RET | BPF_K, 0, 0, action);
}

static void add_refusal(struct program *program, int error) {
    add_return(program, SECCOMP_RET_ERRNO | (uint32_t)error);
}

// Calls of which every use is allowed.
static void allow(struct program *program, const uint32_t *numbers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, numbers[i]);
        add_return(program, SECCOMP_RET_ALLOW);
    }
}

static void refuse(struct program *program, uint32_t number, int error) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, number);
    add_refusal(program, error);
}

// A call whose argument must be one of a few; the kernel reads no more of these arguments than their low halves.
static void allow_values(
    struct program *program, uint32_t number, int argument, const uint32_t *values, size_t count) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, (uint8_t)(2 * count + 2), number);
    add_load(program, ARGUMENT(argument));
    allow(program, values, count);
    add_refusal(program, EPERM);
}

// A call whose argument must have one of the bits, or none of them.
static void allow_bits(
    struct program *program, uint32_t number, int argument, uint32_t bits, int is_wanted, int error) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 4, number);
    add_load(program, ARGUMENT(argument));
    add(program, BPF_JMP | BPF_JSET | BPF_K, is_wanted ? 1 : 0, is_wanted ? 0 : 1, bits);
    add_refusal(program, error);
    add_return(program, SECCOMP_RET_ALLOW);
}

static void check_machine(struct program *program) {
    add_load(program, offsetof(struct seccomp_data, arch));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, BULLA_ARCHITECTURE);
    add_return(program, SECCOMP_RET_KILL_PROCESS);
    add_load(program, offsetof(struct seccomp_data, nr));
    // The x32 calls of x86-64, and on both machines everything that is newer than the list.
    add(program, BPF_JMP | BPF_JGT | BPF_K, 0, 1, LAST_KNOWN);
    add_refusal(program, ENOSYS);
}

// Threads, not processes. clone3 keeps its flags in memory that a filter cannot see: the C library falls back. So do
// the flags of openat2.
static void allow_threads(struct program *program) {
    allow_bits(program, SYS_clone, 0, CLONE_THREAD, 1, EPERM);
    refuse(program, CLONE3, ENOSYS);
    refuse(program, OPENAT2, ENOSYS);
}

// A program's own word for itself, and no other: raise and abort work, signals to others do not.
static void allow_signals(struct program *program, int without) {
    const uint32_t own[] = {(uint32_t)getpid()};
    const uint32_t numbers[] = {SYS_kill, SYS_tgkill, SYS_tkill};
    if (without & BULLA_WITHOUT_SIGNAL_RULE) return allow(program, numbers, COUNT(numbers));
    for (size_t i = 0; i < COUNT(numbers); i++) allow_values(program, numbers[i], 0, own, COUNT(own));
}

static void allow_own_limits(struct program *program, int without) {
    const uint32_t own[] = {0, (uint32_t)getpid()};
    const uint32_t numbers[] = {SYS_prlimit64, SYS_sched_setaffinity};
    if (without & BULLA_WITHOUT_LIMIT_RULE) return allow(program, numbers, COUNT(numbers));
    for (size_t i = 0; i < COUNT(numbers); i++) allow_values(program, numbers[i], 0, own, COUNT(own));
}

// No signal is sent for a descriptor: neither its owner nor that signal can be chosen, nor can it be asked for.
static void allow_descriptor_calls(struct program *program, int without) {
    const uint32_t number = SYS_fcntl, ioctl = SYS_ioctl, prctl = SYS_prctl;
    if (without & BULLA_WITHOUT_FCNTL_RULE) {
        allow(program, &number, 1);
    } else {
        add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 7, number);
        add_load(program, ARGUMENT(1));
        add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 4, F_SETFL);
        add_load(program, ARGUMENT(2));
        add(program, BPF_JMP | BPF_JSET | BPF_K, 0, 1, O_ASYNC);
        add_refusal(program, EPERM);
        add_return(program, SECCOMP_RET_ALLOW);
        add_load(program, offsetof(struct seccomp_data, nr));
        allow_values(program, number, 1, descriptor_commands, COUNT(descriptor_commands));
    }
    if (without & BULLA_WITHOUT_IOCTL_RULE) {
        allow(program, &ioctl, 1);
    } else {
        allow_values(program, ioctl, 1, device_commands, COUNT(device_commands));
    }
    allow_values(program, prctl, 0, process_commands, COUNT(process_commands));
}

// Reading alone. EROFS is what a program would hear in the private root, whose files are read-only.
static void allow_reading(struct program *program, int without) {
    const uint32_t bits = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
    const uint32_t openat = SYS_openat;
    if (without & BULLA_WITHOUT_OPEN_RULE) {
        allow(program, &openat, 1);
    } else {
        allow_bits(program, openat, 2, bits, 0, EROFS);
    }
#ifdef SYS_open
    allow_bits(program, SYS_open, 1, bits, 0, EROFS);
#endif
}

static int install(const struct program *program) {
    struct sock_fprog filter = {program->count, (struct sock_filter *)program->code};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0 ? 0 : errno;
}

int sandbox_seccomp(uint32_t knocked_out) {
    const int without = SANDBOX_WITHOUT(knocked_out);
    struct program program = {.count = 0};
    check_machine(&program);
    allow(&program, calls_of_all, COUNT(calls_of_all));
    allow(&program, calls_of_plugins, COUNT(calls_of_plugins));
    allow_reading(&program, without);
    allow_threads(&program);
    allow_signals(&program, without);
    allow_own_limits(&program, without);
    allow_descriptor_calls(&program, without);
    if (without & BULLA_WITHOUT_CALL_LIST) {
        add_return(&program, SECCOMP_RET_ALLOW);
    } else {
        add_refusal(&program, EPERM);
    }
    return install(&program);
}

int sandbox_seccomp_of_reader(void) {
    struct program program = {.count = 0};
    check_machine(&program);
    allow(&program, calls_of_all, COUNT(calls_of_all));
    allow(&program, calls_of_readers, COUNT(calls_of_readers));
    allow_threads(&program);
    allow_signals(&program, 0);
    allow_own_limits(&program, 0);
    allow_descriptor_calls(&program, 0);
    add_refusal(&program, EPERM);
    return install(&program);
}

#else

int sandbox_seccomp(uint32_t knocked_out) { return (void)knocked_out, ENOSYS; }

int sandbox_seccomp_of_reader(void) { return ENOSYS; }

#endif
