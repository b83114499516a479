/* SPDX-License-Identifier: Apache-2.0
 *
 * stop.c - asking a long job to end
 */
#include "base/stop.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile uint32_t *asked;
static const int signals[] = { SIGINT, SIGTERM, SIGALRM };
enum { SIGNALS = sizeof signals / sizeof signals[0] };
static struct sigaction before[SIGNALS];

static void ask(int sig)
{
	(void)sig;
	*asked = 1;
}

void stop_begin(volatile uint32_t *flag, unsigned seconds)
{
	/* Without SA_RESTART: whoever waits is to look at the flag. */
	const struct sigaction once = { .sa_handler = ask, .sa_flags = (int)SA_RESETHAND };
	asked = flag;
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &once, &before[i]);
	alarm(seconds);
}

void stop_end(void)
{
	alarm(0);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
}
