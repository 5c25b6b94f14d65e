// A process that starts plug-ins for a program that has given up starting any.
//
// It is made once the declared plug-ins were loaded, and before anything is read that nobody trusts; it runs those and no
// others. PluginHost says what the messages hold; these functions carry them, with descriptors beside them.
#ifndef BULLA_PLUGIN_STARTER_H
#define BULLA_PLUGIN_STARTER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The longest message, and the most descriptors that come with one.
enum { BULLA_MESSAGE_LIMIT = 4096, BULLA_MESSAGE_DESCRIPTORS = 3 };

/// Forks, and gives each side its end of a socket: 0 to the child, its process to the parent, or a negative errno. Call it
/// while there is no other thread. The child ends with the parent.
pid_t bulla_plugin_starter_fork(int *socket);

/// Sends bytes and descriptors; 0 or an errno.
int bulla_message_send(int socket, const void *bytes, size_t size, const int *descriptors, size_t count);

/// Receives at most `size` bytes and BULLA_MESSAGE_DESCRIPTORS descriptors, with close-on-exec: the number of bytes, 0 at the
/// end, or a negative errno.
long bulla_message_receive(int socket, void *bytes, size_t size, int *descriptors, size_t *count);

#endif
