/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/choice.h"

/* Decoders that need less time than the decoder of the highest rank for the same
 * codec, the fastest first. The comment is that time, for ten minutes of 48 kHz
 * stereo, as part of the time of that decoder. */
static const struct
{
  const char *factory;
  int least_rate_hz; /* of the streams that it is preferred for */
} preferred[] = {
  { "mpg123audiodec", 0 }, /* 0.48 of avdec_mp3 */
  { "avdec_mp3float", 0 }, /* 0.59 of avdec_mp3 */
  { "avdec_opus", 36001 }, /* 0.8 of opusdec, which has lower rates as well */
};

/* Places in the order: smaller ones are tried first. */
enum
{
  PLACE_OWN_PARSER,
  PLACE_PARSER,
  PLACE_NAMED,
  PLACE_PREFERRED,
  PLACE_DECODER = PLACE_PREFERRED + G_N_ELEMENTS (preferred),
};

/* The type finder sets the field for files that need a stock parser. */
static gboolean
is_coded (const GstCaps *caps)
{
  gboolean coded = FALSE;

  return gst_caps_get_size (caps) > 0 &&
      gst_structure_get_boolean (
          gst_caps_get_structure (caps, 0), "coded", &coded) &&
      coded;
}

static int
get_rate (const GstCaps *caps)
{
  int rate_hz = G_MAXINT;

  if (gst_caps_get_size (caps) > 0)
    gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate_hz);
  return rate_hz;
}

static guint
find_preferred (const char *name, const GstCaps *caps)
{
  for (guint i = 0; i < G_N_ELEMENTS (preferred); i++)
    if (g_str_equal (preferred[i].factory, name) &&
        get_rate (caps) >= preferred[i].least_rate_hz)
      return PLACE_PREFERRED + i;
  return PLACE_DECODER;
}

static guint
find_place (
    GstElementFactory *factory, const GstCaps *caps, const char *decoder)
{
  const char *name = GST_OBJECT_NAME (factory);

  if (g_str_has_prefix (name, "rmg"))
    return is_coded (caps) ? PLACE_PARSER : PLACE_OWN_PARSER;
  if (!gst_element_factory_list_is_type (
          factory, GST_ELEMENT_FACTORY_TYPE_DECODER))
    return PLACE_PARSER;
  if (g_strcmp0 (name, decoder) == 0)
    return PLACE_NAMED;
  return g_strcmp0 (decoder, RMG_CHOICE_RANKS) == 0
      ? PLACE_DECODER
      : find_preferred (name, caps);
}

typedef struct
{
  const RmgChoiceFuncs *funcs;
  gpointer owner;
} Choice;

static void
free_choice (gpointer choice, GClosure *closure)
{
  g_free (choice);
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS /* GValueArray is the type of the signal */

    static void
    prepend_single (GValueArray *factories)
{
  g_autoptr (GstElementFactory) factory =
      gst_element_factory_find ("rmgsingle");
  GValue value = G_VALUE_INIT;

  if (factory == NULL)
    return;
  g_value_init (&value, GST_TYPE_ELEMENT_FACTORY);
  g_value_set_object (&value, factory);
  g_value_array_prepend (factories, &value);
  g_value_unset (&value);
}

/* Handler of "autoplug-sort". Factories of one place keep their order. */
static GValueArray *
sort_factories (GstElement *decodebin, GstPad *pad, GstCaps *caps,
    GValueArray *factories, gpointer data)
{
  const Choice *choice = data;
  g_autofree char *decoder = choice->funcs->dup_decoder (choice->owner);
  GValueArray *sorted = g_value_array_new (factories->n_values);

  for (guint place = PLACE_OWN_PARSER; place <= PLACE_DECODER; place++) {
    for (guint i = 0; i < factories->n_values; i++) {
      const GValue *factory = g_value_array_get_nth (factories, i);

      if (find_place (g_value_get_object (factory), caps, decoder) == place)
        g_value_array_append (sorted, factory);
    }
  }
  if (choice->funcs->is_single (choice->owner, caps))
    prepend_single (sorted);
  return sorted;
}

G_GNUC_END_IGNORE_DEPRECATIONS

void
rmg_choice_connect (
    GstElement *decodebin, const RmgChoiceFuncs *funcs, gpointer owner)
{
  Choice *choice = g_new (Choice, 1);

  *choice = (Choice){ funcs, owner };
  g_signal_connect_data (decodebin, "autoplug-sort",
      G_CALLBACK (sort_factories), choice, free_choice, 0);
}
