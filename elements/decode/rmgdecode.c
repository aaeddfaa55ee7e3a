/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Decodes the sound of a file with decodebin, and reports which decoder is
 * missing, that a file has no sound, where it is damaged or
 * ends early, and that a damaged file keeps the pipeline waiting. Cuts the delay
 * and the padding of MP3 and AAC where the file says them.
 *
 * gst-launch-1.0 filesrc location=talk.mp3 ! rmgdecode ! autoaudiosink */

#include "elements/decode/rmgdecode.h"

#include "elements/decode/choice.h"
#include "elements/decode/damage.h"
#include "elements/decode/idle.h"
#include "elements/decode/input.h"
#include "elements/decode/output.h"
#include "elements/decode/rmgsingle.h"
#include "elements/decode/single.h"
#include "elements/decode/streams.h"

GST_DEBUG_CATEGORY_STATIC (decode_debug);
#define GST_CAT_DEFAULT decode_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("audio/x-raw"));

/* How often, and for how long, nothing may move before a file counts as stuck. */
#define CHECK_INTERVAL (250 * GST_MSECOND)
#define MAX_IDLE_CHECKS 4

enum
{
  PROP_DECODER = 1,
};

struct _RmgDecode
{
  GstBin parent;

  GstElement *decoder; /* owned by the bin */
  char *preferred;     /* (nullable): object lock */
  GstPad *sink_pad;
  GstPad *src_pad;

  const char *demuxer; /* (nullable): of a file with one stream; streaming
                          thread */
  RmgFileFacts facts;
  RmgDecodeOutput output;
  GstClockID timer; /* (nullable): state changes only */

  /* object lock */
  RmgStreams streams;
  gboolean has_failed;
  guint n_idle_checks; /* in a row */
  guint64 n_seen;      /* buffers at the last check */
};

G_DEFINE_FINAL_TYPE (RmgDecode, rmg_decode, GST_TYPE_BIN)
GST_ELEMENT_REGISTER_DEFINE (
    rmgdecode, "rmgdecode", GST_RANK_NONE, RMG_TYPE_DECODE)

static gboolean
is_about_format (const GError *error)
{
  return g_error_matches (
             error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN) ||
      g_error_matches (
          error, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND) ||
      g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE) ||
      g_error_matches (
          error, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND);
}

/* A file without sound needs no other plugin, as decodebin says. */
static void
set_wrong_type (GError *error)
{
  error->domain = GST_STREAM_ERROR;
  error->code = GST_STREAM_ERROR_WRONG_TYPE;
}

/* Returns: (transfer full) (nullable): a better text for @error. */
static char *
explain (RmgDecode *self, GError *error)
{
  g_autofree char *name = rmg_input_name (self->sink_pad);
  gboolean lacks_sound;
  char *text;

  if (rmg_input_is_empty (self->sink_pad))
    return g_strdup_printf ("%s is empty.", name);
  GST_OBJECT_LOCK (self);
  text = rmg_streams_explain (&self->streams, name, &lacks_sound);
  GST_OBJECT_UNLOCK (self);
  if (lacks_sound)
    set_wrong_type (error);
  if (text == NULL &&
      g_error_matches (
          error, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND))
    text = g_strdup_printf (
        "The format of %s is unknown, or the file is damaged.", name);
  return text;
}

/* rmgwavparse names the fault of a header. */
static gboolean
is_explained (GstMessage *message)
{
  const GstObject *source = GST_MESSAGE_SRC (message);

  return source != NULL &&
      g_str_equal (G_OBJECT_TYPE_NAME (source), "RmgWavParse");
}

