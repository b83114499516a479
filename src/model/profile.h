/* SPDX-License-Identifier: Apache-2.0
 *
 * profile.h - what somebody asks of a supplier: classes, boundaries, vetoes, accepted weights
 *
 * A profile is a political choice, written down as YAML (data/profiles) and kept as that text.  Grades
 * are 0 poor .. 3 good; boundary[b] is the lower boundary of class b + 1; class 0 is the worst.
 */
#ifndef PT_MODEL_PROFILE_H
#define PT_MODEL_PROFILE_H

#include "base/yaml.h"

struct profile_grade { /* "this criterion: this grade" */
	const char *criterion;
	int grade;
	struct yaml_place place;
};
struct profile_boundary {
	const char *class;
	int grade;               /* of every criterion not excepted */
	struct yaml_list except; /* struct profile_grade */
	struct yaml_place place;
};
/* Veto: a grade at or below `grade` keeps out of `class` and everything better.  Dictator: a grade at
 * or above `grade` gives `class` at least; where both stand the veto wins. */
struct profile_rule {
	const char *criterion, *class, *because;
	int grade;
	struct yaml_place place;
};
struct profile_weight {
	const char *criterion;
	struct range weight;
	struct yaml_place place;
};

struct profile {
	const char *id, *title, *note;
	struct yaml_list classes;    /* const char *, worst first */
	struct range lambda;         /* share of the weight that carries a boundary */
	struct yaml_list boundaries; /* struct profile_boundary, one per class but the worst */
	struct yaml_list vetoes;     /* struct profile_rule */
	struct yaml_list dictators;  /* struct profile_rule */
	struct yaml_list weights;    /* struct profile_weight: instead of the criterion's own range */
	struct yaml_list order;      /* struct yaml_list of const char *: heaviest first */
};

/* Reads and checks what can be checked without the criteria: class names, their order, lambda. */
bool profile_read(struct arena *keep, struct str text, const char *file, struct profile *out,
                  struct pt_err *e) PT_MUST;
/* Place of a class, worst = 0, or -1. */
int profile_class(const struct profile *p, const char *name);

#endif
