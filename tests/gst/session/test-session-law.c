/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* run ([x, y]) == [run (x), run (y)], and a stream of x and y outputs the same as
 * one clip of both: bit for bit, for every type of the catalog that needs no
 * file. */

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"
#include <rmg/catalog.h>

#include <string.h>

/* Returns: (nullable): a node "n" of the type; %NULL where it needs a text,
 * which is a path */
static char *
make_node (const RmgNodeType *type)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "n %s ", type->name);
  for (guint i = 0; i < type->n_params; i++) {
    const RmgParamRule *rule = &type->params[i];

    if (!rule->required)
      continue;
    if (rule->kind != RMG_PARAM_INTEGER)
      return NULL;
    g_string_append_printf (line, "'%s':%u", rule->name, 311);
  }
  g_string_append_c (line, '\n');
  return g_string_free (g_steal_pointer (&line), FALSE);
}

typedef struct
{
  guint rate_hz; /* 0: a value */
  guint n_channels;
  guint n_frames;
} Clip;

typedef struct
{
  Clip x, y;
} Pair;

static const Pair pairs[] = {
  { { 48000, 1, 7001 }, { 48000, 1, 4999 } },
  { { 48000, 1, 7001 }, { 44100, 1, 5003 } },
  { { 44100, 1, 1 }, { 48000, 2, 12345 } },
  { { 16000, 2, 16001 }, { 8000, 1, 1 } },
  { { 0 }, { 0 } },
};

static GstSample *
make_clip (const Clip *clip, guint32 seed)
{
  return clip->rate_hz == 0 ? rmg_test_value (seed)
                            : rmg_test_noise_clip (seed, clip->rate_hz,
                                  clip->n_channels, clip->n_frames);
}

static GPtrArray *
make_inputs (GstSample *first, GstSample *second)
{
  GPtrArray *inputs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);

  g_ptr_array_add (inputs, gst_sample_ref (first));
  if (second != NULL)
    g_ptr_array_add (inputs, gst_sample_ref (second));
  return inputs;
}

/* Returns: (transfer full) (nullable): the text after "n:"; %NULL if the
 * node does not accept the input */
static char *
run (const char *node, RmgThreading threading, RmgFraming framing,
    GPtrArray *inputs)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      rmg_test_run (node, threading, framing, inputs, &error);

  if (g_error_matches (error, RMG_ERROR, RMG_ERROR_INPUT))
    return NULL;
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (text, "n: "));
  return g_strdup (g_strchomp (text) + strlen ("n:"));
}

static gboolean
holds_for_pair (const char *node, const Pair *pair, RmgThreading threading)
{
  g_autoptr (GstSample) x = make_clip (&pair->x, 1);
  g_autoptr (GstSample) y = make_clip (&pair->y, 2);
  g_autoptr (GPtrArray) only_x = make_inputs (x, NULL);
  g_autoptr (GPtrArray) only_y = make_inputs (y, NULL);
  g_autoptr (GPtrArray) both = make_inputs (x, y);
  g_autofree char *run_x = run (node, threading, RMG_FRAMING_ITEMS, only_x);
  g_autofree char *run_y = run (node, threading, RMG_FRAMING_ITEMS, only_y);
  g_autofree char *run_both = run (node, threading, RMG_FRAMING_ITEMS, both);
  g_autofree char *expected = NULL;

  if (run_x == NULL)
    return FALSE;
  expected = g_strconcat (run_x, run_y, NULL);
  g_assert_cmpstr (run_both, ==, expected);
  return TRUE;
}

static void
test_law_items_are_independent (gconstpointer data)
{
  g_autofree char *node = make_node (data);
  guint n_held = 0;

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    n_held += holds_for_pair (node, &pairs[i], RMG_THREADING_INLINE);
    n_held += holds_for_pair (node, &pairs[i], RMG_THREADING_THREADED);
  }
  g_assert_cmpuint (n_held, >=, 2);
}

static GstSample *
join_clips (GstSample *x, GstSample *y)
{
  g_autoptr (GstBuffer) joined =
      gst_buffer_append (gst_buffer_copy_deep (gst_sample_get_buffer (x)),
          gst_buffer_copy_deep (gst_sample_get_buffer (y)));

  return gst_sample_new (joined, gst_sample_get_caps (x), NULL, NULL);
}

static void
assert_joins (const char *node, GPtrArray *clip, GPtrArray *pieces)
{
  g_autofree char *expected =
      run (node, RMG_THREADING_INLINE, RMG_FRAMING_ITEMS, clip);
  g_autofree char *in =
      run (node, RMG_THREADING_INLINE, RMG_FRAMING_STREAM, pieces);
  g_autofree char *out =
      run (node, RMG_THREADING_THREADED, RMG_FRAMING_STREAM, pieces);

  if (expected == NULL) {
    g_test_skip ("takes no audio");
    return;
  }
  g_assert_true (g_str_has_suffix (expected, " |"));
  expected[strlen (expected) - 2] = '\0';
  g_assert_cmpstr (in, ==, expected);
  g_assert_cmpstr (out, ==, expected);
}

static void
test_law_stream_equals_clip (gconstpointer data)
{
  g_autofree char *node = make_node (data);
  g_autoptr (GstSample) x = rmg_test_noise_clip (1, 48000, 2, 7001);
  g_autoptr (GstSample) y = rmg_test_noise_clip (2, 48000, 2, 9973);
  g_autoptr (GstSample) joined = join_clips (x, y);
  g_autoptr (GPtrArray) clip = make_inputs (joined, NULL);
  g_autoptr (GPtrArray) halves = make_inputs (x, y);
  g_autoptr (GPtrArray) pieces = rmg_test_split (joined, 253);

  assert_joins (node, clip, halves);
  assert_joins (node, clip, pieces);
}

/* The resampler is planned again for every item, without any state of the last. */
static void
test_law_resampler_follows_every_item (void)
{
  static const char lines[] =
      "c FormatConverterNode 'target_format':'i16'\n"
      "r AudioResampleNode 'target_sample_rate':22050,'quality':'medium'\n"
      "n AudioTransform 'output_sample_rate':16000,'output_channels':1\n"
      "c > r\nr > n\n";

  for (guint i = 0; i + 1 < G_N_ELEMENTS (pairs); i++)
    g_assert_true (holds_for_pair (lines, &pairs[i], RMG_THREADING_INLINE));
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < rmg_catalog_get_n_types (); i++) {
    const RmgNodeType *type = rmg_catalog_get_type (i);
    g_autofree char *node = make_node (type);
    g_autofree char *items = g_strconcat ("/law/items/", type->name, NULL);
    g_autofree char *stream = g_strconcat ("/law/stream/", type->name, NULL);

    if (node == NULL)
      continue;
    g_test_add_data_func (items, type, test_law_items_are_independent);
    g_test_add_data_func (stream, type, test_law_stream_equals_clip);
  }
  g_test_add_func ("/law/chain", test_law_resampler_follows_every_item);
  return g_test_run ();
}
