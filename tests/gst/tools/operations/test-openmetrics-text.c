/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/openmetrics-text.h"

static void
test_openmetrics_text_has_families_with_their_samples (void)
{
  g_autoptr (GArray) families = tool_openmetrics_parse (
      "# TYPE a counter\n# UNIT a bytes\n# HELP a Two words.\n"
      "a_total{node=\"x\",direction=\"in\"} 3\na_total{node=\"y\"} 1.5e3\n"
      "# TYPE b gauge\n# HELP b B.\nb 7\n# EOF\n");
  const ToolFamily *a = &g_array_index (families, ToolFamily, 0);
  const ToolFamily *b = &g_array_index (families, ToolFamily, 1);
  const ToolSample *sample = &g_array_index (a->samples, ToolSample, 0);

  g_assert_cmpuint (families->len, ==, 2);
  g_assert_cmpstr (a->name, ==, "a");
  g_assert_cmpstr (a->type, ==, "counter");
  g_assert_cmpstr (a->unit, ==, "bytes");
  g_assert_cmpstr (a->help, ==, "Two words.");
  g_assert_cmpuint (a->samples->len, ==, 2);
  g_assert_cmpstr (sample->name, ==, "a_total");
  g_assert_cmpstr (tool_sample_get_label (sample, "direction"), ==, "in");
  g_assert_null (tool_sample_get_label (sample, "type"));
  g_assert_cmpfloat (sample[1].value, ==, 1500.0);
  g_assert_cmpstr (b->unit, ==, "");
  g_assert_cmpfloat (g_array_index (b->samples, ToolSample, 0).value, ==, 7.0);
}

static void
test_openmetrics_text_escapes_are_undone (void)
{
  g_autoptr (GArray) families = tool_openmetrics_parse (
      "# TYPE a gauge\na{node=\"q\\\"},{\\\\ \\n\",x=\"\"} 1\n");
  const ToolFamily *family = &g_array_index (families, ToolFamily, 0);
  const ToolSample *sample = &g_array_index (family->samples, ToolSample, 0);

  g_assert_cmpstr (tool_sample_get_label (sample, "node"), ==, "q\"},{\\ \n");
  g_assert_cmpstr (tool_sample_get_label (sample, "x"), ==, "");
  g_assert_cmpfloat (sample->value, ==, 1.0);
}

static void
test_openmetrics_text_cut_anywhere_is_read_without_a_fault (void)
{
  static const char text[] = "# TYPE a counter\n# HELP a A.\n"
                             "a_total{node=\"x\\\"\",y=\"z\"} 3\n# EOF\n";

  for (gsize n = 0; n < sizeof text; n++) {
    g_autofree char *part = g_strndup (text, n);
    g_autoptr (GArray) families = tool_openmetrics_parse (part);

    g_assert_cmpuint (families->len, <=, 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/openmetrics-text/families",
      test_openmetrics_text_has_families_with_their_samples);
  g_test_add_func (
      "/openmetrics-text/escapes", test_openmetrics_text_escapes_are_undone);
  g_test_add_func ("/openmetrics-text/cut",
      test_openmetrics_text_cut_anywhere_is_read_without_a_fault);
  return g_test_run ();
}
