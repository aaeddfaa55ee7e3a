/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A demuxer for files with one stream, whose pad is there from the start. decodebin
 * puts no multiqueue after an element with such a pad.
 *
 * gst-launch-1.0 filesrc location=talk.opus ! rmgsingle ! opusdec !
 *     autoaudiosink */

#include "elements/decode/rmgsingle.h"

GST_DEBUG_CATEGORY_STATIC (single_debug);
#define GST_CAT_DEFAULT single_debug

#define DEFAULT_DEMUXER "oggdemux"

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

enum
{
  PROP_DEMUXER = 1,
};

struct _RmgSingle
{
  GstBin parent;

  char *factory;       /* object lock */
  GstElement *demuxer; /* (nullable): owned by the bin; state changes only */
  GstPad *sink_pad, *src_pad;
};

G_DEFINE_FINAL_TYPE (RmgSingle, rmg_single, GST_TYPE_BIN)
GST_ELEMENT_REGISTER_DEFINE (
    rmgsingle, "rmgsingle", GST_RANK_NONE, RMG_TYPE_SINGLE)

static void
on_pad_added (GstElement *demuxer, GstPad *pad, gpointer data)
{
  RmgSingle *self = data;
  g_autoptr (GstPad) target =
      gst_ghost_pad_get_target (GST_GHOST_PAD (self->src_pad));

  if (!GST_PAD_IS_SRC (pad))
    return;
  GST_DEBUG_OBJECT (self, "%s %" GST_PTR_FORMAT,
      target == NULL ? "stream" : "ignore further stream", (gpointer) pad);
  if (target == NULL)
    gst_ghost_pad_set_target (GST_GHOST_PAD (self->src_pad), pad);
}

static void
on_pad_removed (GstElement *demuxer, GstPad *pad, gpointer data)
{
  RmgSingle *self = data;
  g_autoptr (GstPad) target =
      gst_ghost_pad_get_target (GST_GHOST_PAD (self->src_pad));

  if (target == pad)
    gst_ghost_pad_set_target (GST_GHOST_PAD (self->src_pad), NULL);
}

static char *
dup_factory (RmgSingle *self)
{
  char *factory;

  GST_OBJECT_LOCK (self);
  factory = g_strdup (self->factory);
  GST_OBJECT_UNLOCK (self);
  return factory;
}

static gboolean
add_demuxer (RmgSingle *self)
{
  g_autofree char *factory = dup_factory (self);
  g_autoptr (GstPad) sink = NULL;

  self->demuxer = gst_element_factory_make (factory, NULL);
  if (self->demuxer == NULL) {
    GST_ELEMENT_ERROR (self, CORE, MISSING_PLUGIN,
        ("The element \"%s\" is not installed.", factory), (NULL));
    return FALSE;
  }
  g_signal_connect (
      self->demuxer, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (
      self->demuxer, "pad-removed", G_CALLBACK (on_pad_removed), self);
  gst_bin_add (GST_BIN (self), self->demuxer);
  sink = gst_element_get_static_pad (self->demuxer, "sink");
  return gst_ghost_pad_set_target (GST_GHOST_PAD (self->sink_pad), sink);
}

static void
remove_demuxer (RmgSingle *self)
{
  if (self->demuxer == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->demuxer, self);
  gst_ghost_pad_set_target (GST_GHOST_PAD (self->sink_pad), NULL);
  gst_ghost_pad_set_target (GST_GHOST_PAD (self->src_pad), NULL);
  gst_element_set_state (self->demuxer, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (self), self->demuxer);
  self->demuxer = NULL;
}

static GstStateChangeReturn
rmg_single_change_state (GstElement *element, GstStateChange transition)
{
  RmgSingle *self = RMG_SINGLE (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !add_demuxer (self))
    return GST_STATE_CHANGE_FAILURE;
  result = GST_ELEMENT_CLASS (rmg_single_parent_class)
               ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_READY_TO_NULL ||
      (transition == GST_STATE_CHANGE_NULL_TO_READY &&
          result == GST_STATE_CHANGE_FAILURE))
    remove_demuxer (self);
  return result;
}

static void
rmg_single_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgSingle *self = RMG_SINGLE (object);

  if (id != PROP_DEMUXER) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  GST_OBJECT_LOCK (self);
  g_free (self->factory);
  self->factory = g_value_dup_string (value);
  if (self->factory == NULL)
    self->factory = g_strdup (DEFAULT_DEMUXER);
  GST_OBJECT_UNLOCK (self);
}

static void
rmg_single_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DEMUXER)
    g_value_take_string (value, dup_factory (RMG_SINGLE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rmg_single_finalize (GObject *object)
{
  g_free (RMG_SINGLE (object)->factory);
  G_OBJECT_CLASS (rmg_single_parent_class)->finalize (object);
}

static void
rmg_single_init (RmgSingle *self)
{
  GstElementClass *klass = GST_ELEMENT_GET_CLASS (self);

  self->factory = g_strdup (DEFAULT_DEMUXER);
  self->sink_pad = gst_ghost_pad_new_no_target_from_template (
      "sink", gst_element_class_get_pad_template (klass, "sink"));
  self->src_pad = gst_ghost_pad_new_no_target_from_template (
      "src", gst_element_class_get_pad_template (klass, "src"));
  gst_element_add_pad (GST_ELEMENT (self), self->sink_pad);
  gst_element_add_pad (GST_ELEMENT (self), self->src_pad);
}

static void
rmg_single_class_init (RmgSingleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      single_debug, "rmgsingle", 0, "demuxer of one stream");
  object_class->set_property = rmg_single_set_property;
  object_class->get_property = rmg_single_get_property;
  object_class->finalize = rmg_single_finalize;
  g_object_class_install_property (object_class, PROP_DEMUXER,
      g_param_spec_string ("demuxer", "Demuxer", "Factory of the demuxer",
          DEFAULT_DEMUXER,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
              GST_PARAM_MUTABLE_READY));
  element_class->change_state = rmg_single_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Demuxer of one stream",
      "Codec/Demuxer", "Reads the only stream of a container file",
      "The RemoteMedia authors");
}
