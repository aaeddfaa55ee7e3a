/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-elements [--quick]: cost of elements for a buffer of 10 ms, from pad to
 * pad, with the elements of other projects in turns. Prints one JSON line an
 * element. */
#include "benchmarks/lib/rounds.h"

#include <gst/gst.h>
#include <math.h>

GST_ELEMENT_REGISTER_DECLARE (rmgconvert)
GST_ELEMENT_REGISTER_DECLARE (rmgresample)
GST_ELEMENT_REGISTER_DECLARE (rmgvad)

#define ROUNDS 21
#define QUICK_ROUNDS 5
#define BUFFERS 100 /* with different content, one second in total */
#define TURNS 10    /* number of times for all of them, in a round */
#define MAX_LAUNCHES 8

static gboolean is_quick;

static const GOptionEntry options[] = {
  { "quick", 0, 0, G_OPTION_ARG_NONE, &is_quick,
      "few rounds: for a look, not for a comparison", NULL },
  { NULL },
};

#define CAPS(format, rate)                                                     \
  "audio/x-raw,format=" format ",rate=" rate ",channels=1,layout=interleaved"
#define WEBRTC                                                                 \
  "webrtcdsp echo-cancel=false noise-suppression=false gain-control=false "    \
  "high-pass-filter=false voice-detection=true"

/* Elements of a group do the same work; identity, which does none, comes first. */
typedef struct
{
  const char *group;
  const char *in, *out; /* caps */
  gsize frame_bytes;
  guint rate_hz;
  const char *launches[MAX_LAUNCHES];
} Group;

static const Group groups[] = {
  { "S16>F32", CAPS ("S16LE", "48000"), CAPS ("F32LE", "48000"), 2, 48000,
      { "rmgconvert", "audioconvert" } },
  { "F32>S16", CAPS ("F32LE", "48000"), CAPS ("S16LE", "48000"), 4, 48000,
      { "rmgconvert", "audioconvert dithering=none", "audioconvert" } },
  { "48>16", CAPS ("F32LE", "48000"), CAPS ("F32LE", "16000"), 4, 48000,
      { "rmgresample quality=fast", "rmgresample quality=medium",
          "rmgresample quality=high", "rmgresample quality=best",
          "audioresample quality=4", "audioresample quality=10" } },
  { "voice, 48 kHz", CAPS ("S16LE", "48000"), CAPS ("S16LE", "48000"), 2, 48000,
      { "rmgvad engine=adaptive", "rmgvad engine=energy", WEBRTC, "level",
          "removesilence" } },
  { "voice, 16 kHz", CAPS ("S16LE", "16000"), CAPS ("S16LE", "16000"), 2, 16000,
      { "rmgvad engine=adaptive", "rmgvad engine=energy", WEBRTC, "level",
          "removesilence" } },
};

typedef struct
{
  const char *launch;
  GstElement *element; /* NULL: not installed */
  GstPad *from, *to;
  GstClockTime time;
  BenchRounds ns;
} Runner;

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

/* Messages are created, as in a pipeline, and dropped. */
static GstBusSyncReply
drop_message (GstBus *bus, GstMessage *message, gpointer data)
{
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
link_pads (Runner *self, const char *out_caps)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->element, "sink");
  g_autoptr (GstPad) src = gst_element_get_static_pad (self->element, "src");

  self->from = gst_object_ref_sink (gst_pad_new ("from", GST_PAD_SRC));
  self->to = gst_object_ref_sink (gst_pad_new ("to", GST_PAD_SINK));
  g_object_set_data (G_OBJECT (self->to), "caps", (gpointer) out_caps);
  gst_pad_set_chain_function (self->to, drop_buffer);
  gst_pad_set_query_function (self->to, answer_query);
  gst_pad_link (self->from, sink);
  gst_pad_link (src, self->to);
}

