/* SPDX-License-Identifier: Apache-2.0
 *
 * rights.c - what this process may do beyond what its user may, and giving it up
 */
#include "base/rights.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct capabilities {
	struct __user_cap_header_struct head;
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
};

static bool look(struct capabilities *c)
{
	*c = (struct capabilities){ .head = { .version = _LINUX_CAPABILITY_VERSION_3 } };
	return syscall(SYS_capget, &c->head, c->data) == 0;
}

bool rights_record(void)
{
	struct capabilities c;
	return look(&c) && c.data[CAP_TO_INDEX(CAP_NET_RAW)].effective & CAP_TO_MASK(CAP_NET_RAW);
}

/* A number that sudo left in the environment. */
static bool number_of(const char *name, unsigned *to)
{
	const char *z = getenv(name);
	char *end = NULL;
	errno = 0;
	unsigned long v = z && z[0] >= '0' && z[0] <= '9' ? strtoul(z, &end, 10) : 0;
	*to = (unsigned)v;
	return end != NULL && *end == '\0' && errno == 0 && v < UINT32_MAX;
}

static bool refused(struct pt_err *e, const char *what)
{
	return pt_fail(e, PT_BUG, "%s cannot be given up: %s", what, strerror(errno));
}

/* Back to who called. */
static bool drop_user(struct pt_err *e)
{
	uid_t user = getuid();
	gid_t group = getgid();
	unsigned by_sudo, its_group;
	if (user == 0 && number_of("SUDO_UID", &by_sudo) && number_of("SUDO_GID", &its_group)) {
		user = by_sudo;
		group = its_group;
	}
	if (geteuid() == 0 && user != 0 && setgroups(1, &group) != 0)
		return refused(e, "groups");
	if (setresgid(group, group, group) != 0 || setresuid(user, user, user) != 0)
		return refused(e, "the user");
	if (user != 0 && setresuid(0, 0, 0) == 0)
		return pt_fail(e, PT_BUG, "the user was given up and is back");
	return true;
}

bool rights_drop(struct pt_err *e)
{
	struct capabilities none = { .head = { .version = _LINUX_CAPABILITY_VERSION_3 } }, left;
	if (!drop_user(e))
		return false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
		return refused(e, "new rights");
	if (syscall(SYS_capset, &none.head, none.data) != 0 || !look(&left))
		return refused(e, "capabilities");
	return memcmp(left.data, none.data, sizeof none.data) == 0 ||
	       pt_fail(e, PT_BUG, "capabilities were given up and are still there");
}
