/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/failures.h"

#include <gio/gio.h>
#include <gst/gst.h>

#define ANY_NODE 0
#define ONE(domain, prefix, code) domain, #code, prefix##code, prefix##code
#define EACH(domain) domain, "*", G_MININT, G_MAXINT

#define RESOURCE(code)                                                         \
  ONE ("gst-resource-error-quark", GST_RESOURCE_ERROR_, code)
#define STREAM(code) ONE ("gst-stream-error-quark", GST_STREAM_ERROR_, code)
#define CORE(code) ONE ("gst-core-error-quark", GST_CORE_ERROR_, code)
#define IO(code) ONE ("g-io-error-quark", G_IO_ERROR_, code)
#define FILE_OF(code) ONE ("g-file-error-quark", G_FILE_ERROR_, code)
#define HTTP(status) RMG_FAILURE_HTTP, #status, status, status

#define CURABLE(class) RMG_FAILS_##class, TRUE
#define FINAL(class) RMG_FAILS_##class, FALSE

/* Refused connections, time-outs and unknown hosts are all posted as
 * STREAM/FAILED. The code alone cannot distinguish them, the flags can. */
static const RmgFailureRule rules[] = {
  { HTTP (408), ANY_NODE, CURABLE (HTTP_SERVER) },
  { HTTP (425), ANY_NODE, CURABLE (HTTP_SERVER) },
  { HTTP (429), ANY_NODE, CURABLE (HTTP_SERVER) },
  { RMG_FAILURE_HTTP, "5xx", 500, G_MAXINT, ANY_NODE, CURABLE (HTTP_SERVER) },
  { EACH (RMG_FAILURE_HTTP), ANY_NODE, FINAL (HTTP_CLIENT) },

  { RESOURCE (NOT_FOUND), ANY_NODE, FINAL (NOT_FOUND) },
  { RESOURCE (NOT_AUTHORIZED), ANY_NODE, FINAL (NOT_AUTHORIZED) },
  { RESOURCE (NO_SPACE_LEFT), ANY_NODE, FINAL (NO_SPACE) },
  { RESOURCE (SETTINGS), ANY_NODE, FINAL (SETTINGS) },
  { RESOURCE (BUSY), ANY_NODE, CURABLE (BUSY) },
  { EACH ("gst-resource-error-quark"), RMG_NODE_NETWORK, CURABLE (NETWORK) },
  { RESOURCE (OPEN_READ), ANY_NODE, FINAL (OPEN) },
  { RESOURCE (OPEN_WRITE), ANY_NODE, FINAL (OPEN) },
  { RESOURCE (OPEN_READ_WRITE), ANY_NODE, FINAL (OPEN) },
  { RESOURCE (READ), RMG_NODE_FILE, FINAL (READ) },
  { RESOURCE (READ), ANY_NODE, CURABLE (READ) },
  { RESOURCE (WRITE), RMG_NODE_FILE, FINAL (WRITE) },
  { RESOURCE (WRITE), ANY_NODE, CURABLE (WRITE) },
  { RESOURCE (SEEK), ANY_NODE, FINAL (READ) },
  { RESOURCE (SYNC), ANY_NODE, FINAL (WRITE) },
  { RESOURCE (CLOSE), ANY_NODE, FINAL (WRITE) },

  { STREAM (FAILED), RMG_NODE_NETWORK, CURABLE (NETWORK) },
  { STREAM (FORMAT), ANY_NODE, FINAL (FORMAT) },
  { STREAM (WRONG_TYPE), ANY_NODE, FINAL (FORMAT) },
  { STREAM (TYPE_NOT_FOUND), ANY_NODE, FINAL (FORMAT) },
  { STREAM (CODEC_NOT_FOUND), ANY_NODE, FINAL (MISSING_PLUGIN) },
  { STREAM (DECODE), ANY_NODE, FINAL (DATA) },
  { STREAM (ENCODE), ANY_NODE, FINAL (DATA) },
  { STREAM (DEMUX), ANY_NODE, FINAL (DATA) },
  { STREAM (MUX), ANY_NODE, FINAL (DATA) },
  { EACH ("gst-stream-error-quark"), ANY_NODE, FINAL (STREAM) },

  { CORE (MISSING_PLUGIN), ANY_NODE, FINAL (MISSING_PLUGIN) },
  { CORE (NEGOTIATION), ANY_NODE, FINAL (FORMAT) },
  { CORE (CAPS), ANY_NODE, FINAL (FORMAT) },
  { EACH ("gst-core-error-quark"), ANY_NODE, FINAL (INTERNAL) },
  { EACH ("gst-library-error-quark"), ANY_NODE, FINAL (INTERNAL) },

  { IO (TIMED_OUT), ANY_NODE, CURABLE (TIMEOUT) },
  { IO (BUSY), ANY_NODE, CURABLE (BUSY) },
  { IO (CONNECTION_REFUSED), ANY_NODE, CURABLE (NETWORK) },
  { IO (CONNECTION_CLOSED), ANY_NODE, CURABLE (NETWORK) },
  { IO (NOT_CONNECTED), ANY_NODE, CURABLE (NETWORK) },
  { IO (HOST_NOT_FOUND), ANY_NODE, CURABLE (NETWORK) },
  { IO (HOST_UNREACHABLE), ANY_NODE, CURABLE (NETWORK) },
  { IO (NETWORK_UNREACHABLE), ANY_NODE, CURABLE (NETWORK) },
  { EACH ("g-resolver-error-quark"), ANY_NODE, CURABLE (NETWORK) },
  { IO (WOULD_BLOCK), ANY_NODE, CURABLE (BUSY) },
  { IO (TOO_MANY_OPEN_FILES), ANY_NODE, CURABLE (BUSY) },
  { IO (NOT_FOUND), ANY_NODE, FINAL (NOT_FOUND) },
  { IO (PERMISSION_DENIED), ANY_NODE, FINAL (NOT_AUTHORIZED) },
  { IO (NO_SPACE), ANY_NODE, FINAL (NO_SPACE) },

  { FILE_OF (NOENT), ANY_NODE, FINAL (NOT_FOUND) },
  { FILE_OF (ACCES), ANY_NODE, FINAL (NOT_AUTHORIZED) },
  { FILE_OF (PERM), ANY_NODE, FINAL (NOT_AUTHORIZED) },
  { FILE_OF (NOSPC), ANY_NODE, FINAL (NO_SPACE) },
  { FILE_OF (EXIST), ANY_NODE, FINAL (OPEN) },
  { FILE_OF (ISDIR), ANY_NODE, FINAL (OPEN) },
  { FILE_OF (NOTDIR), ANY_NODE, FINAL (OPEN) },
  { EACH ("g-file-error-quark"), RMG_NODE_HOSTED, CURABLE (READ) },

  { ONE (RMG_FAILURE_FLOW, GST_FLOW_, NOT_NEGOTIATED), ANY_NODE,
      FINAL (FORMAT) },
  { EACH (RMG_FAILURE_FLOW), RMG_NODE_TRANSIENT, CURABLE (FLOW) },
  { EACH (RMG_FAILURE_FLOW), ANY_NODE, FINAL (FLOW) },
  { EACH ("*"), ANY_NODE, FINAL (OTHER) },
};

