/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-convert: kernels against memcpy of the same traffic, and rmgconvert
 * against audioconvert from pad to pad. One JSON line a case. Everything that
 * is compared runs in turns, round after round, and medians are told. */

#include "elements/dsp/convert.h"
#include "elements/dsp/cpu.h"

#include <gst/gst.h>
#include <string.h>

GST_ELEMENT_REGISTER_DECLARE (rmgconvert)

#define N_ROUNDS 31
#define ROUND_FRAMES 480000
#define MAX_BYTES (48000 * 8 * 8)

typedef struct
{
  const char *name;
  RmgConvertSide from, to;
  RmgDither dither;
} KernelCase;

#define SIDE(format, channels, interleaved)                                    \
  {                                                                            \
    RMG_FORMAT_##format, false, interleaved, channels                          \
  }
#define PACKED(format) SIDE (format, 1, true)

static const KernelCase kernel_cases[] = {
  { "S16>F32", PACKED (S16), PACKED (F32), RMG_DITHER_NONE },
  { "F32>S16", PACKED (F32), PACKED (S16), RMG_DITHER_NONE },
  { "F32>S16 tpdf", PACKED (F32), PACKED (S16), RMG_DITHER_TPDF },
  { "S32>F32", PACKED (S32), PACKED (F32), RMG_DITHER_NONE },
  { "F32>S32", PACKED (F32), PACKED (S32), RMG_DITHER_NONE },
  { "S24>F32", PACKED (S24), PACKED (F32), RMG_DITHER_NONE },
  { "F32>S24", PACKED (F32), PACKED (S24), RMG_DITHER_NONE },
  { "S24>S16", PACKED (S24), PACKED (S16), RMG_DITHER_NONE },
  { "F64>F32", PACKED (F64), PACKED (F32), RMG_DITHER_NONE },
  { "F32>F64", PACKED (F32), PACKED (F64), RMG_DITHER_NONE },
  { "F32 deinterleave 2", SIDE (F32, 2, true), SIDE (F32, 2, false), 0 },
  { "F32 interleave 2", SIDE (F32, 2, false), SIDE (F32, 2, true), 0 },
  { "S16 deinterleave 2", SIDE (S16, 2, true), SIDE (S16, 2, false), 0 },
  { "S16 interleave 2", SIDE (S16, 2, false), SIDE (S16, 2, true), 0 },
  { "F32 deinterleave 6", SIDE (F32, 6, true), SIDE (F32, 6, false), 0 },
  { "F32 interleave 6", SIDE (F32, 6, false), SIDE (F32, 6, true), 0 },
  { "F32 deinterleave 8", SIDE (F32, 8, true), SIDE (F32, 8, false), 0 },
  { "F32 interleave 8", SIDE (F32, 8, false), SIDE (F32, 8, true), 0 },
  { "F32 mono>stereo", SIDE (F32, 1, true), SIDE (F32, 2, true), 0 },
  { "F32 stereo>mono", SIDE (F32, 2, true), SIDE (F32, 1, true), 0 },
  { "S16 stereo>mono", SIDE (S16, 2, true), SIDE (S16, 1, true), 0 },
};

static guint8 *source, *target;

static gint64
now_ns (void)
{
  return (gint64) gst_util_get_timestamp ();
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

static gdouble
find_median (gdouble *values)
{
  qsort (values, N_ROUNDS, sizeof *values, compare);
  return values[N_ROUNDS / 2];
}

static gsize
count_bytes (const RmgConvertSide *side)
{
  static const gsize sizes[] = { 1, 1, 2, 3, 4, 4, 4, 8 };

  return sizes[side->format] * side->channels;
}

static RmgFrames
view (const RmgConvertSide *side, guint8 *memory, gsize n)
{
  const gsize plane = n * count_bytes (side) / side->channels;
  RmgFrames frames = { .channels = side->channels,
    .interleaved = side->interleaved,
    .format = side->format,
    .n_frames = n };

  for (guint i = 0; i < (side->interleaved ? 1 : side->channels); i++)
    frames.planes[i] = memory + i * plane;
  return frames;
}

static gdouble
time_kernel (RmgConvert *convert, const RmgFrames *in, const RmgFrames *out)
{
  const guint n = ROUND_FRAMES / (guint) in->n_frames;
  const gint64 start = now_ns ();

  for (guint i = 0; i < n; i++)
    rmg_convert_process (convert, in, out);
  return (gdouble) (now_ns () - start) / n;
}

static gdouble
time_memcpy (gsize bytes, gsize n_frames)
{
  const guint n = ROUND_FRAMES / (guint) n_frames;
  const gint64 start = now_ns ();

  for (guint i = 0; i < n; i++) {
    memcpy (target, source, bytes);
    __asm__ volatile("" : : "r"(target) : "memory"); /* every one counts */
  }
  return (gdouble) (now_ns () - start) / n;
}

static void
measure_kernel (const KernelCase *c, gsize n_frames)
{
  const RmgConvertConfig config = { .from = c->from,
    .to = c->to,
    .dither = c->dither,
    .cpu = rmg_cpu_features () };
  const RmgFrames in = view (&c->from, source, n_frames);
  const RmgFrames out = view (&c->to, target, n_frames);
  const gsize traffic =
      (count_bytes (&c->from) + count_bytes (&c->to)) * n_frames / 2;
  RmgConvert *convert = rmg_convert_open (&config);
  gdouble ours[N_ROUNDS], copy[N_ROUNDS], ns, copy_ns;

  for (guint round = 0; round < N_ROUNDS; round++) {
    ours[round] = time_kernel (convert, &in, &out);
    copy[round] = time_memcpy (traffic, n_frames);
  }
  ns = find_median (ours);
  copy_ns = find_median (copy);
  g_print ("{\"case\": \"%s\", \"frames\": %" G_GSIZE_FORMAT
           ", \"implementation\": \"%s\", \"ns\": %.1f, \"memcpy_ns\": %.1f, "
           "\"ratio\": %.2f}\n",
      c->name, n_frames, rmg_convert_get_implementation (convert), ns, copy_ns,
      ns / copy_ns);
  rmg_convert_close (convert);
}

typedef struct
{
  GstElement *element;
  GstPad *from, *to;
} Bench;

static GstFlowReturn
drop_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static gboolean
answer_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  const char *caps = g_object_get_data (G_OBJECT (pad), "caps");
  g_autoptr (GstCaps) own = gst_caps_from_string (caps);

  if (GST_QUERY_TYPE (query) == GST_QUERY_ACCEPT_CAPS) {
    gst_query_set_accept_caps_result (query, TRUE);
    return TRUE;
  }
  if (GST_QUERY_TYPE (query) != GST_QUERY_CAPS)
    return gst_pad_query_default (pad, parent, query);
  gst_query_set_caps_result (query, own);
  return TRUE;
}

