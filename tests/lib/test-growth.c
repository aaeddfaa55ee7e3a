/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/growth.h"

#include <fcntl.h>
#include <unistd.h>

#define N_USES 300

static GArray *
make_uses (void)
{
  GArray *uses = g_array_new (FALSE, TRUE, sizeof (RmgTestUse));

  g_array_set_size (uses, N_USES);
  return uses;
}

static RmgTestUse *
get (GArray *uses, guint i)
{
  return &g_array_index (uses, RmgTestUse, i);
}

static const char *
find (GArray *uses)
{
  return rmg_test_find_growth ((const RmgTestUse *) uses->data, uses->len);
}

static void
test_growth_constant_use_has_no_finding (void)
{
  g_autoptr (GArray) uses = make_uses ();

  g_assert_null (find (uses));
}

static void
test_growth_peaks_have_no_finding (void)
{
  g_autoptr (GArray) uses = make_uses ();

  for (guint i = 0; i < N_USES; i++)
    if (i % 7 != 0)
      *get (uses, i) = (RmgTestUse){ (guint64) i << 20, i, i };
  g_assert_null (find (uses));
}

static void
test_growth_slow_leak_is_found (void)
{
  g_autoptr (GArray) memory = make_uses ();
  g_autoptr (GArray) threads = make_uses ();
  g_autoptr (GArray) files = make_uses ();

  for (guint i = 0; i < N_USES; i++) {
    get (memory, i)->n_bytes = (guint64) i * 16384;
    get (threads, i)->n_threads = i / 4;
    get (files, i)->n_files = i / 10;
  }
  g_assert_cmpstr (find (memory), ==, "memory");
  g_assert_cmpstr (find (threads), ==, "threads");
  g_assert_cmpstr (find (files), ==, "files");
}

static void
test_growth_few_measurements_are_no_growth (void)
{
  const RmgTestUse uses[] = { { 0, 0, 0 }, { 1 << 30, 99, 99 },
    { G_MAXUINT64, 999, 999 } };

  g_assert_null (rmg_test_find_growth (uses, G_N_ELEMENTS (uses)));
}

static void
test_use_counts_an_open_file (void)
{
  const RmgTestUse before = rmg_test_use_measure ();
  const int file = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  const RmgTestUse after = rmg_test_use_measure ();

  close (file);
  g_assert_cmpuint (before.n_threads, >=, 1);
  g_assert_cmpuint (after.n_files, ==, before.n_files + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/growth/constant", test_growth_constant_use_has_no_finding);
  g_test_add_func ("/growth/peaks", test_growth_peaks_have_no_finding);
  g_test_add_func ("/growth/leak", test_growth_slow_leak_is_found);
  g_test_add_func ("/growth/few", test_growth_few_measurements_are_no_growth);
  g_test_add_func ("/growth/measure", test_use_counts_an_open_file);
  return g_test_run ();
}
