/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The plugins of the tests have no interpreter; tests/python/test_gst.py has one. */
#include <rmg/error.h>
#include <rmg/host.h>
#include <rmg/init.h>

#include <string.h>

static void
test_host_python_without_loader_names_the_packages (void)
{
  const char *modules[] = { "nodes.py", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (rmg_host_load_python (modules, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_MISSING_ELEMENT);
  g_assert_nonnull (strstr (error->message, "python3-gst-1.0"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  g_test_add_func ("/host-python/no-loader",
      test_host_python_without_loader_names_the_packages);
  return g_test_run ();
}
