/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The log of --log json: one JSON object a line on standard error, for the lines
 * of the command and for the logs of GStreamer and GLib. If standard error is
 * the journal of systemd, entries with fields instead. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* An entry of the log. Texts that are %NULL are null in the object. */
typedef struct
{
  GstDebugLevel level;
  const char *category;
  const char *node;     /* (nullable): id of the node */
  const char *object;   /* (nullable): name of the element or pad */
  const char *file;     /* (nullable) */
  int line;             /* 0: unknown */
  const char *function; /* (nullable) */
  const char *message;  /* without a final newline */
  const char *details;  /* (nullable): a JSON object */
} ToolLogEntry;

/** tool_log_open: from now on the lines of the command and the logs of GStreamer
 * and GLib are entries. Call it once, before other threads start. */
void tool_log_open (void);

/** tool_log_start: from now on the lines of the command are entries; a part of
 * tool_log_open(). */
void tool_log_start (void);

/** tool_log_is_json: whether the lines of the command are entries. */
gboolean tool_log_is_json (void);

/** tool_log_write: writes one entry. Thread: any. */
void tool_log_write (const ToolLogEntry *entry);

/** tool_log_to_json: (transfer full): @entry as an object, with a newline.
 * @time_us: since 1970-01-01 UTC */
char *tool_log_to_json (const ToolLogEntry *entry, gint64 time_us);

/**
 * tool_log_print:
 * @level: importance
 * @node: (nullable): id of the node
 * @prefix: precedes the message where the log is text
 * @message: with or without a final newline
 *
 * Writes a line of the command to standard error, in the format of the log.
 */
void tool_log_print (GstDebugLevel level, const char *node, const char *prefix,
    const char *message);

/** tool_log_print_event: an entry for an element message of the runtime, with
 * its fields as details. Only for logs in JSON. */
void tool_log_print_event (const GstStructure *fields);

G_END_DECLS
