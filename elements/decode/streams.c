/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/streams.h"

#include "elements/decode/packages.h"

#include <gst/pbutils/pbutils.h>

void
rmg_streams_init (RmgStreams *self)
{
  gst_pb_utils_init ();
  *self = (RmgStreams){ NULL, gst_caps_new_empty (), gst_caps_new_empty () };
}

void
rmg_streams_clear (RmgStreams *self)
{
  gst_clear_caps (&self->type);
  gst_clear_caps (&self->found);
  gst_clear_caps (&self->undecoded);
}

void
rmg_streams_add (RmgStreams *self, const GstCaps *caps)
{
  if (gst_caps_get_size (caps) == 0)
    return;
  if (self->type == NULL)
    self->type = gst_caps_copy (caps);
  self->found = gst_caps_merge (self->found, gst_caps_copy (caps));
}

void
rmg_streams_add_undecoded (RmgStreams *self, const GstCaps *caps)
{
  if (gst_caps_get_size (caps) == 0)
    return;
  rmg_streams_add (self, caps);
  self->undecoded = gst_caps_merge (self->undecoded, gst_caps_copy (caps));
}

static GstCaps *
get_one (const GstCaps *caps, guint index)
{
  return gst_caps_new_full (
      gst_structure_copy (gst_caps_get_structure (caps, index)), NULL);
}

static const char *
get_media_type (const GstCaps *caps)
{
  return gst_structure_get_name (gst_caps_get_structure (caps, 0));
}

static gboolean
is_container (const GstCaps *caps)
{
  return gst_caps_is_fixed (caps) &&
      (gst_pb_utils_get_caps_description_flags (caps) &
          (GST_PBUTILS_CAPS_DESCRIPTION_FLAG_CONTAINER |
              GST_PBUTILS_CAPS_DESCRIPTION_FLAG_TAG)) != 0;
}

static gboolean
is_sound (const GstCaps *caps)
{
  return g_str_has_prefix (get_media_type (caps), "audio/") &&
      !is_container (caps);
}

/* "DVI ADPCM (audio/x-adpcm)" */
static char *
describe (const GstCaps *caps)
{
  g_autofree char *words = gst_caps_is_fixed (caps)
      ? gst_pb_utils_get_codec_description (caps)
      : NULL;
  const char *type = get_media_type (caps);

  if (words == NULL || *words == '\0' || g_strrstr (words, type) != NULL)
    return g_strdup (type);
  return g_strdup_printf ("%s (%s)", words, type);
}

/* A stream of sound, or the whole file. */
static char *
explain_undecoded (const RmgStreams *self, const char *name)
{
  for (guint i = 0; i < gst_caps_get_size (self->undecoded); i++) {
    g_autoptr (GstCaps) caps = get_one (self->undecoded, i);
    const char *source = rmg_package_find (caps);
    g_autofree char *what = describe (caps);

    if (!is_sound (caps) && !is_container (caps) && source == NULL)
      continue;
    return g_strdup_printf ("%s is %s, which no installed element %s%s%s.",
        name, what, is_sound (caps) ? "decodes" : "reads",
        source != NULL ? "; install " : "", source != NULL ? source : "");
  }
  return NULL;
}

static gboolean
has_sound (const RmgStreams *self)
{
  for (guint i = 0; i < gst_caps_get_size (self->found); i++) {
    g_autoptr (GstCaps) caps = get_one (self->found, i);

    if (is_sound (caps))
      return TRUE;
  }
  return FALSE;
}

/* The output of a decoder. */
static gboolean
is_raw (const GstCaps *caps)
{
  return g_str_has_suffix (get_media_type (caps), "/x-raw");
}

/* The other streams of the file; its own type where it is no container. */
static char *
list_others (const RmgStreams *self)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < gst_caps_get_size (self->found); i++) {
    g_autoptr (GstCaps) caps = get_one (self->found, i);

    if (!is_container (caps) && !is_raw (caps))
      g_ptr_array_add (words, describe (caps));
  }
  if (words->len == 0)
    g_ptr_array_add (words, describe (self->type));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

char *
rmg_streams_explain (
    const RmgStreams *self, const char *name, gboolean *lacks_sound)
{
  g_autofree char *others = NULL;
  char *undecoded;

  *lacks_sound = FALSE;
  if (self->type == NULL)
    return NULL;
  undecoded = explain_undecoded (self, name);
  if (undecoded != NULL || has_sound (self))
    return undecoded;
  *lacks_sound = TRUE;
  others = list_others (self);
  return g_strdup_printf ("There is no sound in %s, only %s.", name, others);
}
