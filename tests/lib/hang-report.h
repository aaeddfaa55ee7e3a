/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The report of a random test about a seed that hangs: the objects alive at that
 * moment, each with its manifest and its state report. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** RmgTestDescribeFunc: (transfer full) (nullable): the state of @object. Thread:
 * any, while other threads are blocked. */
typedef char *(*RmgTestDescribeFunc) (gpointer object);

/**
 * rmg_test_hang_watch:
 * @object: a #GObject; no reference is kept
 * @manifest: (nullable): text that @object runs
 * @describe: called by rmg_test_hang_print() if @object is alive
 *
 * Thread: any.
 */
void rmg_test_hang_watch (
    gpointer object, const char *manifest, RmgTestDescribeFunc describe);

/** rmg_test_hang_watch_bins: watches the bins of type rmgbin in @pipeline, at any
 * depth, with the manifests that they have when the seed hangs. */
void rmg_test_hang_watch_bins (GstElement *pipeline);

/** rmg_test_hang_print: prints the objects on standard error. */
void rmg_test_hang_print (void);

/** rmg_test_hang_forget: watches no object any more. */
void rmg_test_hang_forget (void);

G_END_DECLS
