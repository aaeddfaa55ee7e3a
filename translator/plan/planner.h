/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A plan in the making, shared by plan, recipes and wiring. */
#pragma once

#include "translator/plan/caps.h"
#include "translator/plan/steps.h"
#include "translator/catalog/row.h"
#include "translator/graph/graph-data.h"
#include "translator/catalog/params.h"

G_BEGIN_DECLS

/* The pad where data leaves a node or one of its legs. */
typedef struct
{
  guint element;
  char *pad;
  GstCaps *caps;
  gboolean dynamic;
} RmgPlanOutlet;

typedef struct _RmgPlanner RmgPlanner;
typedef struct _RmgPart RmgPart;

struct _RmgPlanner
{
  const RmgGraph *graph;
  RmgPlan *plan;
  const RmgPlanOptions *options;
  RmgDiagnostics *diagnostics;
  GHashTable *names;            /* element names in use */
  const gboolean *keeps_floats; /* by graph node, see fuse-formats.h */

  /* the node being planned */
  guint node;        /* its index in the plan */
  guint graph_index; /* its index in the graph */
  const RmgGraphNode *graph_node;
  const RmgParams *params;  /* of the node, read */
  const RmgCatalogRow *row; /* (nullable): foreign nodes have none */
};

/* A node's elements, seen from outside. */
struct _RmgPart
{
  guint first; /* entered here, or RMG_PLAN_NONE */
  guint last;  /* left here, or RMG_PLAN_NONE */
  guint main;  /* carries the node's id */
  char *first_pad;
  char *last_pad;
  gboolean dynamic;  /* last_pad appears once the media is known */
  GstCaps *accepts;  /* (nullable): input caps; %NULL: by the catalog */
  GstCaps *produces; /* (nullable): output caps, for any input */
  RmgAudioFix sets;  /* otherwise the properties of the input that it changes */
};

/** rmg_planner_add: makes an element; @suffix "" is the node's id itself. */
guint rmg_planner_add (RmgPlanner *self, RmgElementRole role,
    const char *factory, const char *suffix);

/** rmg_planner_add_for: the same for a node that has been planned already;
 * @node is its index in the plan. */
guint rmg_planner_add_for (RmgPlanner *self, guint node, RmgElementRole role,
    const char *factory, const char *suffix);

void rmg_planner_set_int (
    RmgPlanner *self, guint element, const char *property, gint64 value);
void rmg_planner_set_double (
    RmgPlanner *self, guint element, const char *property, double value);
void rmg_planner_set_bool (
    RmgPlanner *self, guint element, const char *property, gboolean value);
void rmg_planner_set_string (
    RmgPlanner *self, guint element, const char *property, const char *value);
void rmg_planner_set_value (
    RmgPlanner *self, guint element, const char *property, const GValue *value);

/** rmg_planner_set_words: properties as "NAME=VALUE NAME=VALUE", or %NULL. */
void rmg_planner_set_words (RmgPlanner *self, guint element, const char *words);

/** rmg_planner_link: @caps (nullable) are those of the edge; %NULL is any. */
void rmg_planner_link (RmgPlanner *self, const RmgPlanOutlet *from, guint to,
    const char *to_pad, GstCaps *caps);

/** rmg_planner_link_pads: between the pads "src" and "sink". */
void rmg_planner_link_pads (
    RmgPlanner *self, guint from, guint to, GstCaps *caps);

void rmg_planner_note (RmgPlanner *self, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

/** rmg_planner_fail: reports a problem of the node being planned. */
void rmg_planner_fail (RmgPlanner *self, RmgError code, const char *hint,
    const char *format, ...) G_GNUC_PRINTF (4, 5);

/** rmg_planner_warn_of: reports that @field of the node being planned is a
 * contradiction. */
void rmg_planner_warn_of (RmgPlanner *self, const char *field, const char *hint,
    const char *format, ...) G_GNUC_PRINTF (4, 5);

/** rmg_planner_warn: reports a loss of the node being planned. */
void rmg_planner_warn (RmgPlanner *self, RmgError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** rmg_planner_probe: the kind of a file, by the probe of the options. */
RmgFileKind rmg_planner_probe (const RmgPlanner *self, const char *path);

RmgPlanNode *rmg_planner_node (RmgPlanner *self);

G_END_DECLS
