/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A supervisor for a plan made by hand. The log has a word for each call of the
 * listener: "failed:ID", "ended", "task:INDEX", "completed", "message". */
#pragma once

#include "gst/supervision/supervisor.h"
#include "tests/lib/plan-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  PlanFixture *plan;
  GstElement *bin;
  RmgSupervisor *supervisor; /* (nullable): until supervisor_fixture_start() */
  gboolean keeps_messages;   /* returned for element messages */
  char *error;               /* (nullable): text of the last failure */
  RmgFault *fault;           /* (nullable): the last failure */
  GPtrArray *notices;        /* (element-type GstStructure): of the bin */
  GString *log;
} SupervisorFixture;

/* Add elements, links and flags to the plan before the start. */
SupervisorFixture *supervisor_fixture_new (guint n_nodes);
void supervisor_fixture_free (SupervisorFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupervisorFixture, supervisor_fixture_free)

/* Adds an element of @factory and @role to the bin. Returns: its index */
guint supervisor_fixture_add (SupervisorFixture *self, const char *factory,
    guint node, RmgElementRole role);

RmgPlanNode *supervisor_fixture_get_plan (SupervisorFixture *self, guint node);
GstElement *supervisor_fixture_get_element (
    SupervisorFixture *self, guint element);

/* Makes the supervisor of the plan so far. */
void supervisor_fixture_start (SupervisorFixture *self);
/* Returns: (nullable): the message of the bin with @name; asserts that there are
 * not several */
const GstStructure *supervisor_fixture_get_notice (
    SupervisorFixture *self, const char *name);
RmgNode *supervisor_fixture_get_node (SupervisorFixture *self, guint node);

/* Asserts that the log has @calls and empties it. */
void supervisor_fixture_expect (SupervisorFixture *self, const char *calls);

G_END_DECLS
