/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/file-failure.h"

#include <errno.h>

typedef enum
{
  BY_TABLE, /* of failures */
  TEMPORARY,
} Cure;

static const struct
{
  int code;
  GstResourceError error;
  Cure cure;
} kinds[] = {
  { ENOENT, GST_RESOURCE_ERROR_NOT_FOUND, BY_TABLE },
  { ENOTDIR, GST_RESOURCE_ERROR_NOT_FOUND, BY_TABLE },
  { EACCES, GST_RESOURCE_ERROR_NOT_AUTHORIZED, BY_TABLE },
  { EPERM, GST_RESOURCE_ERROR_NOT_AUTHORIZED, BY_TABLE },
  { EISDIR, GST_RESOURCE_ERROR_OPEN_READ, BY_TABLE },
  { EAGAIN, GST_RESOURCE_ERROR_BUSY, TEMPORARY }, /* a lease: Samba, NFS */
  { EBUSY, GST_RESOURCE_ERROR_BUSY, TEMPORARY },
  { ETXTBSY, GST_RESOURCE_ERROR_BUSY, TEMPORARY },
  { EMFILE, GST_RESOURCE_ERROR_OPEN_READ, TEMPORARY },
  { ENFILE, GST_RESOURCE_ERROR_OPEN_READ, TEMPORARY },
  { ENOMEM, GST_RESOURCE_ERROR_OPEN_READ, TEMPORARY },
  { EIO, GST_RESOURCE_ERROR_READ, TEMPORARY },
  { ESTALE, GST_RESOURCE_ERROR_READ, TEMPORARY },
  { ETIMEDOUT, GST_RESOURCE_ERROR_READ, TEMPORARY },
  { EHOSTDOWN, GST_RESOURCE_ERROR_READ, TEMPORARY },
  { ENOTCONN, GST_RESOURCE_ERROR_READ, TEMPORARY },
};

static RmgFailure *
make (GstResourceError error, GstElement *element, char *text)
{
  RmgFailure *failure = g_new0 (RmgFailure, 1);

  failure->cause = g_error_new_literal (GST_RESOURCE_ERROR, error, text);
  failure->element_path = gst_object_get_path_string (GST_OBJECT (element));
  failure->details = gst_structure_new_empty ("details");
  g_free (text);
  return failure;
}

static void
set_retryable (RmgFailure *failure, gboolean retryable)
{
  gst_structure_set (
      failure->details, "rmg-retryable", G_TYPE_BOOLEAN, retryable, NULL);
}

RmgFailure *
rmg_file_failure_new (const char *path, int code, GstElement *element)
{
  GstResourceError error = GST_RESOURCE_ERROR_READ;
  Cure cure = BY_TABLE;
  RmgFailure *failure;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].code == code) {
      error = kinds[i].error;
      cure = kinds[i].cure;
    }
  failure = make (error, element,
      g_strdup_printf ("Could not read \"%s\": %s.", path, g_strerror (code)));
  if (cure == TEMPORARY)
    set_retryable (failure, TRUE);
  return failure;
}

RmgFailure *
rmg_file_failure_new_replaced (const char *path, GstElement *element)
{
  RmgFailure *failure = make (GST_RESOURCE_ERROR_READ, element,
      g_strdup_printf (
          "\"%s\" was replaced by another file while it was read.", path));

  set_retryable (failure, FALSE);
  return failure;
}