static void
open_bench (Bench *bench, const char *factory, const char *in, const char *out)
{
  g_autoptr (GstPad) sink = NULL, src = NULL;
  g_autoptr (GstCaps) caps = gst_caps_from_string (in);
  GstSegment segment;

  bench->element =
      gst_object_ref_sink (gst_element_factory_make (factory, NULL));
  bench->from = gst_object_ref_sink (gst_pad_new ("from", GST_PAD_SRC));
  bench->to = gst_object_ref_sink (gst_pad_new ("to", GST_PAD_SINK));
  sink = gst_element_get_static_pad (bench->element, "sink");
  src = gst_element_get_static_pad (bench->element, "src");
  g_object_set_data (G_OBJECT (bench->to), "caps", (gpointer) out);
  gst_pad_set_chain_function (bench->to, drop_buffer);
  gst_pad_set_query_function (bench->to, answer_query);
  gst_pad_link (bench->from, sink);
  gst_pad_link (src, bench->to);
  gst_pad_set_active (bench->to, TRUE);
  gst_element_set_state (bench->element, GST_STATE_PLAYING);
  gst_pad_set_active (bench->from, TRUE);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (bench->from, gst_event_new_stream_start ("bench"));
  gst_pad_push_event (bench->from, gst_event_new_caps (caps));
  gst_pad_push_event (bench->from, gst_event_new_segment (&segment));
}

static void
close_bench (Bench *bench)
{
  gst_element_set_state (bench->element, GST_STATE_NULL);
  gst_object_unref (bench->element);
  gst_object_unref (bench->from);
  gst_object_unref (bench->to);
}

static gdouble
time_pads (Bench *bench, GstBuffer *buffer)
{
  const gint64 start = now_ns ();

  for (guint i = 0; i < 1000; i++)
    gst_pad_push (bench->from, gst_buffer_ref (buffer));
  return (gdouble) (now_ns () - start) / 1000;
}

#define RAW(format)                                                            \
  "audio/x-raw,format=" format ",rate=48000,channels=1,layout=interleaved"

static void
measure_pads (const char *name, const char *in, const char *out, gsize bytes)
{
  static const char *const factories[] = { "rmgconvert", "audioconvert",
    "identity" };
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, bytes, NULL);
  gdouble ns[3][N_ROUNDS], median[3];
  Bench benches[3];

  gst_buffer_memset (buffer, 0, 0, bytes);
  for (guint i = 0; i < 3; i++)
    open_bench (&benches[i], factories[i], in, i == 2 ? in : out);
  gst_util_set_object_arg (G_OBJECT (benches[1].element), "dithering", "none");
  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < 3; i++)
      ns[i][round] = time_pads (&benches[i], buffer);
  for (guint i = 0; i < 3; i++) {
    median[i] = find_median (ns[i]);
    close_bench (&benches[i]);
  }
  g_print ("{\"case\": \"pads %s\", \"rmgconvert_ns\": %.0f, "
           "\"audioconvert_ns\": %.0f, \"identity_ns\": %.0f, "
           "\"ratio_less_identity\": %.2f}\n",
      name, median[0], median[1], median[2],
      (median[0] - median[2]) / (median[1] - median[2]));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  source = g_malloc0 (MAX_BYTES);
  target = g_malloc0 (MAX_BYTES);
  for (gsize i = 0; i < G_N_ELEMENTS (kernel_cases); i++) {
    measure_kernel (&kernel_cases[i], 480);
    measure_kernel (&kernel_cases[i], 48000);
  }
  measure_pads ("S16>F32", RAW ("S16LE"), RAW ("F32LE"), 960);
  measure_pads ("F32>S16", RAW ("F32LE"), RAW ("S16LE"), 1920);
  g_free (source);
  g_free (target);
  return 0;
}
