/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Arithmetic on values, one in each buffer. Other data passes unchanged.
 *
 *   … ! application/x-rmg-value ! rmgvalue op=multiply operand=2 ! …
 *
 * The element has no base class, since GstBaseTransform costs more than the
 * arithmetic. Numbers in unshared buffers are changed in place. */

#include "gst/elements/rmgvalue.h"

#include "elements/base/pad.h"
#include <rmg/value-memory.h>
#include "gst/values/ops.h"

#include <math.h>

GST_DEBUG_CATEGORY_STATIC (rmg_value_element_debug);
#define GST_CAT_DEFAULT rmg_value_element_debug

#define DEFAULT_OP RMG_VALUE_OP_PASSTHROUGH
#define DEFAULT_OPERAND 0.0
#define DEFAULT_OPERAND_IS_INTEGER FALSE

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

enum
{
  PROP_OP = 1,
  PROP_OPERAND,
  PROP_OPERAND_IS_INTEGER,
};

typedef struct
{
  RmgValueOp op;
  double operand;
  gboolean operand_is_integer;
} ValueSettings;

struct _RmgValueElement
{
  GstElement parent;

  GstPad *src;
  ValueSettings settings; /* object lock */
};

G_DEFINE_FINAL_TYPE (RmgValueElement, rmg_value_element, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (
    rmgvalue, "rmgvalue", GST_RANK_NONE, RMG_TYPE_VALUE_ELEMENT)

static ValueSettings
copy_settings (RmgValueElement *self)
{
  ValueSettings settings;

  GST_OBJECT_LOCK (self);
  settings = self->settings;
  GST_OBJECT_UNLOCK (self);
  return settings;
}

static RmgNumber
get_operand (const ValueSettings *settings)
{
  double real = settings->operand;

  if (settings->operand_is_integer && real == floor (real) &&
      fabs (real) < 0x1p63)
    return (RmgNumber){ .is_integer = TRUE, .integer = (gint64) real };
  return (RmgNumber){ .is_integer = FALSE, .real = real };
}

/* Returns: (transfer full) (nullable): @buffer (transfer full) with the result */
static GstBuffer *
replace_value (
    GstBuffer *buffer, RmgValueOp op, RmgNumber operand, GError **error)
{
  RmgValue *result =
      rmg_value_compute (op, rmg_value_buffer_peek (buffer), operand, error);

  if (result != NULL)
    return rmg_value_buffer_replace (buffer, result);
  gst_buffer_unref (buffer);
  return NULL;
}

/* @buffer: (transfer full): input
 * Returns: (transfer full) (nullable): output; NULL with @error */
static GstBuffer *
compute_buffer (
    const ValueSettings *settings, GstBuffer *buffer, GError **error)
{
  RmgValue *writable;
  RmgNumber operand, number;

  if (settings->op == RMG_VALUE_OP_PASSTHROUGH ||
      rmg_value_buffer_peek (buffer) == NULL)
    return buffer;

  operand = get_operand (settings);
  writable = rmg_value_buffer_peek_writable (buffer);
  if (writable == NULL || !rmg_number_from_value (&number, writable))
    return replace_value (buffer, settings->op, operand, error);

  if (!rmg_number_compute (settings->op, number, operand, &number, error)) {
    gst_buffer_unref (buffer);
    return NULL;
  }
  rmg_number_store (number, writable);
  return buffer;
}

/* The same value fails again, so no retry helps. */
static GstFlowReturn
post_error (RmgValueElement *self, const GError *error)
{
  GST_ELEMENT_ERROR_WITH_DETAILS (self, STREAM, FAILED, ("%s", error->message),
      ("the value has not been changed"),
      ("rmg-retryable", G_TYPE_BOOLEAN, FALSE, "domain", G_TYPE_STRING,
          g_quark_to_string (error->domain), "code", G_TYPE_INT, error->code,
          NULL));
  return GST_FLOW_ERROR;
}

static GstFlowReturn
rmg_value_element_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgValueElement *self = RMG_VALUE_ELEMENT (parent);
  ValueSettings settings = copy_settings (self);
  g_autoptr (GError) error = NULL;
  GstBuffer *output = compute_buffer (&settings, buffer, &error);

  return output != NULL ? gst_pad_push (self->src, output)
                        : post_error (self, error);
}

typedef struct
{
  ValueSettings settings;
  GError *error; /* (nullable): of the first buffer that failed */
} ListJob;

