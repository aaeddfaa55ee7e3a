/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/mortal.h"

#include <gst/base/gstbasetransform.h>

enum
{
  PROP_LIVES = 1,
  PROP_MARK,
};

static int n_alive;   /* atomic */
static int n_born;    /* atomic */
static int n_jumps;   /* atomic */
static int n_repeats; /* atomic */

/* The settings may change at any time, the rest belongs to the streaming. */
typedef struct
{
  int lives; /* atomic */
  int mark;  /* atomic */
  int n_passed;
  gboolean is_dead;
  guint n_headers[3]; /* stream-start, caps, segment */
} Life;

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate late_template = GST_STATIC_PAD_TEMPLATE (
    "src_%u", GST_PAD_SRC, GST_PAD_SOMETIMES, GST_STATIC_CAPS_ANY);

void
rmg_test_mortal_reset (void)
{
  g_atomic_int_set (&n_alive, 0);
  g_atomic_int_set (&n_born, 0);
  g_atomic_int_set (&n_jumps, 0);
  g_atomic_int_set (&n_repeats, 0);
}

int
rmg_test_mortal_count_repeats (void)
{
  return g_atomic_int_get (&n_repeats);
}

int
rmg_test_mortal_count_born (void)
{
  return g_atomic_int_get (&n_born);
}

int
rmg_test_mortal_count_alive (void)
{
  return g_atomic_int_get (&n_alive);
}

int
rmg_test_mortal_count_jumps (void)
{
  return g_atomic_int_get (&n_jumps);
}

static void
begin_life (Life *self)
{
  self->lives = 3;
  g_atomic_int_add (&n_alive, 1);
  g_atomic_int_add (&n_born, 1);
}

static void
note_header (Life *self, GstEvent *event)
{
  static const GstEventType types[] = { GST_EVENT_STREAM_START, GST_EVENT_CAPS,
    GST_EVENT_SEGMENT };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    self->n_headers[i] += GST_EVENT_TYPE (event) == types[i] ? 1 : 0;
}

static void
check_headers (const Life *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->n_headers); i++) {
    g_assert_cmpuint (self->n_headers[i], >=, 1);
    g_atomic_int_add (&n_repeats, (int) self->n_headers[i] - 1);
  }
}

/* Returns: %FALSE, and posts an error, if the element cannot pass @buffer */
static gboolean
pass (Life *self, GstElement *element, GstBuffer *buffer)
{
  self->is_dead =
      self->is_dead || self->n_passed >= g_atomic_int_get (&self->lives);
  if (self->is_dead) {
    GST_ELEMENT_ERROR (element, RESOURCE, READ, ("It is dead."), (NULL));
    return FALSE;
  }
  if (self->n_passed == 0)
    check_headers (self);
  if (self->n_passed++ == 0 && GST_BUFFER_IS_DISCONT (buffer))
    g_atomic_int_add (&n_jumps, 1);
  return TRUE;
}

static void
set_setting (Life *self, guint id, const GValue *value)
{
  g_atomic_int_set (
      id == PROP_LIVES ? &self->lives : &self->mark, g_value_get_int (value));
}

static void
get_setting (Life *self, guint id, GValue *value)
{
  g_value_set_int (
      value, g_atomic_int_get (id == PROP_LIVES ? &self->lives : &self->mark));
}

static void
install_settings (GObjectClass *klass)
{
  g_object_class_install_property (klass, PROP_LIVES,
      g_param_spec_int (
          "lives", NULL, NULL, 0, G_MAXINT, 3, G_PARAM_READWRITE));
  g_object_class_install_property (klass, PROP_MARK,
      g_param_spec_int ("mark", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_READWRITE));
}

typedef struct
{
  GstBaseTransform parent;
  Life life;
} TestMortal;

typedef GstBaseTransformClass TestMortalClass;
static GType test_mortal_get_type (void);
G_DEFINE_TYPE (TestMortal, test_mortal, GST_TYPE_BASE_TRANSFORM)

static gboolean
test_mortal_sink_event (GstBaseTransform *filter, GstEvent *event)
{
  note_header (&((TestMortal *) filter)->life, event);
  return GST_BASE_TRANSFORM_CLASS (test_mortal_parent_class)
      ->sink_event (filter, event);
}

static GstFlowReturn
test_mortal_transform_ip (GstBaseTransform *filter, GstBuffer *buffer)
{
  return pass (&((TestMortal *) filter)->life, GST_ELEMENT (filter), buffer)
      ? GST_FLOW_OK
      : GST_FLOW_ERROR;
}

static gboolean
test_mortal_stop (GstBaseTransform *filter)
{
  ((TestMortal *) filter)->life.is_dead = TRUE;
  return TRUE;
}

static void
test_mortal_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  set_setting (&((TestMortal *) object)->life, id, value);
}

static void
test_mortal_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  get_setting (&((TestMortal *) object)->life, id, value);
}

static void
test_mortal_finalize (GObject *object)
{
  g_atomic_int_add (&n_alive, -1);
  G_OBJECT_CLASS (test_mortal_parent_class)->finalize (object);
}

static void
test_mortal_init (TestMortal *self)
{
  begin_life (&self->life);
  gst_base_transform_set_passthrough (GST_BASE_TRANSFORM (self), TRUE);
}

