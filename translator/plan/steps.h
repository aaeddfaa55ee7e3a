/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The data of a plan: written by plan.c, built by bin.c, and read by the runtime
 * for its nodes. Not public. */
#pragma once

#include "translator/catalog/flags.h"
#include "translator/policy/policy.h"
#include <rmg/plan.h>

G_BEGIN_DECLS

#define RMG_PLAN_NONE G_MAXUINT

typedef enum
{
  RMG_ROLE_NODE,    /* does the work of its node */
  RMG_ROLE_CONVERT, /* inserted because the caps of the edge require it */
  RMG_ROLE_GUARD,   /* upstream of a node that can fail: retries */
  RMG_ROLE_COMMIT,  /* downstream of it: holds the output of an attempt */
  RMG_ROLE_FUSE,    /* first element of a leg: isolates the other legs */
  RMG_ROLE_TEE,
  RMG_ROLE_QUEUE,
  RMG_ROLE_JOIN,
} RmgElementRole;

typedef struct
{
  char *name;
  GValue value;
} RmgPlanProperty;

typedef struct
{
  char *name; /* unique; the main element of a node carries the node's id */
  char *factory;
  RmgElementRole role;
  guint node;            /* index of the node it works for */
  GArray *properties;    /* (element-type RmgPlanProperty) */
  guint channel_bitrate; /* "bitrate" for each channel that arrives; 0: unset */
} RmgPlanElement;

/* A guarded node with an output is between two elements:
 * rmgguard -> node -> rmgcommit. A second branch from the pad "fallback" of the
 * guard to the pad "fallback" of the commit has the node that takes over. */
typedef struct
{
  guint from;
  guint to;
  char *from_pad;
  char *to_pad;
  GstCaps *caps;    /* caps that the edge can carry; fixed if they are known */
  gboolean dynamic; /* from_pad appears once the media is known */
} RmgPlanLink;

typedef struct
{
  guint node;
  guint element;
  char *pad;
  GstCaps *caps;
} RmgPlanPort;

typedef struct
{
  char *id;
  char *type;
  RmgNodeFlags flags;
  GstClockTime holds; /* longest time that it can hold data back */
  RmgPolicy policy;
  guint nested_depth; /* nodes on the longest path of the manifest it runs */
  gboolean is_loss_known; /* the plan has a warning about its conversions */
  guint main;             /* the element that carries its id */
  guint guard;            /* its guard, or RMG_PLAN_NONE */
  guint fallback;         /* node that takes over, or RMG_PLAN_NONE */
  guint fallback_of;      /* node it takes over for, or RMG_PLAN_NONE */
  gboolean rebuilds;      /* its type allows new elements after a failure */
  gboolean is_dynamic;    /* its output pad appears once the media is known */
} RmgPlanNode;

/* Use of the elements of a node after a failure, each one a further step. */
typedef enum
{
  RMG_RENEWAL_NONE,    /* the buffer is offered again to the same elements */
  RMG_RENEWAL_RESTART, /* the elements go to NULL and back */
  RMG_RENEWAL_RESTART_FIRST, /* if that did not help, they are built again */
  RMG_RENEWAL_REBUILD,       /* they are built again at once */
} RmgRenewal;

/* A file that a node reads or writes. */
typedef struct
{
  guint node;
  char *path;
} RmgPlanFile;

/** rmg_plan_node_get_renewal: the steps that retries of the node may take. */
RmgRenewal rmg_plan_node_get_renewal (const RmgPlanNode *node);

/** rmg_plan_node_get_probe_renewal: the step before a probe of its breaker: one
 * of NONE, RESTART and REBUILD. */
RmgRenewal rmg_plan_node_get_probe_renewal (const RmgPlanNode *node);

/** rmg_plan_node_find_reason: (nullable): why no attempt of the node is repeated.
 */
const char *rmg_plan_node_find_reason (const RmgPlanNode *node);

struct _RmgPlan
{
  gatomicrefcount refs;
  char *name;      /* of the pipeline, or "" */
  RmgGraph *graph; /* planned again by rmg_plan_to_threaded() */
  RmgFraming framing;
  RmgThreading threading; /* as requested */
  GstCaps *input_caps;    /* (nullable) */
  gboolean threaded;
  char *reason;
  GArray *nodes;    /* (element-type RmgPlanNode), topological order */
  GArray *elements; /* (element-type RmgPlanElement) */
  GArray *links;    /* (element-type RmgPlanLink) */
  GArray *inputs;   /* (element-type RmgPlanPort), manifest order */
  GArray *outputs;  /* (element-type RmgPlanPort), manifest order */
  GArray *files;    /* (element-type RmgPlanFile) */
  GPtrArray *notes; /* (element-type utf8): inserted conversions and why */
};

G_END_DECLS
