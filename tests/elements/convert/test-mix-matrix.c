/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/convert/mix-matrix.h"

#include "elements/convert/rmgconvert.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>
#include <math.h>
#include <string.h>

#define STEREO                                                                 \
  "audio/x-raw,format=" GST_AUDIO_NE (                                         \
      F32) ",rate=48000,layout=interleaved,"                                   \
           "channels=2,channel-mask=(bitmask)3"

#define WIDE                                                                   \
  "audio/x-raw,format=" GST_AUDIO_NE (                                         \
      F64) ",rate=48000,layout=interleaved,"                                   \
           "channels=%d,channel-mask=(bitmask)0x%x"

static GstHarness *
make_harness (const char *launch)
{
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, STEREO);
  return h;
}

static void
check_samples (GstHarness *h, gconstpointer in, gsize n_in,
    gconstpointer expected, gsize n_expected)
{
  g_autoptr (GstBuffer) out =
      gst_harness_push_and_pull (h, gst_buffer_new_memdup (in, n_in));
  GstMapInfo map;

  g_assert_true (gst_buffer_map (out, &map, GST_MAP_READ));
  g_assert_cmpmem (map.data, map.size, expected, n_expected);
  gst_buffer_unmap (out, &map);
}

/* One frame of stereo, and the frame that comes out. */
static void
check_frame (
    GstHarness *h, const gfloat in[2], gconstpointer expected, gsize n_bytes)
{
  check_samples (h, in, 2 * sizeof (gfloat), expected, n_bytes);
}

static void
test_mix_matrix_decides_channels_and_values (void)
{
  GstHarness *h = make_harness ("rmgconvert mix-matrix=\"<<0.5,-0.5>,"
                                "<0,1>,<1,0>>\"");
  const gfloat in[] = { 0.5f, 0.25f };
  const gfloat expected[] = { 0.125f, 0.25f, 0.5f };

  check_frame (h, in, expected, sizeof expected);
  gst_harness_teardown (h);
}

static void
test_mix_matrix_is_written_as_for_audioconvert (void)
{
  static const char *const matrices[] = {
    "<<(float)1,(float)-0.5>>",
    "<<1.0,-0.5>>",
    "<<1,-0.5>>",
  };
  const gfloat in[] = { 0.5f, 0.25f }, expected[] = { 0.375f };

  for (gsize i = 0; i < G_N_ELEMENTS (matrices); i++) {
    g_autofree char *launch =
        g_strdup_printf ("rmgconvert mix-matrix=\"%s\"", matrices[i]);
    GstHarness *h = make_harness (launch);

    check_frame (h, in, expected, sizeof expected);
    gst_harness_teardown (h);
  }
}

static void
append_factor (GValue *row, GType type, gdouble factor)
{
  g_auto (GValue) number = G_VALUE_INIT;
  GValue value = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_DOUBLE);
  g_value_set_double (&number, factor);
  g_value_init (&value, type);
  g_assert_true (g_value_transform (&number, &value));
  gst_value_array_append_and_take_value (row, &value);
}

/* Bindings make doubles of numbers. */
/* Channel i of the input is 2^-i. */
static void
check_by_number (gint inputs, guint mask, gint outputs)
{
  g_autofree char *launch = g_strdup_printf ("rmgconvert channels=%d", outputs);
  g_autofree char *caps = g_strdup_printf (WIDE, inputs, mask);
  g_autofree gdouble *in = g_new (gdouble, inputs);
  g_autofree gdouble *expected = g_new0 (gdouble, outputs);
  GstHarness *h = gst_harness_new_parse (launch);

  for (gint i = 0; i < inputs; i++)
    in[i] = ldexp (1, -i);
  memcpy (expected, in, sizeof (gdouble) * MIN (inputs, outputs));
  gst_harness_set_src_caps_str (h, caps);
  check_samples (
      h, in, sizeof (gdouble) * inputs, expected, sizeof (gdouble) * outputs);
  gst_harness_teardown (h);
}

