/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/file-failure.h"

#include <errno.h>

#define FILE_READER (RMG_NODE_SOURCE | RMG_NODE_FILE)

typedef struct
{
  int code;
  GstResourceError error;
  RmgFailureKind kind;
} Case;

static const Case cases[] = {
  { ENOENT, GST_RESOURCE_ERROR_NOT_FOUND, RMG_FAILURE_PERMANENT },
  { EACCES, GST_RESOURCE_ERROR_NOT_AUTHORIZED, RMG_FAILURE_PERMANENT },
  { EISDIR, GST_RESOURCE_ERROR_OPEN_READ, RMG_FAILURE_PERMANENT },
  { EINVAL, GST_RESOURCE_ERROR_READ, RMG_FAILURE_PERMANENT },
  { EAGAIN, GST_RESOURCE_ERROR_BUSY, RMG_FAILURE_TRANSIENT },
  { EMFILE, GST_RESOURCE_ERROR_OPEN_READ, RMG_FAILURE_TRANSIENT },
  { EIO, GST_RESOURCE_ERROR_READ, RMG_FAILURE_TRANSIENT },
  { ESTALE, GST_RESOURCE_ERROR_READ, RMG_FAILURE_TRANSIENT },
};

static void
test_file_failure_errno_decides_about_a_retry (void)
{
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("fakesrc", "source"));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (RmgFailure) failure =
        rmg_file_failure_new ("in.wav", cases[i].code, element);
    g_autofree char *text = g_strdup_printf (
        "Could not read \"in.wav\": %s.", g_strerror (cases[i].code));

    g_assert_error (failure->cause, GST_RESOURCE_ERROR, (int) cases[i].error);
    g_assert_cmpstr (failure->cause->message, ==, text);
    g_assert_cmpstr (failure->element_path, ==, "/GstFakeSrc:source");
    g_assert_cmpint (
        rmg_failure_classify (failure, FILE_READER), ==, cases[i].kind);
  }
}

static void
test_file_failure_of_replaced_file_is_permanent (void)
{
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("fakesrc", NULL));
  g_autoptr (RmgFailure) failure =
      rmg_file_failure_new_replaced ("in.wav", element);

  g_assert_cmpint (rmg_failure_classify (failure, RMG_NODE_NETWORK), ==,
      RMG_FAILURE_PERMANENT);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/file-failure/errno", test_file_failure_errno_decides_about_a_retry);
  g_test_add_func ("/file-failure/replaced",
      test_file_failure_of_replaced_file_is_permanent);
  return g_test_run ();
}
