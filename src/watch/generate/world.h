/* SPDX-License-Identifier: Apache-2.0
 *
 * world.h - a network that does not exist: its functions, base stations, subscribers, and what happens next
 *
 * Everything lives in one arena.  Time is a queue of moments; each moment says something and asks for later ones.
 * Subscriber k draws from a stream of numbers of its own, so it behaves the same however many others there are;
 * what the network hands out (identifiers, TEIDs, SEIDs) counts up over all of them.
 *
 * Keys, MACs and ciphered octets are random numbers: nothing in here is a secret and nothing can be verified.
 */
#ifndef PT_WATCH_GENERATE_WORLD_H
#define PT_WATCH_GENERATE_WORLD_H

#include "watch/decode/build.h"
#include "watch/generate/wire.h"

enum nf {
#define N(id, name, a, b, c, d) NF_##id,
#include "watch/generate/node.def"
	NF_N
};

enum { PORT_NGAP = 38412, PORT_S1AP = 36412, PORT_PFCP = 8805, PORT_GTPU = 2152, PORT_GTPC = 2123, PORT_DIAMETER = 3868,
       PORT_SBI = 7777, PORT_N32 = 7778, PPID_NGAP = 60, PPID_S1AP = 18, PPID_DIAMETER = 46 };

struct gnb {
	struct world *world;
	struct node node; /* of N2, Xn and N3 */
	struct wire_sctp n2;
	uint32_t number;  /* its gNB-ID */
	uint32_t tac;
	uint32_t ran_ids; /* handed out */
};

enum ue_is {
	UE_REGISTERED = 1, UE_CONNECTED = 2,
	UE_SESSION = 4, /* the UPF has it */
	UE_MAPPED = 8,  /* the gNB, too */
};

struct session {
	uint8_t psi, upf;   /* PDU session identity; enum nf */
	uint8_t address[4]; /* of the UE */
	uint32_t ul, dl;    /* TEIDs of UPF and gNB */
	uint64_t cp, up;    /* SEIDs of SMF and UPF */
	uint32_t ref;       /* of the SM context in paths */
};

struct ue {
	struct world *world;
	const struct step *at;           /* what it does next */
	const struct node *self;         /* who it is, if it is no subscriber but a function that follows a script */
	void (*then)(struct ue *ue);     /* thinks */
	const struct mark *mark;         /* of the attack that made it up: what it says itself is marked */
	struct rng rng;
	struct gnb *gnb, *before;        /* served by; that it came from */
	uint32_t number;
	uint32_t tmsi, ran_id, old_dl;
	uint64_t amf_id, new_amf_id;     /* new: while it moves by way of the AMF */
	uint32_t new_ran_id;
	uint8_t is;                      /* enum ue_is */
	bool foreign;                    /* a subscriber of the partner */
	uint8_t scheme;                  /* of its SUCI: 0 null, 1 profile A, 2 profile B */
	uint8_t ea, ia;                  /* bits of algorithms, as in its security capability */
	uint8_t up, down, ksi;           /* NAS: next sequence numbers; key set */
	uint8_t turn;                    /* counts what is repeated within a procedure */
	struct session session;
	uint32_t auth;                   /* of the authentication in paths */
	uint32_t request;                /* number of the request that is to be answered: PFCP, GTPv2, Diameter */
	uint32_t stream[4];              /* requests over SBI that are to be answered, nested */
	uint8_t asked, nas_how;
	double again;                    /* its step is to come again after so many microseconds */
};

struct sbi_link;
struct peering;

struct world {
	struct wire wire;
	struct queue when;
	struct arena *a;
	const struct generate_request *rq;
	uint64_t begin, end; /* nanoseconds since 1970 */
	struct node nf[NF_N];
	struct gnb *gnb, enb; /* enb: the only one of 4G */
	struct ue *ue;
	uint32_t gnbs, ues, odd; /* odd: bits of enum generate_odd */
	struct pt_err *error;    /* first thing that could not be said */
	const struct node *restarted; /* a UPF that was gone and came back, so many seconds behind the beginning */
	uint64_t restart;
	uint64_t amf_ids, seids;
	uint32_t teids, tmsis, refs, strangers;
	uint32_t pfcp_number[NF_N]; /* last sequence number of requests to it, by the SMF; */
	uint32_t report_number[NF_N]; /* by it, to the SMF */
	uint32_t gtpu_number;
	uint32_t gtpc_number, diameter_number;
	struct sbi_link *link;      /* connections between functions, in order of opening */
	struct peering *peering;    /* associations for Diameter */
	uint32_t links, peerings;
	struct wire_tcp metrics;    /* of who reads them */
	struct build build;         /* the message that is being said; its octets */
	uint8_t octets[16384], nas[8192], inner[2048], body[16384], path[1024];
	const uint8_t *peer_dns, *peer_web; /* servers that subscribers talk to, IPv4 */
};

/* Makes functions, base stations and subscribers; nothing has happened yet. */
struct world *world_new(struct arena *a, const struct generate_request *rq, uint32_t odd);
/* One more subscriber that is none of the network's own: attackers have these. */
struct ue *world_stranger(struct world *w, struct gnb *gnb);
/* Some subscriber of whom all these are true (enum ue_is), or NULL. */
struct ue *world_some_ue(struct world *w, struct rng *r, unsigned is);
void world_node(struct world *w, struct node *n, const char *name, uint32_t ip4);
/* Calls `act(what)` after so many microseconds. */
void world_after(struct world *w, double us, void (*act)(void *what), void *what);
/* Octets of the message in the builder; what cannot be made is an error of the whole, and 0. */
size_t world_encode(struct world *w, uint8_t *out, size_t room);
/* Does what comes next; false at the end. */
bool world_step(struct world *w);

/* ---- ue.c ---- */
/* "001010000000017", without prefix */
const char *ue_supi(const struct ue *ue, char out[16]);

/* Whether what is said now is said by it or to it: for its mark. */
void ue_speaks(struct ue *ue, bool itself);

/* ---- scripts ---- */
/* One thing that is said in a procedure, and how long one thinks before it (microseconds, on average). */
struct step {
	void (*say)(struct ue *ue, unsigned what);
	unsigned what;
	uint32_t wait;
};

/* Begins a procedure, which ends with a step that says nothing; then ue->then is called. */
void ue_begin(struct ue *ue, const struct step *script, double wait_us);
/* For a step that is to come again after a while: before it returns. */
void ue_again(struct ue *ue, double wait_us);

#endif
