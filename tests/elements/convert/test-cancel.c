/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/convert/cancel.h"

#include "elements/base/item-end.h"
#include "elements/convert/rmgconvert.h"

#include <gst/check/gstharness.h>

#define RATE_HZ 8000

/* One second of noise in two channels and its mean, times factors. */
typedef struct
{
  const char *name;
  float amplitude;
  float right; /* of the second channel */
  gboolean cancels;
} CancelRow;

static const CancelRow rows[] = {
  { "equal", 0.5f, 1.0f, FALSE },
  { "silent-channel", 0.5f, 0.0f, FALSE },
  { "partly-opposite", 0.5f, -0.7f, FALSE },
  { "nearly-opposite", 0.5f, -0.9f, TRUE },
  { "opposite", 0.5f, -1.0f, TRUE },
  { "quiet", 0.01f, -1.0f, TRUE },
  { "inaudible", 0.0005f, -1.0f, FALSE },
};

static void
fill (const CancelRow *row, float *stereo, float *mono)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint i = 0; i < RATE_HZ; i++) {
    stereo[2 * i] =
        row->amplitude * (float) g_rand_double_range (random, -1, 1);
    stereo[2 * i + 1] = row->right * stereo[2 * i];
    mono[i] = 0.5f * (stereo[2 * i] + stereo[2 * i + 1]);
  }
}

/* In buffers of @step frames. Returns: number of reports in one second */
static guint
count_reports (RmgConvertCancel *cancel, float *stereo, float *mono, gsize step)
{
  guint n = 0;

  for (gsize i = 0; i < RATE_HZ; i += step) {
    const gsize n_frames = MIN (step, RATE_HZ - i);
    const RmgFrames in = { { stereo + 2 * i }, 2, TRUE, RMG_FORMAT_F32, FALSE,
      n_frames };
    const RmgFrames out = { { mono + i }, 1, TRUE, RMG_FORMAT_F32, FALSE,
      n_frames };

    n += rmg_convert_cancel_add (cancel, &in, &out);
  }
  return n;
}

static void
test_cancel_is_reported_once_for_any_split (gconstpointer data)
{
  static const gsize steps[] = { 1, 7, 80, 512, 3000, RATE_HZ };
  const CancelRow *row = data;
  g_autofree float *stereo = g_new (float, 2 * RATE_HZ);
  g_autofree float *mono = g_new (float, RATE_HZ);

  fill (row, stereo, mono);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    RmgConvertCancel cancel;

    rmg_convert_cancel_reset (&cancel, RATE_HZ);
    g_assert_cmpuint (count_reports (&cancel, stereo, mono, steps[i]), ==,
        row->cancels ? 1 : 0);
    g_assert_cmpuint (count_reports (&cancel, stereo, mono, steps[i]), ==, 0);
  }
}

static void
test_cancel_half_a_second_is_too_short (void)
{
  g_autofree float *stereo = g_new (float, 2 * RATE_HZ);
  g_autofree float *mono = g_new (float, RATE_HZ);
  RmgConvertCancel cancel;

  fill (&rows[4], stereo, mono);
  rmg_convert_cancel_reset (&cancel, 2 * RATE_HZ);
  g_assert_cmpuint (count_reports (&cancel, stereo, mono, 80), ==, 0);
}

static guint
count_warnings (GstBus *bus)
{
  guint n = 0;
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_WARNING)) != NULL) {
    n++;
    gst_message_unref (message);
  }
  return n;
}

/* Two items of opposite channels. */
static guint
run_items (const char *launch)
{
  GstHarness *h = gst_harness_new_parse (launch);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autofree float *stereo = g_new (float, 2 * RATE_HZ);
  g_autofree float *mono = g_new (float, RATE_HZ);
  guint n;

  gst_element_set_bus (h->element, bus);
  gst_harness_set_src_caps_str (h,
      "audio/x-raw,format=F32LE,rate=8000,channels=2,layout=interleaved,"
      "channel-mask=(bitmask)3");
  fill (&rows[4], stereo, mono);
  for (guint item = 0; item < 2; item++) {
    gst_harness_push (
        h, gst_buffer_new_memdup (stereo, 2 * RATE_HZ * sizeof *stereo));
    gst_harness_push (
        h, gst_buffer_new_memdup (stereo, 2 * RATE_HZ * sizeof *stereo));
    gst_harness_push_event (h, rmg_item_end_new (item, TRUE));
  }
  n = count_warnings (bus);
  gst_element_set_bus (h->element, NULL);
  gst_harness_teardown (h);
  return n;
}

static void
test_cancel_element_warns_once_for_each_item (void)
{
  g_assert_cmpuint (run_items ("rmgconvert channels=1"), ==, 2);
  g_assert_cmpuint (run_items ("rmgconvert channels=2 format=S16LE"), ==, 0);
}

/* The application chose the factors. */
static void
test_cancel_mix_matrix_does_not_warn (void)
{
  g_assert_cmpuint (run_items ("rmgconvert mix-matrix=\"<<(float)0.5,"
                               "(float)0.5>>\""),
      ==, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/cancel/", rows[i].name, NULL);

    g_test_add_data_func (
        path, &rows[i], test_cancel_is_reported_once_for_any_split);
  }
  g_test_add_func ("/cancel/short", test_cancel_half_a_second_is_too_short);
  g_test_add_func (
      "/cancel/element", test_cancel_element_warns_once_for_each_item);
  g_test_add_func ("/cancel/matrix", test_cancel_mix_matrix_does_not_warn);
  return g_test_run ();
}
