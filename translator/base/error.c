/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/error.h>

/* The formatter would put spaces into the name. */
/* clang-format off */
G_DEFINE_QUARK (rmg-error-quark, rmg_error)
/* clang-format on */

static const char *const names[] = {
  [RMG_ERROR_FAILED] = "failed",
  [RMG_ERROR_IO] = "io",
  [RMG_ERROR_SYNTAX] = "syntax",
  [RMG_ERROR_LIMIT] = "limit",
  [RMG_ERROR_ENCODING] = "encoding",
  [RMG_ERROR_DUPLICATE_KEY] = "duplicate-key",
  [RMG_ERROR_NUMBER] = "number",
  [RMG_ERROR_VERSION] = "version",
  [RMG_ERROR_MISSING_FIELD] = "missing-field",
  [RMG_ERROR_UNKNOWN_FIELD] = "unknown-field",
  [RMG_ERROR_WRONG_TYPE] = "wrong-type",
  [RMG_ERROR_OUT_OF_RANGE] = "out-of-range",
  [RMG_ERROR_CONFLICT] = "conflict",
  [RMG_ERROR_EMPTY] = "empty",
  [RMG_ERROR_DUPLICATE_ID] = "duplicate-id",
  [RMG_ERROR_UNKNOWN_NODE] = "unknown-node",
  [RMG_ERROR_CYCLE] = "cycle",
  [RMG_ERROR_UNKNOWN_TYPE] = "unknown-type",
  [RMG_ERROR_UNKNOWN_PARAM] = "unknown-param",
  [RMG_ERROR_LINK] = "link",
  [RMG_ERROR_CAPS] = "caps",
  [RMG_ERROR_MISSING_ELEMENT] = "missing-element",
  [RMG_ERROR_INVALID] = "invalid",
  [RMG_ERROR_NOT_INLINE] = "not-inline",
  [RMG_ERROR_INPUT] = "input",
  [RMG_ERROR_NODE_FAILED] = "node-failed",
  [RMG_ERROR_ABANDONED] = "abandoned",
  [RMG_ERROR_FORKED] = "forked",
  [RMG_ERROR_CANCELLED] = "cancelled",
};

const char *
rmg_error_get_name (RmgError code)
{
  g_return_val_if_fail ((guint) code < G_N_ELEMENTS (names), "failed");

  return names[code];
}

gboolean
rmg_error_is_manifest (const GError *error)
{
  return error != NULL && error->domain == RMG_ERROR &&
      error->code >= RMG_ERROR_IO && error->code <= RMG_ERROR_INVALID;
}
