/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/caps.h"

#define WAV "audio/x-raw, format=S16LE, layout=interleaved"

#define SIX "audio/x-raw, channels=6, channel-mask=(bitmask)0x3f"

typedef struct
{
  const char *name;
  const char *audio;
  const char *accepts;
  RmgAudioNeeds needs;
} Need;

static const Need rows[] = {
  { "same", WAV ", rate=8000, channels=1", WAV, { 0 } },
  { "anything-goes", "audio/x-raw", "audio/x-raw", { 0 } },
  { "full-ranges-go", "audio/x-raw, rate=8000",
      "audio/x-raw, rate=[ 1, max ], channels=[ 1, max ]", { 0 } },
  { "unknown-format", "audio/x-raw", WAV, { RMG_FIELDS_FORMAT, { "S16LE" } } },
  { "planar", "audio/x-raw, format=S16LE, layout=non-interleaved", WAV,
      { RMG_FIELDS_FORMAT, { "S16LE" } } },
  { "one-of-two-formats",
      "audio/x-raw, format={ S16LE, F32LE }, layout=interleaved", WAV,
      { RMG_FIELDS_FORMAT, { "S16LE" } } },
  { "unknown-format-of-two", "audio/x-raw",
      "audio/x-raw, format={ S16LE, F32LE }", { RMG_FIELDS_FORMAT } },
  { "layout-alone-sets-no-format", "audio/x-raw",
      "audio/x-raw, layout=interleaved", { RMG_FIELDS_FORMAT } },
  { "rate", "audio/x-raw, rate=44100", "audio/x-raw, rate={ 48000, 16000 }",
      { RMG_FIELDS_RATE } },
  { "only-rate", "audio/x-raw", "audio/x-raw, rate=16000",
      { RMG_FIELDS_RATE, { NULL, 16000 } } },
  { "rate-of-two-structures", "audio/x-raw, rate=8000, channels=1",
      "audio/x-raw, rate=16000; audio/x-raw, rate=48000", { RMG_FIELDS_RATE } },
  { "channels", "audio/x-raw, channels=6", "audio/x-raw, channels=[ 1, 2 ]",
      { RMG_FIELDS_CHANNELS } },
  { "stereo-without-mask", "audio/x-raw, channels=2",
      "audio/x-raw, channels=[ 1, 2 ]; " SIX, { 0 } },
  { "other-positions", "audio/x-raw, channels=6, channel-mask=(bitmask)0x60f",
      "audio/x-raw, channels=[ 1, 2 ]; " SIX, { RMG_FIELDS_POSITIONS } },
  { "channels-with-positions", "audio/x-raw", "audio/x-raw, channels=1; " SIX,
      { RMG_FIELDS_CHANNELS | RMG_FIELDS_POSITIONS } },
  { "all", "audio/x-raw, rate=44100, channels=2",
      WAV ", rate=16000, channels=1",
      { RMG_FIELDS_FORMAT | RMG_FIELDS_RATE | RMG_FIELDS_CHANNELS,
          { "S16LE", 16000, 1 } } },
};

static void
test_caps_needs_only_uncertain_fields (gconstpointer data)
{
  const Need *row = data;
  g_autoptr (GstCaps) audio = gst_caps_from_string (row->audio);
  g_autoptr (GstCaps) accepts = gst_caps_from_string (row->accepts);
  RmgAudioNeeds needs = rmg_caps_get_needs (audio, accepts);

  g_assert_cmphex (needs.fields, ==, row->needs.fields);
  g_assert_cmpstr (needs.fix.format, ==, row->needs.fix.format);
  g_assert_cmpint (needs.fix.rate_hz, ==, row->needs.fix.rate_hz);
  g_assert_cmpint (needs.fix.channels, ==, row->needs.fix.channels);
}

static void
test_caps_convert_result_is_accepted (gconstpointer data)
{
  const Need *row = data;
  g_autoptr (GstCaps) audio = gst_caps_from_string (row->audio);
  g_autoptr (GstCaps) accepts = gst_caps_from_string (row->accepts);
  RmgAudioNeeds needs = rmg_caps_get_needs (audio, accepts);
  g_autoptr (GstCaps) converted =
      rmg_caps_convert (audio, accepts, needs.fields);

  g_assert_false (gst_caps_is_empty (converted));
  needs = rmg_caps_get_needs (converted, accepts);
  /* the last converter sees the positions that the node accepts */
  g_assert_cmphex (needs.fields & ~RMG_FIELDS_POSITIONS, ==, 0);
}

static void
test_caps_new_channels_lose_the_old_mask (void)
{
  g_autoptr (GstCaps) wide = gst_caps_from_string (
      "audio/x-raw, channels=4, channel-mask=(bitmask)0x33");
  RmgAudioFix fix = { .channels = 1 };
  g_autoptr (GstCaps) mono = rmg_caps_apply (wide, &fix);

  g_assert_false (gst_structure_has_field (
      gst_caps_get_structure (mono, 0), "channel-mask"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *needs = g_strconcat ("/caps/needs/", rows[i].name, NULL);
    g_autofree char *result =
        g_strconcat ("/caps/convert/", rows[i].name, NULL);

    g_test_add_data_func (
        needs, &rows[i], test_caps_needs_only_uncertain_fields);
    g_test_add_data_func (
        result, &rows[i], test_caps_convert_result_is_accepted);
  }
  g_test_add_func ("/caps/mask", test_caps_new_channels_lose_the_old_mask);
  return g_test_run ();
}