static void
test_mortal_class_init (TestMortalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = test_mortal_set_property;
  object_class->get_property = test_mortal_get_property;
  object_class->finalize = test_mortal_finalize;
  klass->sink_event = test_mortal_sink_event;
  klass->transform_ip = test_mortal_transform_ip;
  klass->stop = test_mortal_stop;
  install_settings (object_class);
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (
      element_class, "Mortal", "Filter", "Does not survive", "RemoteMedia");
}

typedef struct
{
  GstElement parent;
  Life life;
  GstPad *sink;
  GstPad *src; /* (nullable) */
} TestParser;

typedef GstElementClass TestParserClass;
static GType test_parser_get_type (void);
G_DEFINE_TYPE (TestParser, test_parser, GST_TYPE_ELEMENT)

static gboolean
copy_header (GstPad *pad, GstEvent **event, gpointer src)
{
  gst_pad_push_event (src, gst_event_ref (*event));
  return TRUE;
}

static void
add_src (TestParser *self)
{
  g_autoptr (GstPadTemplate) template =
      gst_static_pad_template_get (&late_template);

  self->src = gst_pad_new_from_template (template, "src_0");
  gst_pad_set_active (self->src, TRUE);
  gst_pad_sticky_events_foreach (self->sink, copy_header, self->src);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static GstFlowReturn
test_parser_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  TestParser *self = (TestParser *) parent;

  if (!pass (&self->life, GST_ELEMENT (self), buffer)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_ERROR;
  }
  if (self->src == NULL)
    add_src (self);
  return gst_pad_push (self->src, buffer);
}

static gboolean
test_parser_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  TestParser *self = (TestParser *) parent;

  note_header (&self->life, event);
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS && self->src == NULL)
    add_src (self);
  return gst_pad_event_default (pad, parent, event);
}

static GstStateChangeReturn
test_parser_change_state (GstElement *element, GstStateChange change)
{
  TestParser *self = (TestParser *) element;
  GstStateChangeReturn result = GST_ELEMENT_CLASS (test_parser_parent_class)
                                    ->change_state (element, change);

  if (change != GST_STATE_CHANGE_PAUSED_TO_READY)
    return result;
  self->life.is_dead = TRUE;
  if (self->src == NULL ||
      GST_PAD_TEMPLATE_PRESENCE (GST_PAD_PAD_TEMPLATE (self->src)) !=
          GST_PAD_SOMETIMES)
    return result;
  gst_element_remove_pad (element, self->src);
  self->src = NULL;
  return result;
}

static void
test_parser_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  set_setting (&((TestParser *) object)->life, id, value);
}

static void
test_parser_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  get_setting (&((TestParser *) object)->life, id, value);
}

static void
test_parser_finalize (GObject *object)
{
  g_atomic_int_add (&n_alive, -1);
  G_OBJECT_CLASS (test_parser_parent_class)->finalize (object);
}

static void
test_parser_init (TestParser *self)
{
  begin_life (&self->life);
  self->sink = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sink, test_parser_chain);
  gst_pad_set_event_function (self->sink, test_parser_sink_event);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);
}

static void
test_parser_class_init (TestParserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = test_parser_set_property;
  object_class->get_property = test_parser_get_property;
  object_class->finalize = test_parser_finalize;
  klass->change_state = test_parser_change_state;
  install_settings (object_class);
  gst_element_class_add_static_pad_template (klass, &sink_template);
  gst_element_class_add_static_pad_template (klass, &late_template);
  gst_element_class_set_static_metadata (klass, "Mortal parser", "Codec/Parser",
      "Does not survive", "RemoteMedia");
}

typedef TestParser TestDecoder;
typedef TestParserClass TestDecoderClass;
static GType test_decoder_get_type (void);
G_DEFINE_TYPE (TestDecoder, test_decoder, test_parser_get_type ())

static GstStaticPadTemplate coded_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("audio/x-mortal"));
static GstStaticPadTemplate raw_template =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
        GST_STATIC_CAPS ("audio/x-raw,format=F32LE,layout=interleaved,"
                         "rate=48000,channels=1"));

static gboolean
test_decoder_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  g_autoptr (GstCaps) caps = gst_static_pad_template_get_caps (&raw_template);

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return test_parser_sink_event (pad, parent, event);
  note_header (&((TestDecoder *) parent)->life, event);
  gst_event_unref (event);
  return gst_pad_push_event (
      ((TestDecoder *) parent)->src, gst_event_new_caps (caps));
}

static void
test_decoder_init (TestDecoder *self)
{
  gst_element_remove_pad (GST_ELEMENT (self), self->sink);
  self->sink = gst_pad_new_from_static_template (&coded_template, "sink");
  self->src = gst_pad_new_from_static_template (&raw_template, "src");
  gst_pad_set_chain_function (self->sink, test_parser_chain);
  gst_pad_set_event_function (self->sink, test_decoder_sink_event);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static void
test_decoder_class_init (TestDecoderClass *klass)
{
  gst_element_class_add_static_pad_template (klass, &coded_template);
  gst_element_class_add_static_pad_template (klass, &raw_template);
  gst_element_class_set_static_metadata (klass, "Mortal decoder",
      "Codec/Decoder/Audio", "Does not survive", "RemoteMedia");
}

void
rmg_test_register_mortal (void)
{
  gst_element_register (NULL, "mortal", GST_RANK_NONE, test_mortal_get_type ());
  gst_element_register (
      NULL, "mortalparser", GST_RANK_NONE, test_parser_get_type ());
  gst_element_register (
      NULL, "mortaldecoder", GST_RANK_PRIMARY, test_decoder_get_type ());
}
