/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reactions of the runtime to failures, delays and silence of a node. Data
 * only: the manifest fills it, the plan holds one per node, the runtime reads
 * it.
 *
 * A part that is off by default has a value that means "off"; the comment of
 * the field names it. RmgPolicy.set has the parts that the manifest sets. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Classes of failures, as bits; the table in failures.c has one class
 * for each failure. */
typedef enum
{
  RMG_FAILS_NETWORK = 1 << 0,         /* no connection, no such host */
  RMG_FAILS_HTTP_SERVER = 1 << 1,     /* status 408, 425, 429, 5xx */
  RMG_FAILS_HTTP_CLIENT = 1 << 2,     /* any other status */
  RMG_FAILS_TIMEOUT = 1 << 3,         /* a call that took too long */
  RMG_FAILS_BUSY = 1 << 4,            /* a device or file that is in use */
  RMG_FAILS_OPEN = 1 << 5,            /* could not be opened */
  RMG_FAILS_READ = 1 << 6,            /* read or seek */
  RMG_FAILS_WRITE = 1 << 7,           /* write, sync or close */
  RMG_FAILS_NOT_FOUND = 1 << 8,       /* no such file */
  RMG_FAILS_NOT_AUTHORIZED = 1 << 9,  /* no permission */
  RMG_FAILS_NO_SPACE = 1 << 10,       /* disk full */
  RMG_FAILS_SETTINGS = 1 << 11,       /* refused settings */
  RMG_FAILS_FORMAT = 1 << 12,         /* caps or type of the stream */
  RMG_FAILS_DATA = 1 << 13,           /* decode, encode, demux, mux */
  RMG_FAILS_MISSING_PLUGIN = 1 << 14, /* no element for the media */
  RMG_FAILS_STREAM = 1 << 15,         /* an error of the stream */
  RMG_FAILS_INTERNAL = 1 << 16,       /* core and library errors */
  RMG_FAILS_FLOW = 1 << 17,           /* an error flow without a message */
  RMG_FAILS_OTHER = 1 << 18,          /* an error domain of the element */
  RMG_FAILS_TRANSIENT = 1 << 19,      /* every failure the table retries */
} RmgFailureClasses;

typedef enum
{
  RMG_ON_OPEN_STOP,     /* the node has failed */
  RMG_ON_OPEN_BYPASS,   /* its input becomes its output */
  RMG_ON_OPEN_DROP,     /* its input is dropped, a GAP takes its place */
  RMG_ON_OPEN_FALLBACK, /* RmgPolicy.fallback takes over */
} RmgOnOpen;

/* Use of the input of a node during the delay before a retry. */
typedef enum
{
  RMG_WAITING_HOLD, /* blocks upstream: nothing is lost */
  RMG_WAITING_BYPASS,
  RMG_WAITING_DROP,
} RmgWhileWaiting;

/* As the property "leaky" of the element "queue". */
typedef enum
{
  RMG_LEAKY_NO,
  RMG_LEAKY_UPSTREAM,   /* drops new buffers */
  RMG_LEAKY_DOWNSTREAM, /* drops old buffers */
} RmgQueueLeaky;

typedef struct
{
  guint max_retries;    /* after the first attempt; 0: none */
  guint backoff_ms;     /* delay before the first retry */
  double multiplier;    /* of each further delay, 1 to 10 */
  guint max_backoff_ms; /* longest delay */
  double jitter;        /* a delay loses up to this part of it, 0 to 1 */
  RmgFailureClasses on; /* the failures that are retried; 0: as TRANSIENT */
  guint stable_time_ms; /* without a failure until the counters are 0 again;
                         * 0: after the next success */
  guint timeout_ms;     /* of one attempt; 0: none */
} RmgRetryPolicy;

typedef struct
{
  guint failures; /* consecutive attempts that open it; 0: no breaker */
  guint open_ms;  /* until the first probe */
  guint probes;   /* that must succeed to close it, 1 to 1000 */
  RmgOnOpen on_open;
} RmgBreakerPolicy;

/* Last step of the ladder of retries. The words of the manifest have this order. */
typedef enum
{
  RMG_METHOD_AUTO,    /* as the type of the node allows */
  RMG_METHOD_NONE,    /* the elements are left alone */
  RMG_METHOD_RESTART, /* the elements go to NULL and back */
  RMG_METHOD_REBUILD, /* new elements take their place, each time */
} RmgRestartMethod;

typedef struct
{
  guint max_restarts; /* within the window; after one more it fails */
  guint window_ms;    /* 0: no limit */
  RmgRestartMethod method;
} RmgRestartPolicy;

/* The queue upstream of a node; a limit of 0 is no limit. Without any limit
 * set by the manifest the plan decides. */
typedef struct
{
  guint max_buffers;
  guint max_ms;
  guint max_bytes;
  RmgQueueLeaky leaky;
} RmgQueuePolicy;

/* The parts of a policy, in the order of the manifest's documentation. */
typedef enum
{
  RMG_POLICY_RETRY = 1 << 0,
  RMG_POLICY_BREAKER = 1 << 1,
  RMG_POLICY_WHILE_WAITING = 1 << 2,
  RMG_POLICY_FALLBACK = 1 << 3,
  RMG_POLICY_RESTART = 1 << 4,
  RMG_POLICY_GROUP = 1 << 5,
  RMG_POLICY_QUEUE = 1 << 6,
  RMG_POLICY_STALL_TIMEOUT = 1 << 7,
  RMG_POLICY_INPUT_TIMEOUT = 1 << 8,
} RmgPolicyParts;

typedef struct
{
  RmgPolicyParts set; /* parts of which the manifest sets a value */
  RmgPolicyParts own; /* those that the node itself sets */
  RmgRetryPolicy retry;
  RmgBreakerPolicy breaker;
  RmgWhileWaiting while_waiting;
  char *fallback; /* (nullable): id of the node that takes over */
  RmgRestartPolicy restart;
  char *group; /* (nullable): nodes of one group restart and fail together */
  RmgQueuePolicy queue;
  guint stall_timeout_ms; /* without progress until it is down; 0: never */
  guint input_timeout_ms; /* without input until its breaker opens; 0: never */
} RmgPolicy;

/** rmg_policy_init: the policy of a node of which the manifest says nothing:
 * 3 retries after 100, 200 and 400 ms, the rest off. */
void rmg_policy_init (RmgPolicy *self);

/** rmg_policy_copy: initialises @self as a copy of @from. */
void rmg_policy_copy (RmgPolicy *self, const RmgPolicy *from);

/** rmg_policy_needs_guard: whether the policy needs a guard even if the node
 * cannot fail in a way that a retry may cure. */
gboolean rmg_policy_needs_guard (const RmgPolicy *self);

/** rmg_policy_clear: frees the strings of @self. */
void rmg_policy_clear (RmgPolicy *self);

G_END_DECLS
