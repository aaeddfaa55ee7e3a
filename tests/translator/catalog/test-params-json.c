/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/params-json.h"

typedef struct
{
  const char *type;
  const char *params;
  RmgError code;
  const char *path;
} Refused;

static const Refused refused[] = {
  { "AudioResampleNode", "{\"target_sample_rate\": 0}", RMG_ERROR_OUT_OF_RANGE,
      "p.target_sample_rate" },
  { "AudioResampleNode", "{\"target_sample_rate\": \"16000\"}",
      RMG_ERROR_WRONG_TYPE, "p.target_sample_rate" },
  { "AudioResampleNode", "{\"target_sample_rate\": 16000.5}",
      RMG_ERROR_WRONG_TYPE, "p.target_sample_rate" },
  { "AudioResampleNode", "{\"quality\": \"superb\"}", RMG_ERROR_OUT_OF_RANGE,
      "p.quality" },
  { "AudioResampleNode", "{\"quality\": 3}", RMG_ERROR_WRONG_TYPE,
      "p.quality" },
  { "AudioResampleNode", "{\"target_rate\": 1, \"output_rate\": 2}",
      RMG_ERROR_CONFLICT, "p.output_rate" },
  { "AudioBuffer", "{}", RMG_ERROR_MISSING_FIELD, "p.buffer_size_samples" },
  { "AudioBuffer", "{\"buffer_size_samples\": null}", RMG_ERROR_WRONG_TYPE,
      "p.buffer_size_samples" },
  { "VADNode", "{\"energy_threshold\": []}", RMG_ERROR_WRONG_TYPE,
      "p.energy_threshold" },
  { "VADNode", "{\"post_frames\": 1}", RMG_ERROR_WRONG_TYPE, "p.post_frames" },
  { "VADNode", "{\"energy_treshold\": 0.1}", RMG_ERROR_UNKNOWN_PARAM,
      "p.energy_treshold" },
};

static void
read_params (
    RmgParams *params, RmgDiagnostics *list, const char *type, const char *text)
{
  RmgScope scope = { list, "p", "n" };
  g_autoptr (JsonNode) root = json_from_string (text, NULL);

  rmg_params_read (params, &scope, rmg_catalog_find_type (type),
      json_node_get_object (root));
}

static void
test_params_refused_with_path (gconstpointer data)
{
  const Refused *row = data;
  g_autoptr (RmgDiagnostics) list = rmg_diagnostics_new (FALSE);
  RmgParams params;

  read_params (&params, list, row->type, row->params);
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (list), ==, 1);
  g_assert_cmpint (rmg_diagnostics_get_problem (list, 0)->code, ==, row->code);
  g_assert_cmpstr (rmg_diagnostics_get_problem (list, 0)->path, ==, row->path);
  rmg_params_clear (&params);
}

static void
test_params_unknown_names_nearest (void)
{
  g_autoptr (RmgDiagnostics) list = rmg_diagnostics_new (FALSE);
  RmgParams params;

  read_params (&params, list, "VADNode", "{\"energy_treshold\": 0.1}");
  g_assert_cmpstr (rmg_diagnostics_get_problem (list, 0)->hint, ==,
      "did you mean \"energy_threshold\"?");
  rmg_params_clear (&params);
}

static void
test_params_defaults_of_the_existing_sdk (void)
{
  g_autoptr (RmgDiagnostics) list = rmg_diagnostics_new (TRUE);
  RmgParams params;

  read_params (&params, list, "VADNode", "{}");
  g_assert_cmpint (rmg_params_get_int (&params, "frame_duration_ms"), ==, 30);
  g_assert_cmpfloat (
      rmg_params_get_double (&params, "energy_threshold"), ==, 0.02);
  g_assert_null (rmg_params_get (&params, "threshold"));
  rmg_params_clear (&params);
}

static void
test_params_alias_and_case_accepted (void)
{
  g_autoptr (RmgDiagnostics) list = rmg_diagnostics_new (TRUE);
  RmgParams params;

  read_params (&params, list, "AudioResampleNode",
      "{\"target_rate\": 8000.0, \"output_rate\": 8000, \"quality\": "
      "\"Medium\"}");
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (list), ==, 0);
  g_assert_cmpint (
      rmg_params_get_int (&params, "target_sample_rate"), ==, 8000);
  g_assert_cmpstr (rmg_params_get_string (&params, "quality"), ==, "medium");
  rmg_params_clear (&params);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *path = g_strdup_printf ("/params-json/refused/%u", i);

    g_test_add_data_func (path, &refused[i], test_params_refused_with_path);
  }
  g_test_add_func ("/params-json/nearest", test_params_unknown_names_nearest);
  g_test_add_func (
      "/params-json/defaults", test_params_defaults_of_the_existing_sdk);
  g_test_add_func ("/params-json/alias", test_params_alias_and_case_accepted);
  return g_test_run ();
}
