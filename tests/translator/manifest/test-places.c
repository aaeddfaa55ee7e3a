/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/manifest/places.h"

typedef struct
{
  const char *path;
  RmgPlace place;
  guint line;
  guint column;
} Located;

static const Located expected[] = {
  { "", RMG_PLACE_VALUE, 1, 1 },
  { "nodes", RMG_PLACE_VALUE, 2, 12 },
  { "nodes", RMG_PLACE_KEY, 2, 3 },
  { "nodes[0].id", RMG_PLACE_VALUE, 4, 8 },
  { "nodes[0].id", RMG_PLACE_KEY, 4, 3 },
  /* the text has none: the nearest object around it */
  { "nodes[0].missing", RMG_PLACE_PARENT, 3, 5 },
  { "nodes[0].missing.too", RMG_PLACE_VALUE, 3, 5 },
  { "nowhere", RMG_PLACE_VALUE, 1, 1 },
};

static RmgPlaces *
make_places (void)
{
  RmgPlaces *places = rmg_places_new ();

  rmg_places_record ("", RMG_PLACE_VALUE, 1, 1, places);
  rmg_places_record ("nodes", RMG_PLACE_KEY, 2, 3, places);
  rmg_places_record ("nodes", RMG_PLACE_VALUE, 2, 12, places);
  rmg_places_record ("nodes[0]", RMG_PLACE_VALUE, 3, 5, places);
  rmg_places_record ("nodes[0].id", RMG_PLACE_KEY, 4, 3, places);
  rmg_places_record ("nodes[0].id", RMG_PLACE_VALUE, 4, 8, places);
  return places;
}

static void
test_places_problem_located_at_its_path (gconstpointer data)
{
  const Located *row = data;
  g_autoptr (RmgPlaces) places = make_places ();
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgSubject subject = { .path = row->path, .place = row->place };
  const RmgProblem *problem;

  rmg_diagnostics_add (
      diagnostics, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, &subject, "x");
  rmg_places_locate (places, diagnostics, 0);
  problem = rmg_diagnostics_get_problem (diagnostics, 0);
  g_assert_cmpuint (problem->line, ==, row->line);
  g_assert_cmpuint (problem->column, ==, row->column);
}

static void
test_places_problem_before_the_first_left_alone (void)
{
  g_autoptr (RmgPlaces) places = make_places ();
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgSubject subject = { .path = "nodes" };

  rmg_diagnostics_add (
      diagnostics, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, &subject, "x");
  rmg_places_locate (places, diagnostics, 1);
  g_assert_cmpuint (rmg_diagnostics_get_problem (diagnostics, 0)->line, ==, 0);
}

static void
test_places_problem_without_path_has_no_place (void)
{
  g_autoptr (RmgPlaces) places = make_places ();
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);

  rmg_diagnostics_add (
      diagnostics, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, NULL, "x");
  rmg_places_locate (places, diagnostics, 0);
  g_assert_cmpuint (rmg_diagnostics_get_problem (diagnostics, 0)->line, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autofree char *path = g_strdup_printf ("/places/located/%u", i);

    g_test_add_data_func (
        path, &expected[i], test_places_problem_located_at_its_path);
  }
  g_test_add_func (
      "/places/before-first", test_places_problem_before_the_first_left_alone);
  g_test_add_func (
      "/places/no-path", test_places_problem_without_path_has_no_place);
  return g_test_run ();
}
