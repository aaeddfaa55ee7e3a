/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A plan made by hand with elements for it, for tests of node sets. */
#pragma once

#include "translator/plan/steps.h"

G_BEGIN_DECLS

typedef struct
{
  RmgPlan plan;
  GPtrArray *elements; /* (element-type GstElement) */
} PlanFixture;

/* @n_nodes nodes without elements; node i has the id "ni". */
PlanFixture *plan_fixture_new (guint n_nodes);
void plan_fixture_free (PlanFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlanFixture, plan_fixture_free)

/* Adds an element of @factory and @role for @node. Returns: its index */
guint plan_fixture_add (
    PlanFixture *self, const char *factory, guint node, RmgElementRole role);

/* Adds the link to the plan and, unless it is @dynamic, links the elements. */
void plan_fixture_link (
    PlanFixture *self, guint from, guint to, gboolean dynamic);

G_END_DECLS
