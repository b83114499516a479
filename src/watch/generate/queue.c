/* SPDX-License-Identifier: Apache-2.0
 *
 * queue.c - what is going to happen, by time
 */
#include "watch/generate/queue.h"

static bool before(const struct moment *a, const struct moment *b)
{
	return a->time != b->time ? a->time < b->time : a->order < b->order;
}

void queue_add(struct queue *q, uint64_t time, void (*act)(void *what), void *what)
{
	struct moment m = { time, q->order++, act, what };
	(void)PUSH(q->a, q->heap, q->n, q->cap);
	size_t i = q->n - 1;
	for (; i > 0 && before(&m, &q->heap[(i - 1) / 2]); i = (i - 1) / 2)
		q->heap[i] = q->heap[(i - 1) / 2];
	q->heap[i] = m;
}

bool queue_take(struct queue *q, struct moment *m)
{
	if (q->n == 0)
		return false;
	*m = q->heap[0];
	struct moment last = q->heap[--q->n];
	size_t i = 0;
	for (size_t k = 1; k < q->n; k = 2 * i + 1) {
		if (k + 1 < q->n && before(&q->heap[k + 1], &q->heap[k]))
			k++;
		if (!before(&q->heap[k], &last))
			break;
		q->heap[i] = q->heap[k];
		i = k;
	}
	q->heap[i] = last;
	return true;
}
