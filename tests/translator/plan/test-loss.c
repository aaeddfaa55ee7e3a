/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/caps.h"

typedef struct
{
  const char *name;
  const char *audio;
  const char *accepts;
  const char *loss; /* NULL: none */
} LossRow;

#define AUDIO "audio/x-raw, "

static const LossRow rows[] = {
  { "fewer-bits", AUDIO "format=S24LE", AUDIO "format=S16LE",
      "24 bits become 16" },
  { "more-bits", AUDIO "format=S16LE", AUDIO "format=S24LE", NULL },
  { "container-of-24-bits", AUDIO "format=S24_32LE", AUDIO "format=S24LE",
      NULL },
  { "other-byte-order", AUDIO "format=S16BE", AUDIO "format=S16LE", NULL },
  { "float-to-integer", AUDIO "format=F32LE", AUDIO "format=S24LE",
      "floats of 32 bits become integers of 24" },
  { "integer-to-float", AUDIO "format=S32LE", AUDIO "format=F32LE", NULL },
  { "float-to-float", AUDIO "format=F64LE", AUDIO "format=F32LE", NULL },
  { "one-accepted-value-keeps-it", AUDIO "format=S24LE",
      AUDIO "format={ S8, S24LE, S16LE }", NULL },
  { "best-of-several-values", AUDIO "format=S32LE",
      AUDIO "format={ S8, S16LE }; " AUDIO "format=S24LE",
      "32 bits become 24" },
  { "unknown-format", AUDIO "rate=8000", AUDIO "format=S16LE", NULL },
  { "open-format", AUDIO "format={ S16LE, S24LE }", AUDIO "format=S16LE",
      NULL },
  { "any-format-accepted", AUDIO "format=S24LE",
      AUDIO "format=S16LE; " AUDIO "rate=8000", NULL },
  { "lower-rate", AUDIO "rate=96000", AUDIO "rate={ 8000, 48000 }",
      "96000 Hz become 48000" },
  { "higher-rate", AUDIO "rate=44100", AUDIO "rate=48000", NULL },
  { "rate-in-range", AUDIO "rate=44100", AUDIO "rate=[ 8000, 192000 ]", NULL },
  { "fewer-channels", AUDIO "channels=6", AUDIO "channels=[ 1, 2 ]",
      "6 channels become 2" },
  { "all", AUDIO "format=F64LE, rate=96000, channels=6",
      AUDIO "format=S16LE, rate=48000, channels=2",
      "floats of 64 bits become integers of 16, 96000 Hz become 48000, "
      "6 channels become 2" },
};

static void
test_loss_of_every_accepted_value_is_described (gconstpointer data)
{
  const LossRow *row = data;
  g_autoptr (GstCaps) audio = gst_caps_from_string (row->audio);
  g_autoptr (GstCaps) accepts = gst_caps_from_string (row->accepts);
  g_autofree char *loss = rmg_caps_describe_loss (audio, accepts);

  g_assert_cmpstr (loss, ==, row->loss);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/loss/", rows[i].name, NULL);

    g_test_add_data_func (
        path, &rows[i], test_loss_of_every_accepted_value_is_described);
  }
  return g_test_run ();
}
