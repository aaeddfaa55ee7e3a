/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Sessions for tests: short manifests, inputs, and outputs as text that two
 * runs are compared by. Failures of these helpers end the test. */
#pragma once

#include <rmg/session.h>

G_BEGIN_DECLS

/**
 * rmg_test_manifest:
 * @lines: one node or connection a line:
 *   "ID TYPE", "ID TYPE PARAMS", "ID TYPE PARAMS @ MEMBERS" or "FROM > TO",
 *   where PARAMS and MEMBERS are members of JSON objects with ' for "
 *
 * Returns: (transfer full): the manifest
 */
char *rmg_test_manifest (const char *lines);

/** rmg_test_graph: (transfer full): the graph of rmg_test_manifest(). */
RmgGraph *rmg_test_graph (const char *lines);

/** rmg_test_open: (transfer full): a session of rmg_test_manifest(). */
RmgSession *rmg_test_open (
    const char *lines, RmgThreading threading, RmgFraming framing);

/** rmg_test_open_json: (transfer full): a session of a manifest. */
RmgSession *rmg_test_open_json (
    const char *manifest, RmgThreading threading, RmgFraming framing);

/** rmg_test_describe_session: (transfer full): the stall report of @session, for
 * rmg_test_hang_watch(). */
char *rmg_test_describe_session (gpointer session);

/** rmg_test_value: (transfer full): an input that is a whole number. */
GstSample *rmg_test_value (gint64 value);

/** rmg_test_values: (transfer full): inputs 1, 2, ... @n. */
GPtrArray *rmg_test_values (guint n);

/** rmg_test_noise_clip: (transfer full): F32 between -0.5 and 0.5, which depends
 * on @seed alone. */
GstSample *rmg_test_noise_clip (
    guint32 seed, guint rate_hz, guint n_channels, guint n_frames);

/** rmg_test_split: (transfer full): @clip in buffers of @n_frames. */
GPtrArray *rmg_test_split (GstSample *clip, guint n_frames);

/**
 * rmg_test_step:
 * @input: id of the input
 * @sample: (nullable): the data; NULL to end an item
 * @is_part: whether more of the item follows
 *
 * Returns: (transfer full): an input for rmg_test_pump() that names where and how
 *   it is pushed
 */
GstSample *rmg_test_step (
    const char *input, GstSample *sample, gboolean is_part);

/** rmg_test_push: pushes a copy of @sample, as rmg_test_step() says. */
RmgSessionResult rmg_test_push (
    RmgSession *session, GstSample *sample, GError **error);

/**
 * rmg_test_pump:
 * @inputs: (element-type GstSample): pushed in order, each a copy; to all open
 *   inputs and as an item, unless rmg_test_step() says otherwise
 *
 * Runs the session to its end.
 *
 * Returns: (transfer full): a line for each output node, by id: values as they
 *   are, audio as "FORMAT RATE CHANNELS FRAMES CHECKSUM", "|" at the end of
 *   an item, "!NUMBER" in place of an item that failed. Outputs before a failure are included.
 */
char *rmg_test_pump (RmgSession *session, GPtrArray *inputs, GError **error);

/**
 * rmg_test_pump_borrowed:
 *
 * As rmg_test_pump(), but audio is in borrowed memory that is settled after the
 * push. Free memory is overwritten and freed. Asserts that each block is free
 * after its push, and released once.
 *
 * Returns: (transfer full): as rmg_test_pump()
 */
char *rmg_test_pump_borrowed (
    RmgSession *session, GPtrArray *inputs, GError **error);

/** rmg_test_run: opens, pumps and closes; the inputs are items, or the pieces
 * of one stream. */
char *rmg_test_run (const char *lines, RmgThreading threading,
    RmgFraming framing, GPtrArray *inputs, GError **error);

/** rmg_test_same_by_both: asserts that inline and threaded runs succeed with
 * the same output; (transfer full): it. */
char *rmg_test_same_by_both (
    const char *lines, RmgFraming framing, GPtrArray *inputs);

G_END_DECLS
