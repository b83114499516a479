/* SPDX-License-Identifier: Apache-2.0
 *
 * live.c - packets of an interface while they pass (libpcap)
 */
#include "watch/capture/live.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <poll.h>

enum { DESCRIPTORS_LOOKED_AT = 1024 };

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* libpcap has more descriptors than it tells of: what is open now and was not before is its own. */
static bool activate(struct live *l, const char *interface, struct pt_err *e)
{
	uint64_t before[DESCRIPTORS_LOOKED_AT / 64] = { 0 };
	for (int fd = 3; fd < DESCRIPTORS_LOOKED_AT; fd++)
		before[fd / 64] |= (uint64_t)is_open(fd) << fd % 64;
	int got = pcap_activate(l->handle);
	if (got == PCAP_ERROR_PERM_DENIED)
		return pt_fail(e, PT_IO, "interface %s: this user may not record; run petrin by sudo, or allow it to "
		               "everybody by \"sudo setcap cap_net_raw=ep $(command -v petrin)\"; either way it gives "
		               "up what it may before it reads a packet", interface);
	if (got < 0)
		return pt_fail(e, PT_IO, "interface %s: %s", interface, pcap_statustostr(got));
	for (int fd = 3; fd < DESCRIPTORS_LOOKED_AT && l->n < LIVE_DESCRIPTORS; fd++)
		if (!(before[fd / 64] >> fd % 64 & 1) && is_open(fd))
			l->descriptors[l->n++] = fd;
	l->link = (uint16_t)pcap_datalink(l->handle);
	return true;
}

static bool choose(struct live *l, const char *only, struct pt_err *e)
{
	struct bpf_program program;
	if (pcap_compile(l->handle, &program, only, 1, PCAP_NETMASK_UNKNOWN) != 0)
		return pt_fail(e, PT_USAGE, "\"%s\": %s", only, pcap_geterr(l->handle));
	int got = pcap_setfilter(l->handle, &program);
	pcap_freecode(&program);
	return got == 0 || pt_fail(e, PT_IO, "\"%s\": %s", only, pcap_geterr(l->handle));
}

bool live_open(struct live *l, const char *interface, const char *only, struct pt_err *e)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	*l = (struct live){ .handle = pcap_create(interface, why) };
	if (l->handle == NULL)
		return pt_fail(e, PT_IO, "interface %s: %s", interface, why);
	pcap_set_snaplen(l->handle, FRAME_MAX);
	pcap_set_promisc(l->handle, 1);
	pcap_set_timeout(l->handle, LIVE_DELAY_MS);
	pcap_set_buffer_size(l->handle, LIVE_BUFFER);
	pcap_set_tstamp_precision(l->handle, PCAP_TSTAMP_PRECISION_NANO);
	if (!activate(l, interface, e) || (only && !choose(l, only, e)))
		return false;
	return pcap_setnonblock(l->handle, 1, why) == 0 || pt_fail(e, PT_IO, "interface %s: %s", interface, why);
}

void live_wait(const struct live *l)
{
	struct pollfd p = { .fd = pcap_get_selectable_fd(l->handle), .events = POLLIN };
	poll(&p, 1, LIVE_WAIT_MS);
}

bool live_next(struct live *l, struct frame *f, bool *got, struct pt_err *e)
{
	struct pcap_pkthdr *h;
	const uint8_t *octets;
	uint64_t fraction = pcap_get_tstamp_precision(l->handle) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
	int n = pcap_next_ex(l->handle, &h, &octets);
	*got = n == 1;
	if (n < 0)
		return pt_fail(e, PT_IO, "recording stopped: %s", pcap_geterr(l->handle));
	if (!*got)
		return true;
	uint64_t seconds = (uint64_t)h->ts.tv_sec;
	*f = (struct frame){ .time = seconds * UINT64_C(1000000000) + (uint64_t)h->ts.tv_usec * fraction,
		             .number = ++l->packets,
		             .data = { octets, h->caplen },
		             .length = h->len > h->caplen ? h->len : h->caplen,
		             .link = l->link };
	return true;
}

void live_count(struct live *l, struct capture_stats *stats)
{
	struct pcap_stat s;
	if (pcap_stats(l->handle, &s) != 0)
		return;
	uint64_t lost = (uint64_t)s.ps_drop + s.ps_ifdrop;
	stats->n[COUNT_recorder_drops] += lost > l->lost ? lost - l->lost : 0;
	l->lost = lost > l->lost ? lost : l->lost;
}

void live_close(struct live *l)
{
	if (l->handle != NULL)
		pcap_close(l->handle);
	*l = (struct live){ 0 };
}
