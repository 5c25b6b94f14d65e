// Starts one program that nobody trusts: no files but those given, no network, no other processes.
//
// What happens between fork and exec may use async-signal-safe calls only, since the caller has threads; that is why
// this is C. `Formats/plugin-v1.md` section 5 says what the program finds, and in which order it is shut in.
#ifndef BULLA_SANDBOX_H
#define BULLA_SANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// A file of the working folder, or a folder where `bytes` is NULL. `name` is an offset into `names`.
struct bulla_sandbox_file {
    size_t name;
    const uint8_t *bytes;
    size_t size;
};

struct bulla_sandbox {
    /// A sealed copy of the program; `is_script` when it begins with "#!".
    int program;
    int is_script;
    /// A sealed copy of what the program reads on standard input.
    int input;
    /// argv[0] and argv[1]; there are no others, and no environment.
    const char *name;
    const char *argument;
    /// The working folder's files, folders before what is in them; names end with NUL.
    const char *names;
    const struct bulla_sandbox_file *files;
    size_t file_count;
    /// NULL for full isolation. Else an empty folder of the machine: the files are put there, and whatever
    /// the kernel refuses is left out.
    const char *folder;
    uint64_t memory;
    uint64_t cpu_seconds;
    uint64_t threads;
    uint64_t descriptors;
    /// What a test does without, to see what it is for; a release build looks at none of these bits.
    uint32_t without;
};

/// Parts of the sandbox that a test leaves out.
enum {
    BULLA_WITHOUT_NAMESPACES = 1 << 0,
    BULLA_WITHOUT_LANDLOCK = 1 << 1,
    BULLA_WITHOUT_CALL_LIST = 1 << 2,
    BULLA_WITHOUT_SIGNAL_RULE = 1 << 3,
    BULLA_WITHOUT_LIMIT_RULE = 1 << 4,
    BULLA_WITHOUT_FCNTL_RULE = 1 << 5,
    BULLA_WITHOUT_IOCTL_RULE = 1 << 6,
    BULLA_WITHOUT_OPEN_RULE = 1 << 7,
    BULLA_WITHOUT_SECRECY = 1 << 8,
};

/// What the kernel granted, as bits of a record.
enum {
    BULLA_GRANTED_USER = 1 << 0,
    BULLA_GRANTED_MOUNT = 1 << 1,
    BULLA_GRANTED_PID = 1 << 2,
    BULLA_GRANTED_NETWORK = 1 << 3,
    BULLA_GRANTED_IPC = 1 << 4,
    BULLA_GRANTED_UTS = 1 << 5,
    BULLA_GRANTED_ROOT = 1 << 6,
    BULLA_GRANTED_NO_NEW_PRIVILEGES = 1 << 7,
    BULLA_GRANTED_SECCOMP = 1 << 8,
    BULLA_GRANTED_LANDLOCK = 1 << 9,
};

/// The step that failed.
enum {
    BULLA_STAGE_PIPE,
    BULLA_STAGE_NAMESPACES,
    BULLA_STAGE_IDENTITY,
    BULLA_STAGE_ROOT,
    BULLA_STAGE_FILES,
    BULLA_STAGE_CAPABILITIES,
    BULLA_STAGE_FORK,
    BULLA_STAGE_DESCRIPTORS,
    BULLA_STAGE_LIMITS,
    BULLA_STAGE_NO_NEW_PRIVILEGES,
    BULLA_STAGE_SECCOMP,
    BULLA_STAGE_EXEC,
};

/// What arrives on the status pipe, whole records only.
enum { BULLA_RECORD_GRANTED, BULLA_RECORD_FAILED, BULLA_RECORD_ENDED };
struct bulla_sandbox_record {
    uint32_t kind;
    /// Bits of what was granted, or the stage that failed.
    uint32_t what;
    /// The errno of a failure, or the wait status of a program that ended.
    int32_t value;
};

/// The running sandbox: its first process, and the reading ends of three pipes that the caller closes.
struct bulla_sandbox_child {
    pid_t pid;
    int output;
    int errors;
    int status;
};

/// 0, or an errno with `*stage`; nothing runs then and nothing is open.
int bulla_sandbox_start(
    const struct bulla_sandbox *sandbox, struct bulla_sandbox_child *child, uint32_t *stage);

/// Ends all processes of the sandbox and waits for the first of them.
void bulla_sandbox_end(const struct bulla_sandbox_child *child);

/// A new file in memory that can be executed, or a negative errno.
int bulla_memory_file(const char *name);

/// Makes its bytes and its size final; 0 or an errno.
int bulla_memory_file_seal(int descriptor);

/// Gives up, for all threads and all programs that this one starts, the right to make sockets; 0 or an errno.
int bulla_network_give_up(void);

/// The same, but for sockets of AF_UNIX, which end on this machine: the daemons of smart cards listen there.
int bulla_network_give_up_but_local(void);

/// The version of Landlock's interface, 0 where there is none.
int bulla_landlock_version(void);

#endif
