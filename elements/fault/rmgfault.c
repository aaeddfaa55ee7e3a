/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fails on demand, with any caps. Its counts survive READY and NULL: a buffer
 * that fails twice and then passes does so however often it is restarted.
 *
 * gst-launch-1.0 audiotestsrc ! rmgfault fail-after=9 failures=2 ! fakesink
 */
#include "elements/fault/settings.h"
#include "elements/base/pad.h"

#include <gst/audio/audio.h>
#include <math.h>

GST_DEBUG_CATEGORY_STATIC (rmg_fault_debug);
#define GST_CAT_DEFAULT rmg_fault_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

#define RMG_TYPE_FAULT_ELEMENT (rmg_fault_element_get_type ())
G_DECLARE_FINAL_TYPE (
    RmgFaultElement, rmg_fault_element, RMG, FAULT_ELEMENT, GstElement)

struct _RmgFaultElement
{
  GstElement parent;
  GstPad *sink, *src;
  GCond wake; /* with the object lock */

  /* Guarded by the object lock. */
  RmgFaultSettings settings;
  RmgFaultCounts counts;
  gboolean flushing, stopping;

  GstCaps *caps; /* streaming thread */
};

G_DEFINE_TYPE (RmgFaultElement, rmg_fault_element, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DECLARE (rmgfault)
GST_ELEMENT_REGISTER_DEFINE (
    rmgfault, "rmgfault", GST_RANK_NONE, RMG_TYPE_FAULT_ELEMENT)

typedef struct
{
  GQuark (*get_domain) (void);
  gint code;
  GstFlowReturn flow;
  const char *text;
} Fault;

static const Fault faults[] = {
  [RMG_FAULT_RESOURCE_READ] = { gst_resource_error_quark,
      GST_RESOURCE_ERROR_READ, GST_FLOW_ERROR, "Could not read." },
  [RMG_FAULT_RESOURCE_WRITE] = { gst_resource_error_quark,
      GST_RESOURCE_ERROR_WRITE, GST_FLOW_ERROR, "Could not write." },
  [RMG_FAULT_RESOURCE_NOT_FOUND] = { gst_resource_error_quark,
      GST_RESOURCE_ERROR_NOT_FOUND, GST_FLOW_ERROR, "Not found." },
  [RMG_FAULT_RESOURCE_OPEN_READ] = { gst_resource_error_quark,
      GST_RESOURCE_ERROR_OPEN_READ, GST_FLOW_ERROR, "Could not open." },
  [RMG_FAULT_RESOURCE_NO_SPACE] = { gst_resource_error_quark,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT, GST_FLOW_ERROR, "No space left." },
  [RMG_FAULT_RESOURCE_BUSY] = { gst_resource_error_quark,
      GST_RESOURCE_ERROR_BUSY, GST_FLOW_ERROR, "Busy." },
  [RMG_FAULT_STREAM_FAILED] = { gst_stream_error_quark, GST_STREAM_ERROR_FAILED,
      GST_FLOW_ERROR, "The stream failed." },
  [RMG_FAULT_STREAM_DECODE] = { gst_stream_error_quark, GST_STREAM_ERROR_DECODE,
      GST_FLOW_ERROR, "Could not decode." },
  [RMG_FAULT_STREAM_FORMAT] = { gst_stream_error_quark, GST_STREAM_ERROR_FORMAT,
      GST_FLOW_ERROR, "Wrong format." },
  [RMG_FAULT_NOT_NEGOTIATED] = { gst_core_error_quark,
      GST_CORE_ERROR_NEGOTIATION, GST_FLOW_NOT_NEGOTIATED, "Not negotiated." },
};

/* Returns: (transfer full) (nullable): details of the error message */
static GstStructure *
make_details (const RmgFaultSettings *settings)
{
  GstStructure *details;

  if (settings->retryable == RMG_FAULT_UNSAID && settings->retry_after_ms < 0)
    return NULL;
  details = gst_structure_new_empty ("details");
  if (settings->retryable != RMG_FAULT_UNSAID)
    gst_structure_set (details, "rmg-retryable", G_TYPE_BOOLEAN,
        settings->retryable == RMG_FAULT_RETRYABLE, NULL);
  if (settings->retry_after_ms >= 0)
    gst_structure_set (details, "rmg-retry-after-ms", G_TYPE_UINT,
        (guint) settings->retry_after_ms, NULL);
  return details;
}

static GstFlowReturn
fail (RmgFaultElement *self, const RmgFaultSettings *settings)
{
  const Fault *fault = &faults[settings->error];

  if (settings->how != RMG_FAULT_ERROR_ONLY)
    gst_element_message_full_with_details (GST_ELEMENT_CAST (self),
        GST_MESSAGE_ERROR, fault->get_domain (),
        settings->error_code >= 0 ? settings->error_code : fault->code,
        g_strdup (fault->text), g_strdup ("a failure on demand"), __FILE__,
        G_STRFUNC, __LINE__, make_details (settings));
  return settings->how == RMG_FAULT_MESSAGE_ONLY ? GST_FLOW_OK : fault->flow;
}

static gboolean
stalls (const RmgFaultElement *self)
{
  switch (self->settings.stall) {
    case RMG_FAULT_STALL_UNTIL_FLUSH:
      return !self->flushing && !self->stopping;
    case RMG_FAULT_STALL_UNTIL_STOP:
      return !self->stopping;
    case RMG_FAULT_STALL_UNTIL_UNSET:
      return TRUE;
    default:
      return FALSE;
  }
}

/* Returns: %FALSE if a flush or a stop ended the wait */
static gboolean
wait_as_set (RmgFaultElement *self)
{
  gint64 end;
  gboolean goes_on;

  GST_OBJECT_LOCK (self);
  while (self->counts.passed >= self->settings.stall_after && stalls (self))
    g_cond_wait (&self->wake, GST_OBJECT_GET_LOCK (self));
  end = g_get_monotonic_time () + self->settings.delay_us;
  while (!self->flushing && !self->stopping && self->settings.delay_us > 0 &&
      g_cond_wait_until (&self->wake, GST_OBJECT_GET_LOCK (self), end))
    continue;
  goes_on = !self->flushing && !self->stopping;
  GST_OBJECT_UNLOCK (self);
  return goes_on;
}

static GstBuffer *
poison (RmgFaultElement *self, GstBuffer *buffer)
{
  GstAudioInfo info;
  GstBuffer *poisoned;
  const gfloat single = NAN;
  const gdouble twice = NAN;

  if (self->caps == NULL || !gst_audio_info_from_caps (&info, self->caps) ||
      !GST_AUDIO_INFO_IS_FLOAT (&info))
    return buffer;
  poisoned = gst_buffer_make_writable (buffer);
  if (GST_AUDIO_INFO_WIDTH (&info) == 32)
    gst_buffer_fill (poisoned, 0, &single, sizeof single);
  else
    gst_buffer_fill (poisoned, 0, &twice, sizeof twice);
  return poisoned;
}

/* Raw audio changes between its rate and twice that; other caps get an unknown
 * field. The buffers stay as they are. */
static void
change_caps (RmgFaultElement *self, guint64 change)
{
  g_autoptr (GstCaps) caps = NULL;
  GstStructure *structure;
  gint rate;

  if (self->caps == NULL)
    return;
  caps = gst_caps_copy (self->caps);
  structure = gst_caps_get_structure (caps, 0);
  if (!gst_structure_has_name (structure, "audio/x-raw"))
    gst_structure_set (
        structure, "rmg-fault-change", G_TYPE_UINT64, change, NULL);
  else if (change % 2 == 1 && gst_structure_get_int (structure, "rate", &rate))
    gst_structure_set (structure, "rate", G_TYPE_INT, 2 * rate, NULL);
  gst_pad_push_event (self->src, gst_event_new_caps (caps));
}

static GstFlowReturn
drop (
    RmgFaultElement *self, const RmgFaultSettings *settings, GstBuffer *buffer)
{
  if (settings->drop_gap && GST_BUFFER_PTS_IS_VALID (buffer))
    gst_pad_push_event (self->src,
        gst_event_new_gap (
            GST_BUFFER_PTS (buffer), GST_BUFFER_DURATION (buffer)));
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

/* Returns half of the frames if the caps define frames, otherwise of the bytes. */
static GstBuffer *
take_half (RmgFaultElement *self, GstBuffer *buffer)
{
  const gsize size = gst_buffer_get_size (buffer);
  gsize half = size / 2;
  GstAudioInfo info;

  if (self->caps != NULL && gst_audio_info_from_caps (&info, self->caps)) {
    const gsize n_frames = half / GST_AUDIO_INFO_BPF (&info);

    return gst_audio_buffer_truncate (
        buffer, GST_AUDIO_INFO_BPF (&info), 0, n_frames);
  }
  buffer = gst_buffer_make_writable (buffer);
  gst_buffer_resize (buffer, 0, half);
  return buffer;
}

static GstFlowReturn
fail_with_buffer (
    RmgFaultElement *self, const RmgFaultSettings *settings, GstBuffer *buffer)
{
  if (settings->when == RMG_FAULT_BEFORE_OUTPUT) {
    gst_buffer_unref (buffer);
    return fail (self, settings);
  }
  if (settings->when == RMG_FAULT_PARTIAL_WRITE)
    buffer = take_half (self, buffer);
  gst_pad_push (self->src, buffer);
  return fail (self, settings);
}

static gboolean
is_turn (guint64 passed, guint every)
{
  return every > 0 && passed % every == 0;
}

static GstFlowReturn
rmg_fault_element_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgFaultElement *self = RMG_FAULT_ELEMENT (parent);
  RmgFaultSettings settings;
  gboolean fails;
  guint64 passed;

  if (!wait_as_set (self)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_FLUSHING;
  }
  GST_OBJECT_LOCK (self);
  settings = self->settings;
  fails = rmg_fault_plan_offer (&settings.plan, &self->counts);
  passed = fails ? self->counts.passed : ++self->counts.passed;
  GST_OBJECT_UNLOCK (self);

  if (fails)
    return fail_with_buffer (self, &settings, buffer);
  if (is_turn (passed, settings.caps_change_every))
    change_caps (self, passed / settings.caps_change_every);
  if (is_turn (passed, settings.drop_every))
    return drop (self, &settings, buffer);
  if (settings.nan)
    buffer = poison (self, buffer);
  return gst_pad_push (self->src, buffer);
}

static void
set_flag (RmgFaultElement *self, gboolean *flag, gboolean value)
{
  GST_OBJECT_LOCK (self);
  *flag = value;
  g_cond_broadcast (&self->wake);
  GST_OBJECT_UNLOCK (self);
}

static gboolean
rmg_fault_element_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgFaultElement *self = RMG_FAULT_ELEMENT (parent);
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      gst_caps_replace (&self->caps, caps);
      break;
    case GST_EVENT_FLUSH_START:
      set_flag (self, &self->flushing, TRUE);
      break;
    case GST_EVENT_FLUSH_STOP:
      set_flag (self, &self->flushing, FALSE);
      break;
    default:
      break;
  }
  return gst_pad_event_default (pad, parent, event);
}

