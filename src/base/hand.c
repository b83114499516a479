/* SPDX-License-Identifier: Apache-2.0
 *
 * hand.c - an open file is handed to a process that may not open any
 */
#include "base/hand.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

union control { /* aligned as it has to be */
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

bool hand_pair(int ends[2], struct pt_err *e)
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0 ||
	       pt_fail(e, PT_IO, "no way to hand files over: %s", strerror(errno));
}

bool hand_over(int end, int fd, const void *note, size_t n, struct pt_err *e)
{
	union control control = { .room = { 0 } };
	struct iovec octets = { (void *)(uintptr_t)note, n };
	struct msghdr m = { .msg_iov = &octets, .msg_iovlen = 1 };
	if (fd >= 0) {
		m.msg_control = control.room;
		m.msg_controllen = sizeof control.room;
		control.head = (struct cmsghdr){ CMSG_LEN(sizeof fd), SOL_SOCKET, SCM_RIGHTS };
		memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
	}
	while (sendmsg(end, &m, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return pt_fail(e, PT_IO, "a file cannot be handed over: %s", strerror(errno));
	return true;
}

bool hand_take(int end, int *fd, void *note, size_t *n, struct pt_err *e)
{
	union control control = { .room = { 0 } };
	struct iovec octets = { note, *n };
	struct msghdr m = { .msg_iov = &octets, .msg_iovlen = 1, .msg_control = control.room,
		            .msg_controllen = sizeof control.room };
	ssize_t got;
	*fd = -1;
	while ((got = recvmsg(end, &m, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
		;
	if (got <= 0)
		return pt_fail(e, PT_IO, "no file is handed over: %s", got < 0 ? strerror(errno) : "nobody is there");
	*n = (size_t)got;
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	if (h != NULL && h->cmsg_type == SCM_RIGHTS && h->cmsg_len == CMSG_LEN(sizeof *fd))
		memcpy(fd, CMSG_DATA(h), sizeof *fd);
	return !(m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) || pt_fail(e, PT_IO, "a file was handed over in part");
}