static void
test_mix_matrix_without_positions_keeps_the_numbers (void)
{
  static const struct
  {
    gint inputs;
    guint mask;
    gint outputs;
  } rows[] = {
    { 6, 0, 10 },
    { 6, 0, 2 },
    { 2, 3, 9 },
    { 6, 0x3f, 63 },
    { 2, 3, 64 },
    { 6, 0, 64 },
    { 64, 0, 2 },
    { 64, 0, 63 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    check_by_number (rows[i].inputs, rows[i].mask, rows[i].outputs);
}

static void
test_mix_matrix_of_an_application_has_any_type_of_number (void)
{
  const GType types[] = { G_TYPE_FLOAT, G_TYPE_DOUBLE, G_TYPE_INT };
  const gfloat in[] = { 0.5f, 0.25f }, expected[] = { 0.75f };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    GstHarness *h = make_harness ("rmgconvert");
    g_autoptr (GstElement) element = gst_harness_find_element (h, "rmgconvert");
    g_auto (GValue) matrix = G_VALUE_INIT;
    GValue row = G_VALUE_INIT;

    g_value_init (&matrix, GST_TYPE_ARRAY);
    g_value_init (&row, GST_TYPE_ARRAY);
    append_factor (&row, types[i], 2);
    append_factor (&row, types[i], -1);
    gst_value_array_append_and_take_value (&matrix, &row);
    g_object_set_property (G_OBJECT (element), "mix-matrix", &matrix);
    check_frame (h, in, expected, sizeof expected);
    gst_harness_teardown (h);
  }
}

static void
test_mix_matrix_changed_while_playing_takes_effect (void)
{
  GstHarness *h = make_harness ("rmgconvert");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "rmgconvert");
  /* GStreamer parses the text where it lies and writes into it */
  char matrix[] = "<<0,1>,<1,0>>";
  const gfloat in[] = { 0.5f, 0.25f }, expected[] = { 0.25f, 0.5f };

  check_frame (h, in, in, sizeof in);
  gst_util_set_object_arg (G_OBJECT (element), "mix-matrix", matrix);
  check_frame (h, in, expected, sizeof expected);
  gst_harness_teardown (h);
}

/* The matrix is read and written as a property. */
static void
test_mix_matrix_value_survives_a_round_trip (void)
{
  char text[] = "<<1,-0.5>,<0.25,0>>";
  g_auto (GValue) value = G_VALUE_INIT, copy = G_VALUE_INIT;
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("rmgconvert", NULL));
  RmgMixMatrix *matrix;

  gst_util_set_object_arg (G_OBJECT (element), "mix-matrix", text);
  g_object_get_property (G_OBJECT (element), "mix-matrix", &value);
  matrix = rmg_mix_matrix_new_from_value (&value);
  g_value_init (&copy, GST_TYPE_ARRAY);
  rmg_mix_matrix_to_value (matrix, &copy);
  g_assert_cmpint (matrix->outputs, ==, 2);
  g_assert_cmpint (matrix->inputs, ==, 2);
  g_assert_cmpfloat (matrix->factors[1], ==, -0.5);
  g_assert_cmpint (gst_value_compare (&value, &copy), ==, GST_VALUE_EQUAL);
  rmg_mix_matrix_unref (matrix);
}

static const struct
{
  const char *name;
  void (*run) (void);
} tests[] = {
  { "values", test_mix_matrix_decides_channels_and_values },
  { "text", test_mix_matrix_is_written_as_for_audioconvert },
  { "positions", test_mix_matrix_without_positions_keeps_the_numbers },
  { "numbers", test_mix_matrix_of_an_application_has_any_type_of_number },
  { "dynamic", test_mix_matrix_changed_while_playing_takes_effect },
  { "round-trip", test_mix_matrix_value_survives_a_round_trip },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/mix-matrix/", tests[i].name, NULL);

    g_test_add_func (path, tests[i].run);
  }
  return g_test_run ();
}
