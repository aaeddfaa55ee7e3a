/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/streams.h"

typedef struct
{
  const char *name;
  const char *found[3];
  const char *undecoded; /* (nullable) */
  const char *text;      /* (nullable): part of the sentence */
} Case;

static const Case cases[] = {
  { "adpcm", { "audio/x-wav" }, "audio/x-adpcm, layout=dvi",
      "adpcmdec of gstreamer1.0-plugins-bad" },
  { "adpcm-name", { "audio/x-wav" }, "audio/x-adpcm, layout=dvi",
      "talk is DVI ADPCM (audio/x-adpcm), which no installed element decodes" },
  { "aac", { "video/quicktime" }, "audio/mpeg, mpegversion=4",
      "install avdec_aac of gstreamer1.0-libav" },
  { "container", { NULL }, "video/x-ms-asf",
      "which no installed element reads; install asfdemux of "
      "gstreamer1.0-plugins-ugly" },
  { "film", { "video/quicktime", "video/mpeg, mpegversion=4" }, NULL,
      "There is no sound in talk, only " },
  { "film-type", { "video/quicktime", "video/mpeg, mpegversion=4" }, NULL,
      "(video/mpeg)" },
  { "picture", { "image/png" }, NULL, "There is no sound in talk" },
  { "text", { NULL }, "text/plain", "There is no sound in talk" },
  { "sound", { "application/ogg", "audio/x-vorbis" }, NULL, NULL },
  { "nothing", { NULL }, NULL, NULL },
};

static void
test_streams_explain_why_there_is_no_sound (gconstpointer data)
{
  const Case *row = data;
  gboolean lacks_sound;
  g_autofree char *text = NULL;
  RmgStreams streams;

  rmg_streams_init (&streams);
  for (guint i = 0; i < 3 && row->found[i] != NULL; i++) {
    g_autoptr (GstCaps) caps = gst_caps_from_string (row->found[i]);

    rmg_streams_add (&streams, caps);
  }
  if (row->undecoded != NULL) {
    g_autoptr (GstCaps) caps = gst_caps_from_string (row->undecoded);

    rmg_streams_add_undecoded (&streams, caps);
  }
  text = rmg_streams_explain (&streams, "talk", &lacks_sound);
  g_assert_true (lacks_sound ==
      (text != NULL && g_str_has_prefix (text, "There is no sound")));
  if (row->text == NULL)
    g_assert_null (text);
  else if (text == NULL || g_strrstr (text, row->text) == NULL)
    g_error ("\"%s\" is not in \"%s\"", row->text, text);
  rmg_streams_clear (&streams);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/streams/%s", cases[i].name);

    g_test_add_data_func (
        path, &cases[i], test_streams_explain_why_there_is_no_sound);
  }
  return g_test_run ();
}
