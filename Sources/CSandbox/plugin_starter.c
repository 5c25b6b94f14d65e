#define _GNU_SOURCE
#include "plugin_starter.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "confine.h"

pid_t bulla_plugin_starter_fork(int *socket) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return -errno;
    pid_t parent = getpid();
    // Before there are two: the new process has it from its first moment.
    bulla_keep_to_itself();
    pid_t pid = fork();
    int error = errno;
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        if (getppid() != parent) _exit(127);
        // Whoever reads what the program writes must not wait for this process; the numbers stay taken.
        if (dup2(pair[1], STDIN_FILENO) < 0 || dup2(pair[1], STDOUT_FILENO) < 0) _exit(127);
    }
    close(pair[pid == 0 ? 0 : 1]);
    *socket = pair[pid == 0 ? 1 : 0];
    if (pid >= 0) return pid;
    close(pair[0]);
    return -error;
}

int bulla_message_send(int socket, const void *bytes, size_t size, const int *descriptors, size_t count) {
    char control[CMSG_SPACE(BULLA_MESSAGE_DESCRIPTORS * sizeof(int))] __attribute__((aligned(8))) = {0};
    struct iovec part = {(void *)bytes, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > BULLA_MESSAGE_DESCRIPTORS || size > BULLA_MESSAGE_LIMIT) return EMSGSIZE;
    if (count > 0) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
    }
    ssize_t sent;
    do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? errno : 0;
}

long bulla_message_receive(int socket, void *bytes, size_t size, int *descriptors, size_t *count) {
    char control[CMSG_SPACE(BULLA_MESSAGE_DESCRIPTORS * sizeof(int))] __attribute__((aligned(8)));
    struct iovec part = {bytes, size};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t received;
    do received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (received < 0 && errno == EINTR);
    *count = 0;
    if (received < 0) return -errno;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
        *count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        if (*count > BULLA_MESSAGE_DESCRIPTORS) *count = BULLA_MESSAGE_DESCRIPTORS;
        memcpy(descriptors, CMSG_DATA(header), *count * sizeof(int));
    }
    return received;
}
