/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-convert: kernels against memcpy of the same traffic, and rmgconvert
 * against audioconvert from pad to pad. One JSON line a case. Everything that
 * is compared runs in turns, round after round, and medians are told. */

#include "benchmarks/rounds.h"
#include "elements/dsp/convert.h"
#include "elements/dsp/cpu.h"

#include <gst/gst.h>
#include <string.h>

GST_ELEMENT_REGISTER_DECLARE (rmgconvert)

#define BLOCK_FRAMES 480
#define WALK_SAMPLES 1000000
#define MAX_BYTES (WALK_SAMPLES * 8)
#define PUSHES 1000
/* Else reads would wait for writes whose addresses end alike. */
#define APART_BYTES (2048 + 512)

/* Where the blocks of a round lie. */
typedef enum
{
  WALK, /* one behind the other, through a million samples */
  SAME, /* all in one place, which stays in the first-level cache */
  N_PLACES,
} Place;

static const char *const place_names[N_PLACES] = { "walk", "same" };

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
#define APART(format, channels)                                                \
  SIDE (format, channels, true), SIDE (format, channels, false), RMG_DITHER_NONE
#define TOGETHER(format, channels)                                             \
  SIDE (format, channels, false), SIDE (format, channels, true), RMG_DITHER_NONE

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
  { "S16 deinterleave 2", APART (S16, 2) },
  { "S16 interleave 2", TOGETHER (S16, 2) },
  { "F32 deinterleave 2", APART (F32, 2) },
  { "F32 interleave 2", TOGETHER (F32, 2) },
  { "F32 deinterleave 3", APART (F32, 3) },
  { "F32 interleave 3", TOGETHER (F32, 3) },
  { "F32 deinterleave 4", APART (F32, 4) },
  { "F32 interleave 4", TOGETHER (F32, 4) },
  { "F32 deinterleave 5", APART (F32, 5) },
  { "F32 interleave 5", TOGETHER (F32, 5) },
  { "F32 deinterleave 6", APART (F32, 6) },
  { "F32 interleave 6", TOGETHER (F32, 6) },
  { "F32 deinterleave 7", APART (F32, 7) },
  { "F32 interleave 7", TOGETHER (F32, 7) },
  { "F32 deinterleave 8", APART (F32, 8) },
  { "F32 interleave 8", TOGETHER (F32, 8) },
  { "F32 mono>stereo", SIDE (F32, 1, true), SIDE (F32, 2, true) },
  { "F32 stereo>mono", SIDE (F32, 2, true), SIDE (F32, 1, true) },
  { "S16 stereo>mono", SIDE (S16, 2, true), SIDE (S16, 1, true) },
  { "S16 mono>stereo", SIDE (S16, 1, true), SIDE (S16, 2, true) },
  { "S16 stereo>F32 mono", SIDE (S16, 2, true), SIDE (F32, 1, true) },
};

static guint8 *source, *target;

static gsize
count_bytes (const RmgConvertSide *side)
{
  static const gsize sizes[] = { 1, 1, 2, 3, 4, 4, 4, 8 };

  return sizes[side->format] * side->channels;
}

/* Each block is a buffer of its own: its planes lie behind one another. */
static void
view (RmgFrames *frames, const RmgConvertSide *side, guint8 *memory, gsize n)
{
  const gsize plane = n * count_bytes (side) / side->channels;

  frames->channels = side->channels;
  frames->interleaved = side->interleaved;
  frames->format = side->format;
  frames->swapped = side->swapped;
  frames->n_frames = n;
  for (guint i = 0; i < (side->interleaved ? 1 : side->channels); i++)
    frames->planes[i] = memory + i * plane;
}

/* Blocks of n frames in a million samples of the side with more channels. */
static guint
count_blocks (const KernelCase *c, gsize n)
{
  return WALK_SAMPLES / (guint) n / MAX (c->from.channels, c->to.channels);
}

static gdouble
time_kernel (RmgConvert *convert, const KernelCase *c, gsize n, Place place)
{
  const guint n_blocks = count_blocks (c, n);
  const gsize in_size = place == WALK ? n * count_bytes (&c->from) : 0;
  const gsize out_size = place == WALK ? n * count_bytes (&c->to) : 0;
  const gdouble start = bench_now_ns ();
  RmgFrames in, out;

  for (guint i = 0; i < n_blocks; i++) {
    view (&in, &c->from, source + i * in_size, n);
    view (&out, &c->to, target + i * out_size, n);
    rmg_convert_process (convert, &in, &out);
  }
  return (bench_now_ns () - start) / n_blocks;
}

