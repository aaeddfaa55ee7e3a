/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/caps.h"

#include <stdlib.h>

/* Bits of the samples of a format, from its name: S24_32LE has 24. */
typedef struct
{
  gboolean is_float;
  int bits;
} Depth;

static Depth
read_depth (const char *format)
{
  return (Depth){ *format == 'F', atoi (format + 1) };
}

/* The least loss first: floats, then integers of most bits. */
static gboolean
is_better (Depth a, Depth b)
{
  if (a.is_float != b.is_float)
    return a.is_float;
  return a.bits > b.bits;
}

static void
take_format (const GValue *value, Depth *best)
{
  Depth depth;

  if (!G_VALUE_HOLDS_STRING (value))
    return;
  depth = read_depth (g_value_get_string (value));
  if (best->bits == 0 || is_better (depth, *best))
    *best = depth;
}

/* The greatest integer of a value, a range or a list; 0 without one. */
static void
take_integer (const GValue *value, int *greatest)
{
  if (G_VALUE_HOLDS_INT (value))
    *greatest = MAX (*greatest, g_value_get_int (value));
  else if (GST_VALUE_HOLDS_INT_RANGE (value))
    *greatest = MAX (*greatest, gst_value_get_int_range_max (value));
}

typedef void (*TakeFunc) (const GValue *value, gpointer best);

/* Calls @take with each value that @caps allow in a field. Returns: whether
 * every structure has the field. */
static gboolean
visit (GstCaps *caps, const char *field, TakeFunc take, gpointer best)
{
  for (guint i = 0; i < gst_caps_get_size (caps); i++) {
    const GValue *value =
        gst_structure_get_value (gst_caps_get_structure (caps, i), field);

    if (value == NULL)
      return FALSE;
    if (!GST_VALUE_HOLDS_LIST (value)) {
      take (value, best);
      continue;
    }
    for (guint n = 0; n < gst_value_list_get_size (value); n++)
      take (gst_value_list_get_value (value, n), best);
  }
  return gst_caps_get_size (caps) > 0;
}

static char *
describe_format (const char *format, GstCaps *accepts)
{
  const Depth from = read_depth (format);
  Depth to = { FALSE, 0 };

  if (!visit (accepts, "format", (TakeFunc) take_format, &to) || to.bits == 0 ||
      to.is_float || (!from.is_float && to.bits >= from.bits))
    return NULL;
  if (from.is_float)
    return g_strdup_printf (
        "floats of %d bits become integers of %d", from.bits, to.bits);
  return g_strdup_printf ("%d bits become %d", from.bits, to.bits);
}

static void
append_integer (GPtrArray *losses, const GstStructure *audio, GstCaps *accepts,
    const char *field, const char *unit)
{
  int from, to = 0;

  if (!gst_structure_get_int (audio, field, &from) ||
      !visit (accepts, field, (TakeFunc) take_integer, &to) || to >= from)
    return;
  g_ptr_array_add (losses, g_strdup_printf ("%d %s become %d", from, unit, to));
}

char *
rmg_caps_describe_loss (GstCaps *audio, GstCaps *accepts)
{
  g_autoptr (GPtrArray) losses = g_ptr_array_new_with_free_func (g_free);
  const GstStructure *from;
  const char *format;
  char *loss;

  if (gst_caps_get_size (audio) != 1)
    return NULL;
  from = gst_caps_get_structure (audio, 0);
  format = gst_structure_get_string (from, "format");
  loss = format != NULL ? describe_format (format, accepts) : NULL;
  if (loss != NULL)
    g_ptr_array_add (losses, loss);
  append_integer (losses, from, accepts, "rate", "Hz");
  append_integer (losses, from, accepts, "channels", "channels");
  if (losses->len == 0)
    return NULL;
  g_ptr_array_add (losses, NULL);
  return g_strjoinv (", ", (char **) losses->pdata);
}