/* The flag is up before the pads are deactivated, which waits for chain. */
static GstStateChangeReturn
rmg_fault_element_change_state (GstElement *element, GstStateChange transition)
{
  RmgFaultElement *self = RMG_FAULT_ELEMENT (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) {
    set_flag (self, &self->flushing, FALSE);
    set_flag (self, &self->stopping, FALSE);
  } else if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    set_flag (self, &self->stopping, TRUE);
  }
  result = GST_ELEMENT_CLASS (rmg_fault_element_parent_class)
               ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    gst_caps_replace (&self->caps, NULL);
  return result;
}

static const RmgFaultCounts no_counts;

static const RmgSetting count_rows[] = {
  { "buffers-passed", "Number of buffers that did not fail", RMG_SETTING_UINT64,
      G_STRUCT_OFFSET (RmgFaultCounts, passed) },
  { "failures-done", "Number of failures", RMG_SETTING_UINT64,
      G_STRUCT_OFFSET (RmgFaultCounts, failed) },
};

static const RmgSettingTable count_table = {
  .rows = count_rows,
  .n_rows = G_N_ELEMENTS (count_rows),
  .initial = &no_counts,
  .first_id = 100,
  .flags = RMG_SETTINGS_READABLE,
};

static void
rmg_fault_element_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgFaultElement *self = RMG_FAULT_ELEMENT (object);
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = rmg_setting_table_set (
      &rmg_fault_setting_table, &self->settings, id, value);
  g_cond_broadcast (&self->wake);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rmg_fault_element_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgFaultElement *self = RMG_FAULT_ELEMENT (object);
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = rmg_setting_table_get (
              &rmg_fault_setting_table, &self->settings, id, value) ||
      rmg_setting_table_get (&count_table, &self->counts, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rmg_fault_element_finalize (GObject *object)
{
  RmgFaultElement *self = RMG_FAULT_ELEMENT (object);

  gst_caps_replace (&self->caps, NULL);
  g_cond_clear (&self->wake);
  G_OBJECT_CLASS (rmg_fault_element_parent_class)->finalize (object);
}

static void
rmg_fault_element_init (RmgFaultElement *self)
{
  self->settings = rmg_fault_default_settings;
  g_cond_init (&self->wake);

  self->sink = rmg_pad_new (self, "sink");
  gst_pad_set_chain_function (self->sink, rmg_fault_element_chain);
  gst_pad_set_event_function (self->sink, rmg_fault_element_sink_event);
  GST_PAD_SET_PROXY_CAPS (self->sink);
  GST_PAD_SET_PROXY_ALLOCATION (self->sink);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);

  self->src = rmg_pad_new (self, "src");
  GST_PAD_SET_PROXY_CAPS (self->src);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static void
rmg_fault_element_class_init (RmgFaultElementClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = rmg_fault_element_set_property;
  object_class->get_property = rmg_fault_element_get_property;
  object_class->finalize = rmg_fault_element_finalize;
  rmg_setting_table_install (&rmg_fault_setting_table, object_class);
  rmg_setting_table_install (&count_table, object_class);

  element_class->change_state = rmg_fault_element_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Failures on demand",
      "Generic/Testing",
      "Fails, stalls, drops and corrupts buffers as configured",
      "The RemoteMedia authors");
  /* it pushes before its chain function returns, so it may run inline */
  gst_element_class_add_static_metadata (element_class, "rmg-sync", "true");
  GST_DEBUG_CATEGORY_INIT (
      rmg_fault_debug, "rmgfault", 0, "Failures on demand");
}