/* As many bytes read and written together as the conversion does. */
static gdouble
time_memcpy (const KernelCase *c, gsize n, Place place)
{
  const guint n_blocks = count_blocks (c, n);
  const gsize size = (count_bytes (&c->from) + count_bytes (&c->to)) * n / 2;
  const gsize step = place == WALK ? size : 0;
  const gdouble start = bench_now_ns ();

  for (guint i = 0; i < n_blocks; i++) {
    memcpy (target + i * step, source + i * step, size);
    __asm__ volatile("" : : "r"(target) : "memory"); /* every one counts */
  }
  return (bench_now_ns () - start) / n_blocks;
}

static void
measure_kernel (const KernelCase *c, gsize n_frames, Place place)
{
  const RmgConvertConfig config = { .from = c->from,
    .to = c->to,
    .dither = c->dither,
    .cpu = rmg_cpu_features () };
  RmgConvert *convert = rmg_convert_open (&config);
  BenchRounds ours = { .n = 0 }, copy = { .n = 0 }, ratio = { .n = 0 };

  for (guint i = 0; i < BENCH_ROUNDS; i++) {
    const gdouble ns = time_kernel (convert, c, n_frames, place);
    const gdouble copy_ns = time_memcpy (c, n_frames, place);

    bench_rounds_add (&ours, ns);
    bench_rounds_add (&copy, copy_ns);
    bench_rounds_add (&ratio, ns / copy_ns);
  }
  g_print ("{\"case\": \"%s\", \"frames\": %" G_GSIZE_FORMAT
           ", \"blocks\": \"%s\", \"implementation\": \"%s\"",
      c->name, n_frames, place_names[place],
      rmg_convert_get_implementation (convert));
  bench_rounds_print (&ours, "ns", 1);
  bench_rounds_print (&copy, "memcpy_ns", 1);
  bench_rounds_print (&ratio, "ratio", 2);
  g_print ("}\n");
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
  const gdouble start = bench_now_ns ();

  for (guint i = 0; i < PUSHES; i++)
    gst_pad_push (bench->from, gst_buffer_ref (buffer));
  return (bench_now_ns () - start) / PUSHES;
}

#define RAW(format)                                                            \
  "audio/x-raw,format=" format ",rate=48000,channels=1,layout=interleaved"

/* What the elements cost beyond identity. */
static void
measure_pads (const char *name, const char *in, const char *out, gsize bytes)
{
  static const char *const factories[] = { "rmgconvert", "audioconvert",
    "identity" };
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, bytes, NULL);
  BenchRounds ns[3] = { { .n = 0 } };
  Bench benches[3];
  gdouble identity_ns;

  gst_buffer_memset (buffer, 0, 0, bytes);
  for (guint i = 0; i < 3; i++)
    open_bench (&benches[i], factories[i], in, i == 2 ? in : out);
  gst_util_set_object_arg (G_OBJECT (benches[1].element), "dithering", "none");
  for (guint round = 0; round < BENCH_ROUNDS; round++)
    for (guint i = 0; i < 3; i++)
      bench_rounds_add (&ns[i], time_pads (&benches[i], buffer));
  g_print ("{\"case\": \"pads %s\"", name);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *key = g_strdup_printf ("%s_ns", factories[i]);

    bench_rounds_print (&ns[i], key, 0);
    close_bench (&benches[i]);
  }
  identity_ns = bench_rounds_median (&ns[2]);
  g_print (", \"ratio_less_identity\": %.2f}\n",
      (bench_rounds_median (&ns[0]) - identity_ns) /
          (bench_rounds_median (&ns[1]) - identity_ns));
}

/* Names choose cases; without any, all are run. */
static gboolean
is_wanted (const char *name, int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_str_has_prefix (name, argv[i]))
      return TRUE;
  return argc == 1;
}

int
main (int argc, char **argv)
{
  guint8 *memory;

  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  memory = g_malloc (2 * MAX_BYTES + APART_BYTES);
  memset (memory, 0, 2 * MAX_BYTES + APART_BYTES);
  source = memory;
  target = memory + MAX_BYTES + APART_BYTES;
  for (gsize i = 0; i < G_N_ELEMENTS (kernel_cases); i++)
    for (guint place = 0; place < N_PLACES; place++)
      if (is_wanted (kernel_cases[i].name, argc, argv))
        measure_kernel (&kernel_cases[i], BLOCK_FRAMES, place);
  if (is_wanted ("pads", argc, argv)) {
    measure_pads ("S16>F32", RAW ("S16LE"), RAW ("F32LE"), 960);
    measure_pads ("F32>S16", RAW ("F32LE"), RAW ("S16LE"), 1920);
  }
  g_free (memory);
  return 0;
}