/* The buffers before the failed one are pushed. */
static gboolean
compute_entry (GstBuffer **buffer, guint index, gpointer user_data)
{
  ListJob *job = user_data;

  if (job->error == NULL)
    *buffer = compute_buffer (&job->settings, *buffer, &job->error);
  else
    gst_clear_buffer (buffer);
  return TRUE;
}

static GstFlowReturn
rmg_value_element_chain_list (
    GstPad *pad, GstObject *parent, GstBufferList *list)
{
  RmgValueElement *self = RMG_VALUE_ELEMENT (parent);
  ListJob job = { copy_settings (self), NULL };
  GstBufferList *writable = gst_buffer_list_make_writable (list);
  g_autoptr (GError) error = NULL;
  GstFlowReturn flow = GST_FLOW_OK;

  gst_buffer_list_foreach (writable, compute_entry, &job);
  error = job.error;
  if (error == NULL || gst_buffer_list_length (writable) > 0)
    flow = gst_pad_push_list (self->src, writable);
  else
    gst_buffer_list_unref (writable);
  return error == NULL || flow != GST_FLOW_OK ? flow : post_error (self, error);
}

/* The default function iterates over the internal links of the pad for each
 * event, which costs more than the event. */
static gboolean
rmg_value_element_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
    GST_INFO_OBJECT (
        parent, "negotiated %" GST_PTR_FORMAT, gst_event_get_structure (event));
  return gst_pad_push_event (RMG_VALUE_ELEMENT (parent)->src, event);
}

static void
rmg_value_element_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgValueElement *self = RMG_VALUE_ELEMENT (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_OP:
      self->settings.op = g_value_get_enum (value);
      break;
    case PROP_OPERAND:
      self->settings.operand = g_value_get_double (value);
      break;
    case PROP_OPERAND_IS_INTEGER:
      self->settings.operand_is_integer = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_value_element_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValueSettings settings = copy_settings (RMG_VALUE_ELEMENT (object));

  switch (id) {
    case PROP_OP:
      g_value_set_enum (value, settings.op);
      break;
    case PROP_OPERAND:
      g_value_set_double (value, settings.operand);
      break;
    case PROP_OPERAND_IS_INTEGER:
      g_value_set_boolean (value, settings.operand_is_integer);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
rmg_value_element_init (RmgValueElement *self)
{
  GstPad *sink = rmg_pad_new (self, "sink");

  self->settings = (ValueSettings){ DEFAULT_OP, DEFAULT_OPERAND,
    DEFAULT_OPERAND_IS_INTEGER };

  gst_pad_set_chain_function (sink, rmg_value_element_chain);
  gst_pad_set_chain_list_function (sink, rmg_value_element_chain_list);
  gst_pad_set_event_function (sink, rmg_value_element_sink_event);
  GST_PAD_SET_PROXY_CAPS (sink);
  GST_PAD_SET_PROXY_SCHEDULING (sink);
  gst_element_add_pad (GST_ELEMENT (self), sink);

  self->src = rmg_pad_new (self, "src");
  GST_PAD_SET_PROXY_CAPS (self->src);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING;

  g_object_class_install_property (object_class, PROP_OP,
      g_param_spec_enum ("op", "Operation", "Operation on each number",
          RMG_TYPE_VALUE_OP, DEFAULT_OP, flags));
  g_object_class_install_property (object_class, PROP_OPERAND,
      g_param_spec_double ("operand", "Operand",
          "Second operand: the factor or the addend", -G_MAXDOUBLE, G_MAXDOUBLE,
          DEFAULT_OPERAND, flags));
  g_object_class_install_property (object_class, PROP_OPERAND_IS_INTEGER,
      g_param_spec_boolean ("operand-is-integer", "Operand is an integer",
          "Whether operand is an integer, so that integers stay integers; a "
          "result that exceeds 64 bits is an error",
          DEFAULT_OPERAND_IS_INTEGER, flags));
}

static void
rmg_value_element_class_init (RmgValueElementClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = rmg_value_element_set_property;
  object_class->get_property = rmg_value_element_get_property;
  install_properties (object_class);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Value arithmetic",
      "Filter", "Multiplies or adds to numbers and lists of numbers",
      "The RemoteMedia authors");
  gst_type_mark_as_plugin_api (RMG_TYPE_VALUE_OP, 0);

  GST_DEBUG_CATEGORY_INIT (
      rmg_value_element_debug, "rmgvalue", 0, "value arithmetic");
}