static void
open_runner (Runner *self, const Group *group, const char *launch)
{
  const gboolean is_identity = g_str_has_prefix (launch, "identity");
  g_autoptr (GstCaps) caps = gst_caps_from_string (group->in);
  g_autoptr (GstBus) bus = gst_bus_new ();
  GstSegment segment;

  *self = (Runner){ .launch = launch };
  self->element = gst_parse_launch (launch, NULL);
  if (self->element == NULL)
    return;
  gst_object_ref_sink (self->element);
  gst_bus_set_sync_handler (bus, drop_message, NULL, NULL);
  gst_element_set_bus (self->element, bus);
  link_pads (self, is_identity ? group->in : group->out);
  gst_pad_set_active (self->to, TRUE);
  gst_element_set_state (self->element, GST_STATE_PLAYING);
  gst_pad_set_active (self->from, TRUE);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->from, gst_event_new_stream_start ("bench"));
  gst_pad_push_event (self->from, gst_event_new_caps (caps));
  gst_pad_push_event (self->from, gst_event_new_segment (&segment));
}

static void
close_runner (Runner *self)
{
  if (self->element == NULL)
    return;
  gst_element_set_state (self->element, GST_STATE_NULL);
  gst_object_unref (self->element);
  gst_object_unref (self->from);
  gst_object_unref (self->to);
}

/* Each push has a new buffer over memory that is not copied. */
static double
time_ns (Runner *self, GstBuffer *const *buffers)
{
  const double start_ns = bench_now_ns ();

  for (guint turn = 0; turn < TURNS; turn++)
    for (guint i = 0; i < BUFFERS; i++) {
      GstBuffer *buffer = gst_buffer_copy (buffers[i]);
      GstFlowReturn flow;

      GST_BUFFER_PTS (buffer) = self->time;
      GST_BUFFER_DURATION (buffer) = 10 * GST_MSECOND;
      self->time += 10 * GST_MSECOND;
      flow = gst_pad_push (self->from, buffer);
      g_assert (flow == GST_FLOW_OK);
    }
  return (bench_now_ns () - start_ns) / (BUFFERS * TURNS);
}

/* Noise with a level that rises and falls four times a second, like speech. */
static GstBuffer *
make_buffer (const Group *group, guint place, GRand *random)
{
  const gsize n = group->rate_hz / 100;
  const double level = 0.2 * fabs (sin (G_PI * place / 25.0)) + 0.001;
  GstBuffer *buffer =
      gst_buffer_new_allocate (NULL, n * group->frame_bytes, NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (gsize i = 0; i < n; i++) {
    const double value = level * g_rand_double_range (random, -1.0, 1.0);

    if (group->frame_bytes == sizeof (float))
      ((float *) map.data)[i] = (float) value;
    else
      ((gint16 *) map.data)[i] = (gint16) (value * 32767.0);
  }
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

static void
print_runner (const Group *group, const Runner *self)
{
  g_print ("{\"group\": \"%s\", \"launch\": \"%s\", \"in\": \"%s\", "
           "\"out\": \"%s\", \"state\": \"%s\"",
      group->group, self->launch, group->in, group->out,
      self->element == NULL ? "not installed" : "measured");
  bench_rounds_print_spread (&self->ns, "ns");
  g_print ("}\n");
}

static void
measure (const Group *group)
{
  Runner runners[MAX_LAUNCHES + 1];
  GstBuffer *buffers[BUFFERS];
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint n = 1;

  open_runner (&runners[0], group, "identity");
  for (guint i = 0; i < MAX_LAUNCHES && group->launches[i] != NULL; i++)
    open_runner (&runners[n++], group, group->launches[i]);
  for (guint i = 0; i < BUFFERS; i++)
    buffers[i] = make_buffer (group, i, random);
  for (guint i = 0; i < n; i++)
    if (runners[i].element != NULL)
      time_ns (&runners[i], buffers); /* warm-up */
  for (guint round = 0; round < (is_quick ? QUICK_ROUNDS : ROUNDS); round++)
    for (guint i = 0; i < n; i++)
      if (runners[i].element != NULL)
        bench_rounds_add (&runners[i].ns, time_ns (&runners[i], buffers));
  for (guint i = 0; i < n; i++) {
    print_runner (group, &runners[i]);
    close_runner (&runners[i]);
  }
  for (guint i = 0; i < BUFFERS; i++)
    gst_buffer_unref (buffers[i]);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);
  GST_ELEMENT_REGISTER (rmgvad, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    measure (&groups[i]);
  return 0;
}
