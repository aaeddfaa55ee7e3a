/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A source that acts as an HTTP source does, by a script: it reads the URI
 * "scripted:", answers each request by the next line of the script, and sends
 * the bytes of a body, byte N of which is N modulo 251. */
#pragma once

#include <gst/base/gstpushsrc.h>

G_BEGIN_DECLS

typedef enum
{
  SCRIPTED_END,        /* of the body */
  SCRIPTED_ERROR,      /* a message of STREAM/FAILED */
  SCRIPTED_FLOW_ERROR, /* without a message of its own */
  SCRIPTED_AGAIN,      /* a request of its own, as souphttpsrc makes it */
  SCRIPTED_HANG,
} ScriptedEnd;

/* An answer to a request. */
typedef struct
{
  guint status;  /* 0: no answer; 200: the whole file */
  guint n_bytes; /* that are sent before the end; those of the body at most */
  ScriptedEnd end;
  const char *etag;        /* (nullable) */
  const char *retry_after; /* (nullable) */
} ScriptedAnswer;

#define SCRIPTED_URI "scripted:"

/* Registers the element and sets its script. The last answer is repeated. */
void scripted_source_set (
    guint body_bytes, const ScriptedAnswer *answers, guint n_answers);

/* Number of requests since the script was set. */
guint scripted_source_get_n_requests (void);

/* The byte at @offset of the body. */
guint8 scripted_source_get_byte (guint64 offset);

G_END_DECLS
