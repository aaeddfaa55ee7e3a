/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/nearest.h"

#include <glib.h>

static const char *const known[] = { "VADNode", "FormatConverter",
  "AudioResampleNode" };

static void
test_nearest_of_a_misspelt_name (void)
{
  static const struct
  {
    const char *given, *expected;
  } rows[] = {
    { "VADNode", "VADNode" },
    { "vadnode", "VADNode" },
    { "VADNod", "VADNode" },
    { "VADNoode", "VADNode" },
    { "VDANode", "VADNode" },
    { "avdonde", "VADNode" },
    { "AVDONDE", "VADNode" },
    { "FormatConvertor", "FormatConverter" },
    { "fromatcnoverter", "FormatConverter" },
    { "AudioResampelNode", "AudioResampleNode" },
    { "Nothing", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    RmgNearest nearest;

    rmg_nearest_init (&nearest, rows[i].given);
    for (gsize k = 0; k < G_N_ELEMENTS (known); k++)
      rmg_nearest_try (&nearest, known[k]);
    g_assert_cmpstr (nearest.best, ==, rows[i].expected);
  }
}

static void
test_nearest_of_names_too_long (void)
{
  g_autofree char *given = g_strnfill (10000, 'x');
  RmgNearest nearest;

  rmg_nearest_init (&nearest, given);
  rmg_nearest_try (&nearest, known[0]);
  rmg_nearest_try (&nearest, given);
  g_assert_null (nearest.best);
}

static void
test_nearest_word_stands_for_its_list (void)
{
  RmgNearest nearest;

  rmg_nearest_init (&nearest, "resmaple");
  rmg_nearest_try_words (&nearest, "convert resample", "AudioTransform");
  g_assert_cmpstr (nearest.best, ==, "AudioTransform");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nearest/misspelt", test_nearest_of_a_misspelt_name);
  g_test_add_func ("/nearest/long", test_nearest_of_names_too_long);
  g_test_add_func ("/nearest/words", test_nearest_word_stands_for_its_list);
  return g_test_run ();
}
