/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The ranges of the catalog lie in those of the properties that they set. */

#include "translator/catalog/row.h"
#include <rmg/init.h>

#include <gst/gst.h>

/* Lowest and highest value of a numeric property. Returns: whether it is one. */
static gboolean
read_range (GParamSpec *pspec, double *low, double *high)
{
  if (G_IS_PARAM_SPEC_UINT (pspec)) {
    *low = G_PARAM_SPEC_UINT (pspec)->minimum;
    *high = G_PARAM_SPEC_UINT (pspec)->maximum;
  } else if (G_IS_PARAM_SPEC_INT (pspec)) {
    *low = G_PARAM_SPEC_INT (pspec)->minimum;
    *high = G_PARAM_SPEC_INT (pspec)->maximum;
  } else if (G_IS_PARAM_SPEC_UINT64 (pspec)) {
    *low = (double) G_PARAM_SPEC_UINT64 (pspec)->minimum;
    *high = (double) G_PARAM_SPEC_UINT64 (pspec)->maximum;
  } else if (G_IS_PARAM_SPEC_DOUBLE (pspec)) {
    *low = G_PARAM_SPEC_DOUBLE (pspec)->minimum;
    *high = G_PARAM_SPEC_DOUBLE (pspec)->maximum;
  } else {
    return FALSE;
  }
  return TRUE;
}

/* A manifest that is valid must not fail at the element. It may be narrower: a
 * value of 0 may have a meaning of its own, such as "the rate that arrives". */
static void
check_rule (
    const RmgCatalogRow *row, const RmgParamRule *rule, GObjectClass *klass)
{
  GParamSpec *pspec = g_object_class_find_property (klass, rule->property);
  double low, high;

  if (pspec == NULL)
    g_error ("%s.%s: %s has no property %s", row->type.name, rule->name,
        row->factory, rule->property);
  if (!read_range (pspec, &low, &high))
    return;
  if (rule->min < low || rule->max > high)
    g_error ("%s.%s is %g to %g, %s.%s is %g to %g", row->type.name, rule->name,
        rule->min, rule->max, row->factory, rule->property, low, high);
}

/* The default of the catalog is set at the element, so both are one. */
static void
check_default (
    const RmgCatalogRow *row, const RmgParamRule *rule, GObjectClass *klass)
{
  GParamSpec *pspec = g_object_class_find_property (klass, rule->property);
  g_auto (GValue) initial = G_VALUE_INIT;
  double low, high;

  if (row->recipe != RMG_RECIPE_SINGLE || rule->default_text == NULL ||
      !read_range (pspec, &low, &high))
    return;
  g_value_init (&initial, G_TYPE_DOUBLE);
  g_value_transform (g_param_spec_get_default_value (pspec), &initial);
  g_assert_cmpfloat (g_ascii_strtod (rule->default_text, NULL), ==,
      g_value_get_double (&initial));
}

static void
test_ranges_of_catalog_lie_in_those_of_the_elements (void)
{
  guint n_checked = 0;

  for (guint i = 0; i < rmg_catalog_get_n_rows (); i++) {
    const RmgCatalogRow *row = rmg_catalog_get_row (i);
    g_autoptr (GstElement) element = NULL;

    if (row->factory == NULL)
      continue;
    element =
        gst_object_ref_sink (gst_element_factory_make (row->factory, NULL));
    for (guint n = 0; n < row->type.n_params; n++) {
      if (row->type.params[n].property == NULL)
        continue;
      check_rule (row, &row->type.params[n], G_OBJECT_GET_CLASS (element));
      check_default (row, &row->type.params[n], G_OBJECT_GET_CLASS (element));
      n_checked++;
    }
  }
  g_assert_cmpuint (n_checked, >, 10);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/ranges/elements", test_ranges_of_catalog_lie_in_those_of_the_elements);
  return g_test_run ();
}
