/* SPDX-License-Identifier: Apache-2.0
 *
 * load.h - rows of a workspace, valid on a day -> the structs of model/model.h
 */
#ifndef PT_SERVICE_LOAD_H
#define PT_SERVICE_LOAD_H

#include "model/model.h"
#include "store/store.h"

/* Everything that assessing needs.  A row that names something absent keeps MODEL_NONE there. */
bool load_model(struct arena *keep, struct store *s, int32_t day, struct model *out, struct pt_err *e)
        PT_MUST;

/* One row as a struct; its texts are copied. */
struct source load_source(struct arena *keep, const struct record *r);
struct supplier load_supplier(struct arena *keep, const struct record *r);

#endif
