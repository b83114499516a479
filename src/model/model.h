/* SPDX-License-Identifier: Apache-2.0
 *
 * model.h - the words of the domain as plain structs: what service loads and judge and ui read
 *
 * Everything lives in the arena it was loaded into.  Text is never NULL; "" is "not known".  Arrays
 * are in the order the store keeps them (by key) unless said otherwise; indices refer to them.
 */
#ifndef PT_MODEL_MODEL_H
#define PT_MODEL_MODEL_H

#include "model/profile.h"
#include "model/records.h"

enum { MODEL_NONE = UINT32_MAX };

struct source {
	const char *id, *title, *publisher, *url, *licence, *redistributable, *certainty;
	char reliability;
	bool anonymous;
};
struct consideration { /* in order of `place` */
	const char *id, *title, *origin;
	int64_t place;
};
struct criterion { /* in order of consideration and `place` */
	const char *id, *title, *statement, *measured, *grade[4], *cites, *certainty;
	uint32_t consideration;
	int64_t place;
	bool less, of_country;
	double w_lo, w_hi, half_life; /* half_life in days */
};
struct criterion_indicator {
	uint32_t criterion;
	const char *indicator;
	double cut[3];
};
struct supplier {
	const char *id, *name, *legal_name, *seat, *incorporated, *control, *listed, *lei, *certainty;
	const char *aliases, *not_aliases;
};
struct claim {
	const char *id, *subject, *statement, *status, *date, *disputes, *reply, *reply_date, *certainty;
	uint32_t criterion, source, reply_source; /* or MODEL_NONE */
	unsigned grades;
	int credibility;
	int32_t day;
};
struct indicator {
	const char *indicator, *country, *year;
	double value, se; /* se 0 = not stated */
	uint32_t source;
	int32_t day;
};

struct model {
	int32_t day; /* as of */
	struct source *source;
	struct consideration *consideration;
	struct criterion *criterion;
	struct criterion_indicator *measure;
	struct supplier *supplier;
	struct claim *claim;
	struct indicator *indicator;
	struct profile *profile;
	size_t sources, considerations, criteria, measures, suppliers, claims, indicators, profiles;
};

#endif
