/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/choice.h"

/* A rate that stands for a file with one stream. */
#define SINGLE 1

typedef GstBin TestDecoder;
typedef GstBinClass TestDecoderClass;

static GType test_decoder_get_type (void);

G_DEFINE_TYPE (TestDecoder, test_decoder, GST_TYPE_BIN)

static void
test_decoder_init (TestDecoder *self)
{
}

static void
test_decoder_class_init (TestDecoderClass *klass)
{
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "decoder",
      "Codec/Decoder/Audio", "a decoder by its class alone", "test");
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS /* GValueArray is the type of the signal */

    static void
    append_factory (GValueArray *factories, const char *name)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_ELEMENT_FACTORY);
  g_value_take_object (&value, gst_element_factory_find (name));
  g_assert_nonnull (g_value_get_object (&value));
  g_value_array_append (factories, &value);
  g_value_unset (&value);
}

static char *
dup_decoder (gpointer data)
{
  return g_strdup (data);
}

/* Files of this type have one stream. */
static gboolean
is_single (gpointer data, const GstCaps *caps)
{
  int rate_hz;

  return gst_structure_get_int (
             gst_caps_get_structure (caps, 0), "rate", &rate_hz) &&
      rate_hz == SINGLE;
}

static const RmgChoiceFuncs funcs = { dup_decoder, is_single };

/* Returns: the names of @factories in the order of the decodebin. */
static char *
sort (int rate_hz, char *decoder, const char **factories)
{
  g_autoptr (GstElement) decodebin =
      gst_object_ref_sink (gst_element_factory_make ("decodebin", NULL));
  GValueArray *array = g_value_array_new (4);
  GValueArray *sorted = NULL;
  g_autoptr (GstPad) pad = gst_element_get_static_pad (decodebin, "sink");
  g_autoptr (GstCaps) caps =
      gst_caps_new_simple ("audio/x-any", "rate", G_TYPE_INT, rate_hz, NULL);
  GString *names = g_string_new (NULL);

  rmg_choice_connect (decodebin, &funcs, decoder);
  for (; *factories != NULL; factories++)
    append_factory (array, *factories);
  g_signal_emit_by_name (decodebin, "autoplug-sort", pad, caps, array, &sorted);
  for (guint i = 0; i < sorted->n_values; i++)
    g_string_append_printf (names, "%s ",
        GST_OBJECT_NAME (
            g_value_get_object (g_value_array_get_nth (sorted, i))));
  g_value_array_free (sorted);
  g_value_array_free (array);
  return g_string_free (names, FALSE);
}

G_GNUC_END_IGNORE_DEPRECATIONS

typedef struct
{
  const char *name;
  int rate_hz;
  const char *decoder;
  const char *factories[5];
  const char *sorted;
} ChoiceRow;

static const ChoiceRow rows[] = {
  { "own-parsers-first", 44100, NULL,
      { "fakesrc", "rmgtest1", "identity", "rmgtest2" },
      "rmgtest1 rmgtest2 fakesrc identity " },
  { "others-keep-their-order", 44100, NULL, { "identity", "fakesink" },
      "identity fakesink " },
  { "faster-decoder-first", 44100, NULL,
      { "identity", "opusdec", "avdec_opus", "mpg123audiodec" },
      "identity mpg123audiodec avdec_opus opusdec " },
  { "named-decoder-first", 44100, "opusdec",
      { "identity", "avdec_opus", "mpg123audiodec", "opusdec" },
      "identity opusdec mpg123audiodec avdec_opus " },
  { "rate-of-the-file-kept", 16000, NULL, { "opusdec", "avdec_opus" },
      "opusdec avdec_opus " },
  { "single-stream-first", SINGLE, NULL, { "identity", "fakesink" },
      "rmgsingle identity fakesink " },
  { "ranks", 44100, "decodebin", { "identity", "opusdec", "avdec_opus" },
      "identity opusdec avdec_opus " },
};

static void
test_choice_factories_sorted_as_tried (gconstpointer data)
{
  const ChoiceRow *row = data;
  g_autofree char *decoder = g_strdup (row->decoder);
  g_autofree char *names =
      sort (row->rate_hz, decoder, (const char **) row->factories);

  g_assert_cmpstr (names, ==, row->sorted);
}

/* Decoders of these names, for machines that lack the real ones. */
static void
register_factories (void)
{
  static const char *const decoders[] = { "opusdec", "avdec_opus", "rmgsingle",
    "mpg123audiodec" };

  for (guint i = 0; i < G_N_ELEMENTS (decoders); i++)
    gst_element_register (
        NULL, decoders[i], GST_RANK_NONE, test_decoder_get_type ());
  gst_element_register (NULL, "rmgtest1", GST_RANK_NONE, GST_TYPE_BIN);
  gst_element_register (NULL, "rmgtest2", GST_RANK_NONE, GST_TYPE_BIN);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  register_factories ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/choice/", rows[i].name, NULL);

    g_test_add_data_func (
        path, &rows[i], test_choice_factories_sorted_as_tried);
  }
  return g_test_run ();
}
