// System calls that those who are shut in may make; filter.c makes a program of the lists.
//
// Formats/plugin-v1.md section 5.2 describes them. By number where the C library's headers may be older than the call:
// from 424 on all machines agree.
#ifndef BULLA_SANDBOX_CALLS_H
#define BULLA_SANDBOX_CALLS_H

#include <fcntl.h>
#include <linux/audit.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define BULLA_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define BULLA_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef BULLA_ARCHITECTURE

// Calls of later kernels than this list knows do not exist for those who are shut in: the last that was judged is mseal.
enum { LAST_KNOWN = 462, CLONE3 = 435, OPENAT2 = 437 };

static const uint32_t calls_of_all[] = {
    // descriptors that are open
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_preadv, SYS_pwritev, SYS_preadv2,
    SYS_pwritev2, SYS_lseek, SYS_close, 436 /* close_range */, SYS_dup, SYS_dup3, SYS_pipe2, SYS_sendfile,
    SYS_fsync, SYS_fdatasync, SYS_fadvise64, SYS_readahead, SYS_fstat, SYS_fstatfs, SYS_getdents64, SYS_fchdir,
    SYS_ppoll, SYS_pselect6, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, 441 /* epoll_pwait2 */,
    SYS_eventfd2, SYS_timerfd_create, SYS_timerfd_settime, SYS_timerfd_gettime, SYS_signalfd4,
    // paths, without changing anything
    SYS_newfstatat, SYS_statx, SYS_statfs, SYS_faccessat, 439 /* faccessat2 */, SYS_readlinkat, SYS_getcwd,
    SYS_chdir, SYS_umask,
    // memory
    SYS_brk, SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_msync, SYS_mincore, SYS_mlock,
    SYS_munlock, SYS_membarrier, SYS_pkey_alloc, SYS_pkey_free, SYS_pkey_mprotect, 453 /* map_shadow_stack */,
    462 /* mseal */,
    // threads
    SYS_futex, 449 /* futex_waitv */, 454 /* futex_wake */, 455 /* futex_wait */, 456 /* futex_requeue */,
    SYS_set_tid_address, SYS_set_robust_list, SYS_rseq, SYS_sched_yield, SYS_sched_getaffinity,
    SYS_sched_getparam, SYS_sched_getscheduler, SYS_sched_get_priority_max, SYS_sched_get_priority_min,
    SYS_sched_rr_get_interval, SYS_getcpu, SYS_exit, SYS_exit_group, SYS_wait4, SYS_waitid,
    // who and where one is
    SYS_getpid, SYS_gettid, SYS_getppid, SYS_getpgid, SYS_getsid, SYS_getuid, SYS_geteuid, SYS_getgid,
    SYS_getegid, SYS_getresuid, SYS_getresgid, SYS_getgroups, SYS_capget, SYS_getpriority, SYS_getrusage,
    SYS_times, SYS_uname, SYS_sysinfo, SYS_getrandom,
    // one's own signals
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigpending, SYS_rt_sigtimedwait,
    SYS_rt_sigsuspend, SYS_sigaltstack, SYS_restart_syscall,
    // time
    SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_getitimer,
    SYS_setitimer, SYS_timer_create, SYS_timer_settime, SYS_timer_gettime, SYS_timer_getoverrun,
    SYS_timer_delete,
    // one's own limits
    SYS_getrlimit, SYS_setrlimit,
#if defined(__x86_64__)
    // what older C libraries call instead
    SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_getdents, SYS_poll, SYS_select, SYS_pipe, SYS_dup2,
    SYS_epoll_create, SYS_epoll_wait, SYS_eventfd, SYS_signalfd, SYS_time, SYS_alarm, SYS_pause, SYS_getpgrp,
    SYS_arch_prctl,
#endif
};

// The filter is there before the program is: it has to be executed.
static const uint32_t calls_of_plugins[] = {SYS_execve, SYS_execveat};

// Writing files, where Landlock lets them; memory for a plug-in's request; talking to the processes that start others.
static const uint32_t calls_of_readers[] = {
    SYS_openat, SYS_unlinkat, SYS_renameat2, SYS_linkat, SYS_ftruncate, SYS_fallocate, SYS_fchmod, SYS_flock,
    SYS_memfd_create, SYS_sendmsg, SYS_recvmsg, SYS_sendto, SYS_recvfrom,
#ifdef SYS_renameat
    SYS_renameat,
#endif
#if defined(__x86_64__)
    SYS_open, SYS_unlink, SYS_rename, SYS_link,
#endif
};

// fcntl(2): nothing that chooses who gets a signal, no locks or leases on files of others.
static const uint32_t descriptor_commands[] = {
    F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, 1033 /* F_ADD_SEALS */,
    1034 /* F_GET_SEALS */, 1032 /* F_GETPIPE_SZ */,
};

// ioctl(2): whether it is a terminal and how wide, how much can be read, close on exec, not waiting.
static const uint32_t device_commands[] = {
    0x5401 /* TCGETS */, 0x802c542a /* TCGETS2 */, TIOCGWINSZ, FIONREAD, FIOCLEX, FIONCLEX, FIONBIO,
};

// prctl(2): names of threads and of memory, huge pages, and asking.
static const uint32_t process_commands[] = {
    PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_PDEATHSIG, PR_CAPBSET_READ, PR_SET_NO_NEW_PRIVS,
    PR_GET_NO_NEW_PRIVS, PR_SET_THP_DISABLE, PR_GET_THP_DISABLE, 0x53564d41 /* PR_SET_VMA */,
};

#endif
#endif
