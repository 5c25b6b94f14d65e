#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "parts.h"

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

// The new root is built over /tmp, which every system has, in a mount namespace that nobody else sees.
#define PLACE(path) {path, "/tmp" path}

struct place {
    const char *there;
    const char *here;
};

// What a program needs of the machine: interpreters, libraries, and how the loader finds them.
static const struct place system_places[] = {
    PLACE("/usr"),   PLACE("/bin"),   PLACE("/sbin"),            PLACE("/lib"),
    PLACE("/lib32"), PLACE("/lib64"), PLACE("/libx32"),          PLACE("/etc/alternatives"),
    PLACE("/etc/ld.so.cache"),
};

const char *sandbox_system_place(size_t index) {
    return index < sizeof system_places / sizeof *system_places ? system_places[index].there : NULL;
}

static int copy_link(const struct place *place) {
    char target[PATH_MAX];
    ssize_t count = readlink(place->there, target, sizeof target - 1);
    if (count < 0) return errno;
    target[count] = 0;
    return symlink(target, place->here) == 0 ? 0 : errno;
}

static int make_file(const char *path) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
    if (descriptor < 0) return errno;
    close(descriptor);
    return 0;
}

static int bring(const struct place *place) {
    struct stat status;
    if (lstat(place->there, &status) != 0) return errno == ENOENT ? 0 : errno;
    if (S_ISLNK(status.st_mode)) return copy_link(place);
    if (S_ISDIR(status.st_mode)) {
        if (mkdir(place->here, 0755) != 0) return errno;
    } else {
        int error = make_file(place->here);
        if (error != 0) return error;
    }
    return mount(place->there, place->here, NULL, MS_BIND | MS_REC, NULL) == 0 ? 0 : errno;
}

static int write_all(int descriptor, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t done = write(descriptor, bytes, count);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return done < 0 ? errno : EIO;
        bytes += done;
        count -= (size_t)done;
    }
    return 0;
}

static int write_file(int folder, const char *name, const uint8_t *bytes, size_t count) {
    int descriptor = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0444);
    if (descriptor < 0) return errno;
    int error = fchmod(descriptor, 0444) == 0 ? write_all(descriptor, bytes, count) : errno;
    close(descriptor);
    return error;
}

int sandbox_write_files(const struct bulla_sandbox *sandbox, int folder) {
    for (size_t i = 0; i < sandbox->file_count; i++) {
        const struct bulla_sandbox_file *file = &sandbox->files[i];
        const char *name = sandbox->names + file->name;
        int error = 0;
        if (file->bytes != NULL) {
            error = write_file(folder, name, file->bytes, file->size);
        } else if (mkdirat(folder, name, 0755) != 0) {
            error = errno;
        }
        if (error != 0) return error;
    }
    return 0;
}

// A script is read by its interpreter, under a path: the sealed copy is copied once more.
static int write_script(int program) {
    int descriptor = open("/tmp/plugin", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0555);
    if (descriptor < 0) return errno;
    int error = fchmod(descriptor, 0555) == 0 ? 0 : errno;
    uint8_t buffer[16384];
    off_t offset = 0;
    while (error == 0) {
        ssize_t count = pread(program, buffer, sizeof buffer, offset);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) error = errno;
        if (count <= 0) break;
        error = write_all(descriptor, buffer, (size_t)count);
        offset += count;
    }
    close(descriptor);
    return error;
}

static int fill(const struct bulla_sandbox *sandbox) {
    int folder = open("/tmp/work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return errno;
    int error = sandbox_write_files(sandbox, folder);
    close(folder);
    if (error != 0 || !sandbox->is_script) return error;
    return write_script(sandbox->program);
}

static int build(void) {
    umask(022);
    // Nothing that is mounted here may be seen outside, or the other way round.
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return errno;
    if (mount("bulla", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") != 0) return errno;
    if (mkdir("/tmp/etc", 0755) != 0 || mkdir("/tmp/work", 0755) != 0) return errno;
    for (size_t i = 0; i < sizeof system_places / sizeof *system_places; i++) {
        int error = bring(&system_places[i]);
        if (error != 0) return error;
    }
    return 0;
}

// pivot_root(2), "pivot_root(".", ".")": the old root lies over the new one for a moment and is taken off.
static int pivot(void) {
    if (chdir("/tmp") != 0) return errno;
    if (syscall(SYS_pivot_root, ".", ".") != 0) return errno;
    if (umount2(".", MNT_DETACH) != 0) return errno;
    return chdir("/") == 0 ? 0 : errno;
}

// struct mount_attr with MOUNT_ATTR_RDONLY, NOSUID and NODEV, for everything below; Linux 5.12.
static int make_read_only(void) {
    struct {
        uint64_t set, clear, propagation, user_namespace;
    } attributes = {1 | 2 | 4, 0, 0, 0};
    const unsigned recursive = 0x8000;
    long done = syscall(SYS_mount_setattr, AT_FDCWD, "/", recursive, &attributes, sizeof attributes);
    return done == 0 ? 0 : errno;
}

int sandbox_enter_root(const struct bulla_sandbox *sandbox, uint32_t *stage) {
    *stage = BULLA_STAGE_ROOT;
    int error = build();
    if (error != 0) return error;
    *stage = BULLA_STAGE_FILES;
    error = fill(sandbox);
    if (error != 0) return error;
    *stage = BULLA_STAGE_ROOT;
    error = pivot();
    if (error == 0) error = make_read_only();
    if (error != 0) return error;
    return chdir("/work") == 0 ? 0 : errno;
}
