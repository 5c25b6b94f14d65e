// What the files of this target share; nobody else includes it.
#ifndef BULLA_SANDBOX_PARTS_H
#define BULLA_SANDBOX_PARTS_H

#include "sandbox.h"

/// The user and group that a program runs as: "nobody".
enum { NOBODY = 65534 };

/// The writing ends of the pipes, and the reading end of the one that says "go on"; `ready` says that it can be said.
struct ends {
    int output;
    int errors;
    int status;
    int go;
    int ready;
};

/// The life of the sandbox's first process; `granted` are the namespaces that it has.
_Noreturn void sandbox_inside(const struct bulla_sandbox *sandbox, const struct ends *ends, uint32_t granted);

/// The life of the second one, up to exec.
_Noreturn void sandbox_execute(const struct bulla_sandbox *sandbox, const struct ends *ends, uint32_t granted);

/// Writes a record; _exit on a failure.
void sandbox_report(int status, uint32_t kind, uint32_t what, int32_t value);
_Noreturn void sandbox_fail(int status, uint32_t stage, int error);

/// Leaves only a root in memory: the system's programs and libraries, and the working folder. 0 or an errno.
int sandbox_enter_root(const struct bulla_sandbox *sandbox, uint32_t *stage);

/// Writes the working folder's files below an open folder; 0 or an errno.
int sandbox_write_files(const struct bulla_sandbox *sandbox, int folder);

/// Gives up all capabilities for good; 0 or an errno.
int sandbox_drop_capabilities(void);

/// Closes all descriptors from `first` but those in `kept`; 0 or an errno.
int sandbox_close_others(unsigned first, int *kept, size_t count);

/// A place of the machine that a program may see, or NULL behind the last.
const char *sandbox_system_place(size_t index);

/// Reading only, no connections, no signals out; of the machine no more than a private root would show, where the
/// program's working folder is `folder`, not NULL. 0 or an errno.
int sandbox_landlock(const char *folder);

/// Writing in these folders only, no connections, no signals out, no programs; 0 or an errno.
int sandbox_landlock_of_reader(const char *const *folders, size_t count);

/// Allows what calls.h lists for plug-ins, and refuses all else; 0 or an errno.
int sandbox_seccomp(uint32_t knocked_out);

/// The same with what calls.h lists for those who read bundles.
int sandbox_seccomp_of_reader(void);

/// The rules that a test does without; none in a release build.
#ifdef DEBUG
#define SANDBOX_WITHOUT(rules) ((int)(rules))
#else
#define SANDBOX_WITHOUT(rules) ((void)(rules), 0)
#endif

#endif
