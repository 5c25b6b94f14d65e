#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "parts.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

// Calls of later kernels than this list knows are refused: the last one that was judged is mseal.
enum { LAST_KNOWN = 462, CLONE3 = 435, KILL_OFFSET = offsetof(struct seccomp_data, args[0]) };

// By number where the C library's headers may be older than the call; from 424 on all machines agree.
static const uint32_t refused[] = {
    // sockets, not even pairs
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
    // other processes
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_tkill, SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo, 424 /* pidfd_send_signal */, 434 /* pidfd_open */, 438 /* pidfd_getfd */,
    440 /* process_madvise */, 448 /* process_mrelease */, SYS_setpriority, SYS_sched_setscheduler,
    SYS_sched_setattr, SYS_ioprio_set,
    // mounts and namespaces
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns, 428 /* open_tree */,
    429 /* move_mount */, 430 /* fsopen */, 431 /* fsconfig */, 432 /* fsmount */, 433 /* fspick */,
    442 /* mount_setattr */, 457 /* statmount */, 458 /* listmount */,
    // parts of the kernel that no verifier needs
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, 425 /* io_uring_setup */, 426 /* io_uring_enter */,
    427 /* io_uring_register */, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_fanotify_init,
    SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_personality, SYS_memfd_create, 447 /* memfd_secret */,
    SYS_vmsplice, SYS_migrate_pages, SYS_move_pages,
    // memory that lives on without its process, and queues
    SYS_shmget, SYS_shmat, SYS_shmctl, SYS_msgget, SYS_semget, SYS_mq_open,
    // the machine
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot, SYS_swapon, SYS_swapoff,
    SYS_acct, SYS_quotactl, 443 /* quotactl_fd */, SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime,
    SYS_adjtimex, SYS_sethostname, SYS_setdomainname, SYS_syslog, SYS_vhangup,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
#if defined(__x86_64__)
    SYS_fork, SYS_vfork, SYS_iopl, SYS_ioperm, SYS_modify_ldt,
#endif
};

enum { REFUSED = sizeof refused / sizeof *refused, LONGEST = 2 * REFUSED + 40 };

struct program {
    struct sock_filter code[LONGEST];
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

static void refuse(struct program *program, uint32_t number, int error) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, number);
    add_return(program, SECCOMP_RET_ERRNO | (uint32_t)error);
}

// The program's own word for itself, and no other: raise and abort work, signals to others do not.
static void allow_for_self(struct program *program, uint32_t number) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 4, number);
    add_load(program, KILL_OFFSET);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (uint32_t)getpid());
    add_return(program, SECCOMP_RET_ALLOW);
    add_return(program, SECCOMP_RET_ERRNO | EPERM);
}

// Threads, not processes. clone3 keeps its flags in memory that a filter cannot see: the C library falls back.
static void allow_threads(struct program *program) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 4, SYS_clone);
    add_load(program, offsetof(struct seccomp_data, args[0]));
    add(program, BPF_JMP | BPF_JSET | BPF_K, 0, 1, CLONE_THREAD);
    add_return(program, SECCOMP_RET_ALLOW);
    add_return(program, SECCOMP_RET_ERRNO | EPERM);
    refuse(program, CLONE3, ENOSYS);
}

static void check_machine(struct program *program) {
    add_load(program, offsetof(struct seccomp_data, arch));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCHITECTURE);
    add_return(program, SECCOMP_RET_KILL_PROCESS);
    add_load(program, offsetof(struct seccomp_data, nr));
    // The x32 calls of x86-64, and on both machines everything that is newer than the list.
    add(program, BPF_JMP | BPF_JGT | BPF_K, 0, 1, LAST_KNOWN);
    add_return(program, SECCOMP_RET_ERRNO | ENOSYS);
}

int sandbox_seccomp(void) {
    struct program program = {.count = 0};
    check_machine(&program);
    for (size_t i = 0; i < REFUSED; i++) refuse(&program, refused[i], EPERM);
    allow_threads(&program);
    allow_for_self(&program, SYS_kill);
    allow_for_self(&program, SYS_tgkill);
    add_return(&program, SECCOMP_RET_ALLOW);
    struct sock_fprog filter = {program.count, program.code};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0 ? 0 : errno;
}

#else

int sandbox_seccomp(void) { return ENOSYS; }

#endif