static GstMessage *
explain_error (RmgDecode *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;
  g_autofree char *text = NULL;
  GstMessage *better;

  GST_OBJECT_LOCK (self);
  self->has_failed = TRUE;
  GST_OBJECT_UNLOCK (self);
  gst_message_parse_error (message, &error, &debug);
  if (!is_about_format (error) || is_explained (message))
    return message;
  text = explain (self, error);
  if (text == NULL)
    return message;
  GST_DEBUG_OBJECT (self, "explain: %s", error->message);
  g_free (error->message);
  error->message = g_steal_pointer (&text);
  better = gst_message_new_error (GST_OBJECT (self), error, debug);
  gst_message_unref (message);
  return better;
}

static void
rmg_decode_handle_message (GstBin *bin, GstMessage *message)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    message = explain_error (RMG_DECODE (bin), message);
  GST_BIN_CLASS (rmg_decode_parent_class)->handle_message (bin, message);
}

static gboolean
on_stream (GstElement *decoder, GstPad *pad, GstCaps *caps, gpointer data)
{
  RmgDecode *self = data;

  GST_DEBUG_OBJECT (self, "stream %" GST_PTR_FORMAT, caps);
  GST_OBJECT_LOCK (self);
  rmg_streams_add (&self->streams, caps);
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static void
on_unknown (GstElement *decoder, GstPad *pad, GstCaps *caps, gpointer data)
{
  RmgDecode *self = data;

  GST_DEBUG_OBJECT (self, "nothing reads %" GST_PTR_FORMAT, caps);
  GST_OBJECT_LOCK (self);
  rmg_streams_add_undecoded (&self->streams, caps);
  GST_OBJECT_UNLOCK (self);
}

/* The first stream of sound; the next link of a chained file replaces it. */
static void
on_pad_added (GstElement *decoder, GstPad *pad, gpointer data)
{
  RmgDecode *self = data;
  g_autoptr (GstPad) target =
      gst_ghost_pad_get_target (GST_GHOST_PAD (self->src_pad));

  if (GST_PAD_IS_SRC (pad) && target == NULL)
    gst_ghost_pad_set_target (GST_GHOST_PAD (self->src_pad), pad);
}

static void
on_pad_removed (GstElement *decoder, GstPad *pad, gpointer data)
{
  RmgDecode *self = data;
  g_autoptr (GstPad) target =
      gst_ghost_pad_get_target (GST_GHOST_PAD (self->src_pad));

  if (target == pad)
    gst_ghost_pad_set_target (GST_GHOST_PAD (self->src_pad), NULL);
}

/* decodebin asks about no type that it knows not to be media. */
static void
on_type (GstElement *element, guint probability, GstCaps *caps, gpointer data)
{
  on_stream (NULL, NULL, caps, data);
}

static void
rmg_decode_deep_element_added (
    GstBin *bin, GstBin *sub_bin, GstElement *element)
{
  if (g_str_equal (GST_OBJECT_NAME (element), "typefind"))
    g_signal_connect (element, "have-type", G_CALLBACK (on_type), bin);
  if (RMG_IS_SINGLE (element))
    g_object_set (element, "demuxer", RMG_DECODE (bin)->demuxer, NULL);
  rmg_file_facts_watch (&RMG_DECODE (bin)->facts, element);
  GST_BIN_CLASS (rmg_decode_parent_class)
      ->deep_element_added (bin, sub_bin, element);
}

static gboolean
has_failed (RmgDecode *self)
{
  gboolean has_failed;

  GST_OBJECT_LOCK (self);
  has_failed = self->has_failed;
  GST_OBJECT_UNLOCK (self);
  return has_failed;
}

/* A decoder whose push is refused reports that before the end. The last buffers
 * leave with the end, and decodebin drops the errors of an element until it has
 * connected it, which may be after a short file has ended. */
static void
on_end (GstElement *element, GstFlowReturn refusal)
{
  RmgDecode *self = RMG_DECODE (element);
  g_autoptr (GstPad) target =
      gst_ghost_pad_get_target (GST_GHOST_PAD (self->src_pad));

  if ((refusal < GST_FLOW_EOS || refusal == GST_FLOW_NOT_LINKED) &&
      !has_failed (self))
    GST_ELEMENT_FLOW_ERROR (self, refusal);
  rmg_damage_report (&self->facts, self->sink_pad, target,
      rmg_trim_get_delay (&self->output.trim));
}

/* Whether nothing has moved for some checks, though the end is not reached. */
static gboolean
is_stuck (RmgDecode *self)
{
  gboolean is_idle = rmg_idle_check (GST_BIN (self), self->sink_pad);
  gboolean is_done, is_stuck;
  guint64 n_buffers;

  GST_OBJECT_LOCK (self->src_pad);
  n_buffers = self->output.n_buffers;
  is_done = self->output.has_ended;
  GST_OBJECT_UNLOCK (self->src_pad);
  GST_OBJECT_LOCK (self);
  is_idle =
      is_idle && !is_done && !self->has_failed && n_buffers == self->n_seen;
  self->n_seen = n_buffers;
  self->n_idle_checks = is_idle ? self->n_idle_checks + 1 : 0;
  is_stuck = self->n_idle_checks == MAX_IDLE_CHECKS;
  self->has_failed |= is_stuck;
  GST_OBJECT_UNLOCK (self);
  return is_stuck;
}

static gboolean
check (GstClock *clock, GstClockTime time, GstClockID id, gpointer data)
{
  g_autoptr (RmgDecode) self = g_weak_ref_get (data);
  g_autofree char *name = NULL;

  if (self == NULL || !is_stuck (self))
    return TRUE;
  name = rmg_input_name (self->sink_pad);
  GST_ELEMENT_ERROR (self, STREAM, DEMUX,
      ("%s is damaged: its decoder stopped before the end and gave no reason.",
          name),
      (NULL));
  return TRUE;
}

static void
free_reference (gpointer reference)
{
  g_weak_ref_clear (reference);
  g_free (reference);
}

/* The clock frees its timer some time after the timer was stopped, so the
 * timer keeps no reference that would keep the element alive. */
static void
start_timer (RmgDecode *self)
{
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  GWeakRef *reference = g_new (GWeakRef, 1);

  self->timer = gst_clock_new_periodic_id (
      clock, gst_clock_get_time (clock) + CHECK_INTERVAL, CHECK_INTERVAL);
  g_weak_ref_init (reference, self);
  gst_clock_id_wait_async (self->timer, check, reference, free_reference);
}

static void
stop_timer (RmgDecode *self)
{
  if (self->timer == NULL)
    return;
  gst_clock_id_unschedule (self->timer);
  g_clear_pointer (&self->timer, gst_clock_id_unref);
}

static void
start (RmgDecode *self)
{
  rmg_file_facts_reset (&self->facts);
  rmg_decode_output_reset (&self->output);
  GST_OBJECT_LOCK (self);
  rmg_streams_clear (&self->streams);
  rmg_streams_init (&self->streams);
  self->has_failed = FALSE;
  self->n_idle_checks = 0;
  self->n_seen = 0;
  GST_OBJECT_UNLOCK (self);
}

static GstStateChangeReturn
rmg_decode_change_state (GstElement *element, GstStateChange transition)
{
  RmgDecode *self = RMG_DECODE (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    start (self);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    stop_timer (self);
  result = GST_ELEMENT_CLASS (rmg_decode_parent_class)
               ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED &&
      result != GST_STATE_CHANGE_FAILURE)
    start_timer (self);
  return result;
}

static void
rmg_decode_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgDecode *self = RMG_DECODE (object);

  if (id != PROP_DECODER) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  GST_OBJECT_LOCK (self);
  if (GST_STATE (self) <= GST_STATE_READY) {
    g_free (self->preferred);
    self->preferred = g_value_dup_string (value);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_decode_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgDecode *self = RMG_DECODE (object);

  if (id != PROP_DECODER) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  GST_OBJECT_LOCK (self);
  g_value_set_string (value, self->preferred);
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_decode_dispose (GObject *object)
{
  stop_timer (RMG_DECODE (object));
  G_OBJECT_CLASS (rmg_decode_parent_class)->dispose (object);
}

static void
rmg_decode_finalize (GObject *object)
{
  RmgDecode *self = RMG_DECODE (object);

  rmg_decode_output_clear (&self->output);
  rmg_file_facts_clear (&self->facts);
  rmg_streams_clear (&self->streams);
  g_free (self->preferred);
  G_OBJECT_CLASS (rmg_decode_parent_class)->finalize (object);
}

/* Returns: (transfer full) (nullable) */
static char *
dup_preferred (gpointer data)
{
  RmgDecode *self = data;
  char *preferred;

  GST_OBJECT_LOCK (self);
  preferred = g_strdup (self->preferred);
  GST_OBJECT_UNLOCK (self);
  return preferred;
}

static gboolean
is_single (gpointer data, const GstCaps *caps)
{
  RmgDecode *self = data;
  g_autoptr (GstPad) source = gst_pad_get_peer (self->sink_pad);

  if (source == NULL)
    return FALSE;
  self->demuxer = rmg_single_find_demuxer (caps, source);
  return self->demuxer != NULL;
}

static const RmgChoiceFuncs choice_funcs = { dup_preferred, is_single };

static void
add_decoder (RmgDecode *self)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("audio/x-raw");
  g_autoptr (GstPad) target = NULL;

  self->decoder = gst_element_factory_make ("decodebin", NULL);
  if (self->decoder == NULL)
    return;
  g_object_set (self->decoder, "caps", caps, "expose-all-streams", FALSE, NULL);
  g_signal_connect (
      self->decoder, "autoplug-continue", G_CALLBACK (on_stream), self);
  g_signal_connect (
      self->decoder, "unknown-type", G_CALLBACK (on_unknown), self);
  g_signal_connect (
      self->decoder, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (
      self->decoder, "pad-removed", G_CALLBACK (on_pad_removed), self);
  rmg_choice_connect (self->decoder, &choice_funcs, self);
  gst_bin_add (GST_BIN (self), self->decoder);
  target = gst_element_get_static_pad (self->decoder, "sink");
  gst_ghost_pad_set_target (GST_GHOST_PAD (self->sink_pad), target);
}

static void
rmg_decode_init (RmgDecode *self)
{
  GstElementClass *klass = GST_ELEMENT_GET_CLASS (self);

  rmg_streams_init (&self->streams);
  rmg_file_facts_init (&self->facts);
  self->sink_pad = gst_ghost_pad_new_no_target_from_template (
      "sink", gst_element_class_get_pad_template (klass, "sink"));
  self->src_pad = gst_ghost_pad_new_no_target_from_template (
      "src", gst_element_class_get_pad_template (klass, "src"));
  rmg_decode_output_init (&self->output, self->src_pad, &self->facts, on_end);
  gst_element_add_pad (GST_ELEMENT (self), self->sink_pad);
  gst_element_add_pad (GST_ELEMENT (self), self->src_pad);
  add_decoder (self);
}

static void
rmg_decode_class_init (RmgDecodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      decode_debug, "rmgdecode", 0, "decoder of the sound of files");
  object_class->set_property = rmg_decode_set_property;
  object_class->get_property = rmg_decode_get_property;
  object_class->dispose = rmg_decode_dispose;
  object_class->finalize = rmg_decode_finalize;
  g_object_class_install_property (object_class, PROP_DECODER,
      g_param_spec_string ("decoder", "Decoder",
          "Factory of the decoder that is tried first", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
              GST_PARAM_MUTABLE_READY));
  element_class->change_state = rmg_decode_change_state;
  GST_BIN_CLASS (klass)->handle_message = rmg_decode_handle_message;
  GST_BIN_CLASS (klass)->deep_element_added = rmg_decode_deep_element_added;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Decoder of sound",
      "Codec/Decoder/Audio", "Decodes the sound of a file of any format",
      "The RemoteMedia authors");
}
