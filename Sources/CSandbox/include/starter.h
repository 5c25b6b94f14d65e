// A process that starts the commands of people who sign with keys of other devices.
//
// It is made before the program gives up the network, since what a process gave up none of its children has. It reads
// nothing but requests, and keeps sockets of AF_UNIX alone. A command runs in a process group of its own, in the
// terminal's foreground if the program is there, so that it can ask for a PIN.
#ifndef BULLA_STARTER_H
#define BULLA_STARTER_H

#include <stddef.h>
#include <stdint.h>

/// The longest request.
enum { BULLA_STARTER_REQUEST_LIMIT = 32768 };

enum { BULLA_STARTER_STARTED, BULLA_STARTER_ENDED };
/// What arrives for a request: that it was started (an errno, or 0), and then, if it was, the status of its end.
struct bulla_starter_reply {
    uint32_t kind;
    int32_t value;
};

/// Makes the process; its socket, or a negative errno. It ends, with what it runs, when the socket is closed.
int bulla_starter_begin(void);

/// Sends a request: a shell command and settings of its environment, each ended by NUL; both descriptors become its
/// standard input and output. 0 or an errno.
int bulla_starter_run(int starter, const char *texts, size_t size, int input, int output);

/// Asks for the end of the running command: SIGTERM, and SIGKILL two seconds later.
int bulla_starter_stop(int starter);

/// pipe2(2) with O_CLOEXEC: 0 or an errno.
int bulla_starter_pipe(int pair[2]);

/// write(2) that gives EPIPE where nobody reads any more, and no signal: what was written, or a negative errno.
long bulla_starter_write(int descriptor, const void *bytes, size_t size);

#endif
