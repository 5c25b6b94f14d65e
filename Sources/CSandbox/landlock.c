#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "parts.h"

// linux/landlock.h of Linux 6.12; older headers lack the later fields.
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446, VERSION_FLAG = 1, PATH_BENEATH = 1 };
enum {
    EXECUTE = 1 << 0,
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_DIR = 1 << 3,
    REMOVE_FILE = 1 << 5,
    MAKE_REGULAR = 1 << 8,
    TRUNCATE = 1 << 14,
};

struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

struct path_beneath {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

int bulla_landlock_version(void) {
    long version = syscall(CREATE_RULESET, NULL, 0, VERSION_FLAG);
    return version > 0 ? (int)version : 0;
}

// Every right that the version knows, but those to be left alone.
static struct ruleset rules_of(int version, uint64_t left, size_t *size) {
    static const int bits[] = {0, 13, 14, 15, 15, 16};
    int known = bits[version < 5 ? version : 5];
    struct ruleset rules = {((UINT64_C(1) << known) - 1) & ~left, 0, 0};
    *size = sizeof(uint64_t);
    if (version >= 4) {
        // bind and connect of TCP
        rules.network = 3;
        *size = 2 * sizeof(uint64_t);
    }
    if (version >= 6) {
        // abstract sockets of others, and signals to them
        rules.scopes = 3;
        *size = 3 * sizeof(uint64_t);
    }
    return rules;
}

// Gives rights back below a path. One that is not there needs none.
static int allow(int ruleset, const char *path, uint64_t rights) {
    struct path_beneath rule = {rights, open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent < 0) return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : errno;
    struct stat status;
    int error = fstat(rule.parent, &status) == 0 ? 0 : errno;
    if (error == 0 && !S_ISDIR(status.st_mode)) rule.allowed &= EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE;
    if (error == 0 && syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0) != 0) error = errno;
    close(rule.parent);
    return error;
}

static int restrict_to(int ruleset, int error) {
    if (error == 0 && syscall(RESTRICT_SELF, ruleset, 0) != 0) error = errno;
    close(ruleset);
    return error;
}

// In a root of its own it may read all; on the machine, what that root would hold.
int sandbox_landlock(const char *folder) {
    int version = bulla_landlock_version();
    if (version == 0) return ENOSYS;
    size_t size;
    struct ruleset rules = rules_of(version, 0, &size);
    int ruleset = (int)syscall(CREATE_RULESET, &rules, size, 0);
    if (ruleset < 0) return errno;
    const uint64_t reading = EXECUTE | READ_FILE | READ_DIR;
    if (folder == NULL) return restrict_to(ruleset, allow(ruleset, "/", reading));
    int error = allow(ruleset, folder, reading);
    const char *place;
    for (size_t i = 0; error == 0 && (place = sandbox_system_place(i)) != NULL; i++) {
        error = allow(ruleset, place, reading);
    }
    return restrict_to(ruleset, error);
}

int sandbox_landlock_of_reader(const char *const *folders, size_t count) {
    int version = bulla_landlock_version();
    if (version == 0) return ENOSYS;
    size_t size;
    struct ruleset rules = rules_of(version, READ_FILE | READ_DIR, &size);
    int ruleset = (int)syscall(CREATE_RULESET, &rules, size, 0);
    if (ruleset < 0) return errno;
    // What a file needs that is written under another name first and then renamed or linked.
    const uint64_t writing = (WRITE_FILE | REMOVE_FILE | MAKE_REGULAR | TRUNCATE) & rules.files;
    int error = 0;
    for (size_t i = 0; error == 0 && i < count; i++) error = allow(ruleset, folders[i], writing);
    return restrict_to(ruleset, error);
}
