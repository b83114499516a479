/* SPDX-License-Identifier: Apache-2.0
 *
 * ue.c - a subscriber, and the script it follows
 */
#include "watch/generate/world.h"

#include <stdio.h>

const char *ue_supi(const struct ue *ue, char out[16])
{
	snprintf(out, 16, "%s%010u", ue->foreign ? "99970" : "00101", ue->number);
	return out;
}

static void next(void *what)
{
	struct ue *ue = what;
	const struct step *s = ue->at++;
	ue->again = -1;
	s->say(ue, s->what);
	if (ue->at->say == NULL && ue->again < 0 && ue->back != NULL) {
		ue->at = ue->back;
		ue->back = NULL;
	}
	if (ue->again >= 0) {
		ue->at = s;
		world_after(ue->world, ue->again, next, ue);
	} else if (ue->at->say != NULL) {
		world_after(ue->world, ue->at->wait * (0.5 + rng_uniform(&ue->rng)), next, ue);
	} else if (ue->then != NULL) {
		ue->then(ue);
	}
}

void ue_begin(struct ue *ue, const struct step *script, double wait_us)
{
	ue->at = script;
	world_after(ue->world, wait_us + script->wait, next, ue);
}

void ue_again(struct ue *ue, double wait_us)
{
	ue->again = wait_us;
}

void ue_speaks(struct ue *ue, bool itself)
{
	if (ue->mark != NULL)
		ue->world->wire.mark = itself ? ue->mark : NULL;
}
