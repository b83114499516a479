/* SPDX-License-Identifier: Apache-2.0
 *
 * network.h - the inventory of a workspace on a day, or of files, as one struct network
 *
 *	N1  A later row of the same id replaces the one before; in files that is told.  A row dated after
 *	    the day is not there yet, in a workspace as in files; of files such rows are counted.
 *	N2  Who made an element is found from its vendor's text (vendor.h), never guessed: a text that
 *	    is no supplier here stays as it is, an empty one is nobody.
 *	N3  Operator and place of an element are its own, else those of its site.
 *	N4  A need for something that is not there, or of it, is left out and counted.  Where an element
 *	    and a site have the same id, needs mean the element.
 *	N5  Of rows of one function the one for a country counts: its own, else that of the nearest function
 *	    it is part of, else its own row without a country.  The country is the one asked for, else that
 *	    of the site of each element.
 *	N6  When only what is in service is asked for, elements whose status says that they are planned
 *	    or retired are left out with all their needs, and so are needs for them; both are counted.
 *
 * Files are read by a process without rights and nothing of them is kept; suppliers and functions are
 * then those built in.  Everything lives in `room`, given back by network_close.  One thread.
 */
#ifndef PT_SERVICE_NETWORK_H
#define PT_SERVICE_NETWORK_H

#include "model/network.h"
#include "service/import.h"

struct network_request {
	const char *const *file; /* or none: the workspace */
	size_t files;
	const char *as_kind; /* NULL = find out */
	const char *workspace;
	const char *country; /* whose criticality; NULL = for each element that of its site */
	int32_t day;
	bool in_service; /* leave out elements that are planned or retired (element_state.h) */
};

struct network_loaded {
	struct network net;
	struct model model;
	uint64_t rejected;               /* rows of files that do not hold */
	struct import_fault_text *fault; /* the first of them */
	size_t faults;
	size_t twice;         /* rows of files that replaced another */
	const char *twice_id; /* the first of them */
	struct arena room;
	char *start;
};

/* PT_USAGE when a workspace has no inventory, PT_INVALID when a file holds none. */
bool network_open(struct network_loaded *x, const struct network_request *rq,
                  struct pt_err *e) PT_MUST;
void network_close(struct network_loaded *x);

#endif