static const char *const class_texts[] = {
  "no connection, no such host, a lost connection",
  "a status of a server that has a problem",
  "any other status of a server",
  "an attempt that took too long",
  "a device or file that is in use",
  "a resource that cannot be opened",
  "a resource that cannot be read",
  "a resource that cannot be written",
  "no such file",
  "no permission",
  "no space left",
  "settings that a device refuses",
  "a format or type of stream that the node does not support",
  "data that cannot be decoded, encoded or parsed",
  "a missing plugin",
  "any other error of the stream",
  "an error of GStreamer or of a library",
  "an error without a message",
  "an error in a domain of the element",
  "the classes that are retried by default",
};

guint
rmg_failure_get_n_rules (void)
{
  return G_N_ELEMENTS (rules);
}

const RmgFailureRule *
rmg_failure_get_rule (guint index)
{
  return index < G_N_ELEMENTS (rules) ? &rules[index] : NULL;
}

static gboolean
matches (const RmgFailureRule *rule, const char *domain, int code,
    RmgNodeFlags flags)
{
  return (*rule->domain == '*' || g_str_equal (rule->domain, domain)) &&
      code >= rule->first && code <= rule->last &&
      (flags & rule->flags) == rule->flags;
}

const RmgFailureRule *
rmg_failure_find_rule (const char *domain, int code, RmgNodeFlags flags)
{
  const RmgFailureRule *rule = rules;

  while (!matches (rule, domain, code, flags))
    rule++;
  return rule;
}

const char *
rmg_failure_class_get_text (guint bit)
{
  return bit < G_N_ELEMENTS (class_texts) ? class_texts[bit] : NULL;
}
