/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Shared by the files that make up rmgbin: the element, its supervision and
 * its measuring.
 *
 * Locks, in this order: restart_lock (a restart of elements against the bin's
 * own way down), then the object lock (nodes[], by their comments; closing).
 * Messages, events and callbacks happen outside the object lock. */
#pragma once

#include "gst/bin/rmgbin.h"

G_BEGIN_DECLS

struct _RmgBin
{
  GstBin parent;

  RmgPlan *plan;       /* (nullable): until a manifest has been given */
  GPtrArray *elements; /* at the indices of the plan */
  GHashTable *indices; /* element -> index + 1 */
  RmgNode *nodes;
  const RmgBinListener *listener; /* (nullable): in an application */
  gpointer listener_data;
  gboolean measured;

  GMutex restart_lock;
  gboolean closing; /* no restart any more */
  int n_parked;     /* atomic */
  int n_completed;  /* atomic: hosts have told since the last flush */
  int told_async;   /* atomic: an ASYNC_START went up, its DONE is due */
  GPtrArray *hosts; /* (nullable) (element-type RmgHost): borrowed */

  /* The element rmgbin in an application. */
  GstPad *sink;
  GstPad *src;
  char *manifest;
  char *manifest_json;
  GError *manifest_error; /* posted when the bin is asked to start */
};

/** rmg_bin_find_index: index of the plan's element that contains @object, or
 * %RMG_PLAN_NONE. */
guint rmg_bin_find_index (RmgBin *self, GstObject *object);

/** rmg_bin_get_element: (transfer none) */
GstElement *rmg_bin_get_element (RmgBin *self, guint index);
const RmgPlanElement *rmg_bin_get_step (RmgBin *self, guint index);

/** rmg_bin_supervise: becomes the owner of every guard. */
void rmg_bin_supervise (RmgBin *self);

/** rmg_bin_connect_hosts: listens to hosted nodes, if there are any. */
void rmg_bin_connect_hosts (RmgBin *self);

/** rmg_bin_find_culprit: the node that has refused what it was given without
 * having been refused anything itself; @fallback where there is none. */
guint rmg_bin_find_culprit (RmgBin *self, guint fallback);

/** rmg_bin_node_was_refused: whether what lies behind a node with threads of
 * its own has refused what it gave. */
gboolean rmg_bin_node_was_refused (RmgBin *self, guint index);

/** rmg_bin_was_refused: whether the application has refused an output. */
gboolean rmg_bin_was_refused (RmgBin *self);

/** rmg_bin_handle_message: the vfunc: the one place that sees failures. */
void rmg_bin_handle_message (GstBin *bin, GstMessage *message);

/** rmg_bin_chain_up_message: what is not kept goes the way of every bin. */
void rmg_bin_chain_up_message (GstBin *bin, GstMessage *message);

/** rmg_bin_set_closing: waits for a restart under way and allows no other. */
void rmg_bin_set_closing (RmgBin *self, gboolean closing);

G_END_DECLS
