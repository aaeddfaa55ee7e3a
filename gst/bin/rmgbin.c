/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A manifest as an element. The pads sink and src belong to the first open
 * input and output; sink_ID and src_ID name others by their node.
 *
 * gst-launch-1.0 rmgbin manifest=examples/demo.json */

#include "gst/bin/runtime.h"

#include <rmg/manifest.h>
#include "translator/build/bin.h"

GST_DEBUG_CATEGORY_STATIC (rmg_bin_debug);
#define GST_CAT_DEFAULT rmg_bin_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate sink_id_template = GST_STATIC_PAD_TEMPLATE (
    "sink_%s", GST_PAD_SINK, GST_PAD_REQUEST, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_id_template = GST_STATIC_PAD_TEMPLATE (
    "src_%s", GST_PAD_SRC, GST_PAD_REQUEST, GST_STATIC_CAPS_ANY);

enum
{
  PROP_MANIFEST = 1,
  PROP_MANIFEST_JSON,
  PROP_METRICS,
};

G_DEFINE_FINAL_TYPE (RmgBin, rmg_bin, GST_TYPE_BIN)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (rmgbin, "rmgbin", GST_RANK_NONE,
    RMG_TYPE_BIN,
    GST_DEBUG_CATEGORY_INIT (rmg_bin_debug, "rmgbin", 0, "manifest bin"))

/* -- elements and records -- */

GstElement *
rmg_bin_get_element (RmgBin *self, guint index)
{
  return self->elements->pdata[index];
}

const RmgPlanElement *
rmg_bin_get_step (RmgBin *self, guint index)
{
  return &g_array_index (self->plan->elements, RmgPlanElement, index);
}

guint
rmg_bin_find_index (RmgBin *self, GstObject *object)
{
  for (; object != NULL; object = GST_OBJECT_PARENT (object)) {
    gpointer found = self->indices != NULL
        ? g_hash_table_lookup (self->indices, object)
        : NULL;

    if (found != NULL)
      return GPOINTER_TO_UINT (found) - 1;
    if (object == GST_OBJECT (self))
      break;
  }
  return RMG_PLAN_NONE;
}

static void
make_records (RmgBin *self)
{
  guint n_nodes = self->plan->nodes->len;

  self->nodes = g_new0 (RmgNode, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    self->nodes[i].plan = &g_array_index (self->plan->nodes, RmgPlanNode, i);

  self->indices = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < self->elements->len; i++)
    g_hash_table_insert (
        self->indices, rmg_bin_get_element (self, i), GUINT_TO_POINTER (i + 1));
}

static gboolean
build (RmgBin *self, RmgPlan *plan, GError **error)
{
  GPtrArray *elements = rmg_plan_build (plan, GST_BIN (self), error);

  if (elements == NULL)
    return FALSE;
  self->elements = elements;
  self->plan = rmg_plan_ref (plan);
  make_records (self);
  rmg_bin_supervise (self);
  rmg_bin_connect_hosts (self);
  return TRUE;
}

static void
clear_records (RmgBin *self)
{
  for (guint i = 0; self->nodes != NULL && i < self->plan->nodes->len; i++) {
    g_clear_pointer (&self->nodes[i].fault, rmg_failure_free);
    g_clear_pointer (&self->nodes[i].cpu, rmg_thread_cpu_free);
  }
  g_clear_pointer (&self->nodes, g_free);
  g_clear_pointer (&self->indices, g_hash_table_unref);
  g_clear_pointer (&self->hosts, g_ptr_array_unref);
}

static void
demolish (RmgBin *self)
{
  for (guint i = 0; self->elements != NULL && i < self->elements->len; i++) {
    gst_element_set_state (rmg_bin_get_element (self, i), GST_STATE_NULL);
    gst_bin_remove (GST_BIN (self), rmg_bin_get_element (self, i));
  }
  clear_records (self);
  g_clear_pointer (&self->elements, g_ptr_array_unref);
  g_clear_pointer (&self->plan, rmg_plan_unref);
}

/* A session links straight to the pads of its nodes. */
static void
remove_pads (RmgBin *self)
{
  gst_element_remove_pad (GST_ELEMENT (self), self->sink);
  gst_element_remove_pad (GST_ELEMENT (self), self->src);
  self->sink = self->src = NULL;
}

RmgBin *
rmg_bin_new_for_plan (RmgPlan *plan, const RmgBinListener *listener,
    gpointer data, GError **error)
{
  g_autoptr (RmgBin) self =
      gst_object_ref_sink (g_object_new (RMG_TYPE_BIN, NULL));

  remove_pads (self);
  self->listener = listener;
  self->listener_data = data;
  if (!build (self, plan, error))
    return NULL;
  g_object_force_floating (G_OBJECT (self));
  return g_steal_pointer (&self);
}

GstPad *
rmg_bin_get_port_pad (RmgBin *self, const RmgPlanPort *port)
{
  return gst_element_get_static_pad (
      rmg_bin_get_element (self, port->element), port->pad);
}

/* -- pads of the element -- */

static const RmgPlanPort *
find_port (RmgBin *self, GstPad *pad)
{
  gboolean is_sink = GST_PAD_IS_SINK (pad);
  GArray *ports = is_sink ? self->plan->inputs : self->plan->outputs;
  const char *id = GST_PAD_NAME (pad) + (is_sink ? 5 : 4);

  for (guint i = 0; i < ports->len; i++) {
    const RmgPlanPort *port = &g_array_index (ports, RmgPlanPort, i);

    if (pad == self->sink || pad == self->src ||
        g_strcmp0 (self->nodes[port->node].plan->id, id) == 0)
      return port;
  }
  return NULL;
}

/* The first port belongs to the pad that is always there, until somebody asks
 * for it by the name of its node. */
static void
release_port (RmgBin *self, GstPad *pad, GstPad *target)
{
  GstPad *holder = GST_PAD_IS_SINK (pad) ? self->sink : self->src;
  g_autoptr (GstPad) held = NULL;

  if (holder == pad || gst_pad_is_linked (holder))
    return;
  held = gst_ghost_pad_get_target (GST_GHOST_PAD (holder));
  if (held == target)
    gst_ghost_pad_set_target (GST_GHOST_PAD (holder), NULL);
}

static gboolean
connect_pad (RmgBin *self, GstPad *pad)
{
  const RmgPlanPort *port = find_port (self, pad);
  g_autoptr (GstPad) target = NULL;

  if (port == NULL) {
    gst_ghost_pad_set_target (GST_GHOST_PAD (pad), NULL);
    return pad == self->sink || pad == self->src;
  }
  target = rmg_bin_get_port_pad (self, port);
  release_port (self, pad, target);
  return gst_ghost_pad_set_target (GST_GHOST_PAD (pad), target);
}

static void
connect_pads (RmgBin *self)
{
  for (GList *item = GST_ELEMENT_PADS (self); item != NULL; item = item->next)
    if (!connect_pad (self, item->data) && self->manifest_error == NULL)
      g_set_error (&self->manifest_error, RMG_ERROR, RMG_ERROR_UNKNOWN_NODE,
          "pad %s: the manifest has no such open input or output",
          GST_PAD_NAME (item->data));
}

/* Who feeds the bin learns of a failure as the end of the stream: of an error
 * it would make an echo. */
static GstFlowReturn
end_feeder (GstObject *self, GstFlowReturn flow)
{
  if (flow < GST_FLOW_EOS && rmg_bin_report_flow (RMG_BIN (self), flow))
    return GST_FLOW_EOS;
  return flow;
}

static GstFlowReturn
sink_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  return end_feeder (parent, gst_proxy_pad_chain_default (pad, parent, buffer));
}

static GstFlowReturn
sink_chain_list (GstPad *pad, GstObject *parent, GstBufferList *list)
{
  return end_feeder (
      parent, gst_proxy_pad_chain_list_default (pad, parent, list));
}

static GstPad *
new_pad (const char *name, GstPadTemplate *template)
{
  GstPad *pad = gst_ghost_pad_new_no_target_from_template (name, template);

  if (GST_PAD_IS_SINK (pad)) {
    gst_pad_set_chain_function (pad, sink_chain);
    gst_pad_set_chain_list_function (pad, sink_chain_list);
  }
  return pad;
}

static GstPad *
rmg_bin_request_new_pad (GstElement *element, GstPadTemplate *template,
    const char *name, const GstCaps *caps)
{
  RmgBin *self = RMG_BIN (element);
  GstPad *pad;

  if (name == NULL)
    return NULL;
  pad = new_pad (name, template);
  if (self->plan != NULL && !connect_pad (self, pad)) {
    GST_WARNING_OBJECT (self, "no open input or output for pad %s", name);
    gst_object_unref (gst_object_ref_sink (pad));
    return NULL;
  }
  gst_pad_set_active (pad, TRUE);
  gst_element_add_pad (element, pad);
  return pad;
}

static void
rmg_bin_release_pad (GstElement *element, GstPad *pad)
{
  gst_element_remove_pad (element, pad);
}

/* -- the manifest -- */

static RmgGraph *
load_graph (RmgBin *self, GError **error)
{
  g_autoptr (RmgManifest) manifest = NULL;

  if (self->manifest_json == NULL)
    return rmg_graph_load (self->manifest, NULL, error);
  manifest = rmg_manifest_new_from_data (
      self->manifest_json, -1, "manifest-json", NULL, error);
  return manifest != NULL ? rmg_graph_new_from_manifest (manifest, NULL, error)
                          : NULL;
}

/* Errors are kept: a property cannot fail, a state change can. */
static void
load_manifest (RmgBin *self)
{
  RmgPlanOptions options = { RMG_FRAMING_STREAM, RMG_THREADING_THREADED };
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (RmgPlan) plan = NULL;

  g_clear_error (&self->manifest_error);
  demolish (self);
  graph = load_graph (self, &self->manifest_error);
  if (graph != NULL)
    plan = rmg_plan_new (graph, &options, NULL, &self->manifest_error);
  if (plan == NULL || !build (self, plan, &self->manifest_error))
    return;
  rmg_bin_measure (self);
  connect_pads (self);
}

static void
set_manifest (RmgBin *self, char **field, const GValue *value)
{
  if (GST_STATE (self) > GST_STATE_READY) {
    GST_WARNING_OBJECT (self, "the manifest can be set in NULL and READY only");
    return;
  }
  g_clear_pointer (&self->manifest, g_free);
  g_clear_pointer (&self->manifest_json, g_free);
  *field = g_value_dup_string (value);
  if (*field != NULL)
    load_manifest (self);
}

static gboolean
is_ready_to_run (RmgBin *self)
{
  if (self->manifest_error != NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS,
        ("%s", self->manifest_error->message), (NULL));
    return FALSE;
  }
  if (self->plan == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS, ("No manifest was given."),
        ("set manifest or manifest-json"));
    return FALSE;
  }
  return TRUE;
}

void
rmg_bin_chain_up_message (GstBin *bin, GstMessage *message)
{
  GST_BIN_CLASS (rmg_bin_parent_class)->handle_message (bin, message);
}

/* -- readers that still look for their media --
 *
 * The bin above must not wait for them, so what they have to say about it stays
 * inside. GstBin sees all the same that they are not done, goes on without them
 * and tells so, again and again, as it would be asked again and again. */

static gboolean
is_reader (RmgBin *self, guint element)
{
  const RmgPlanElement *step = rmg_bin_get_step (self, element);

  return self->nodes[step->node].plan->flags & RMG_NODE_SOURCE;
}

static gboolean
is_async (RmgBin *self, guint element)
{
  return gst_element_get_state (rmg_bin_get_element (self, element), NULL, NULL,
             0) == GST_STATE_CHANGE_ASYNC;
}

static gboolean
waits_for_readers_only (RmgBin *self)
{
  for (guint i = 0; i < self->elements->len; i++)
    if (!is_reader (self, i) && is_async (self, i))
      return FALSE;
  return TRUE;
}

/* GstBin tells that it has gone on also where it never told that it waits. */
static gboolean
rmg_bin_post_message (GstElement *element, GstMessage *message)
{
  RmgBin *self = RMG_BIN (element);
  const gboolean own = GST_MESSAGE_SRC (message) == GST_OBJECT_CAST (self);

  if (own && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_START)
    g_atomic_int_set (&self->told_async, TRUE);
  if (own && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE &&
      !g_atomic_int_compare_and_exchange (&self->told_async, TRUE, FALSE)) {
    gst_message_unref (message);
    return TRUE;
  }
  return GST_ELEMENT_CLASS (rmg_bin_parent_class)
      ->post_message (element, message);
}

/* GstBin stays in PAUSED if a child is not done when it goes to PLAYING. */
static void
go_on_without_readers (RmgBin *self, GstStateChange transition)
{
  if (transition != GST_STATE_CHANGE_PAUSED_TO_PLAYING)
    return;
  GST_OBJECT_LOCK (self);
  GST_STATE_NEXT (self) = GST_STATE_PENDING (self) = GST_STATE_PLAYING;
  GST_OBJECT_UNLOCK (self);
}

static GstStateChangeReturn
rmg_bin_change_state (GstElement *element, GstStateChange transition)
{
  RmgBin *self = RMG_BIN (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !is_ready_to_run (self))
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) {
    for (guint i = 0; i < self->plan->nodes->len; i++)
      self->nodes[i].failed = self->nodes[i].ended = FALSE;
    rmg_bin_set_closing (self, FALSE);
  }
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY ||
      transition == GST_STATE_CHANGE_READY_TO_NULL)
    rmg_bin_set_closing (self, TRUE);
  result = GST_ELEMENT_CLASS (rmg_bin_parent_class)
               ->change_state (element, transition);
  if (result != GST_STATE_CHANGE_ASYNC || !waits_for_readers_only (self))
    return result;
  go_on_without_readers (self, transition);
  return GST_STATE_CHANGE_SUCCESS;
}

/* -- properties -- */

static char *
write_metrics (RmgBin *self)
{
  g_autofree RmgNodeMetrics *nodes = NULL;
  RmgMetrics metrics = { .duration_ns = RMG_METRIC_UNKNOWN,
    .start_us = RMG_METRIC_UNKNOWN,
    .end_us = RMG_METRIC_UNKNOWN,
    .media_ns = RMG_METRIC_UNKNOWN,
    .peak_memory_bytes = RMG_METRIC_UNKNOWN,
    .executions = 1,
    .threaded = TRUE };

  if (self->plan == NULL)
    return NULL;
  nodes = g_new (RmgNodeMetrics, self->plan->nodes->len);
  rmg_bin_read_metrics (self, nodes);
  metrics.nodes = nodes;
  metrics.n_nodes = self->plan->nodes->len;
  return rmg_metrics_to_json (&metrics);
}

static void
rmg_bin_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  RmgBin *self = RMG_BIN (object);

  switch (id) {
    case PROP_MANIFEST:
      set_manifest (self, &self->manifest, value);
      break;
    case PROP_MANIFEST_JSON:
      set_manifest (self, &self->manifest_json, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

static void
rmg_bin_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  RmgBin *self = RMG_BIN (object);

  switch (id) {
    case PROP_MANIFEST:
      g_value_set_string (value, self->manifest);
      break;
    case PROP_MANIFEST_JSON:
      g_value_set_string (value, self->manifest_json);
      break;
    case PROP_METRICS:
      g_value_take_string (value, write_metrics (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

static void
rmg_bin_dispose (GObject *object)
{
  demolish (RMG_BIN (object));
  G_OBJECT_CLASS (rmg_bin_parent_class)->dispose (object);
}

static void
rmg_bin_finalize (GObject *object)
{
  RmgBin *self = RMG_BIN (object);

  g_free (self->manifest);
  g_free (self->manifest_json);
  g_clear_error (&self->manifest_error);
  g_mutex_clear (&self->restart_lock);
  G_OBJECT_CLASS (rmg_bin_parent_class)->finalize (object);
}

static void
rmg_bin_init (RmgBin *self)
{
  g_autoptr (GstPadTemplate) sink =
      gst_static_pad_template_get (&sink_template);
  g_autoptr (GstPadTemplate) src = gst_static_pad_template_get (&src_template);

  g_mutex_init (&self->restart_lock);
  self->sink = new_pad ("sink", sink);
  self->src = new_pad ("src", src);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static void
install_properties (GObjectClass *klass)
{
  g_object_class_install_property (klass, PROP_MANIFEST,
      g_param_spec_string ("manifest", "Manifest",
          "Path of the manifest to run", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (klass, PROP_MANIFEST_JSON,
      g_param_spec_string ("manifest-json", "Manifest as JSON",
          "Text of the manifest to run", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (klass, PROP_METRICS,
      g_param_spec_string ("metrics", "Metrics",
          "What the nodes have done so far, as JSON", NULL,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
rmg_bin_class_init (RmgBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = rmg_bin_set_property;
  object_class->get_property = rmg_bin_get_property;
  object_class->dispose = rmg_bin_dispose;
  object_class->finalize = rmg_bin_finalize;
  element_class->change_state = rmg_bin_change_state;
  element_class->post_message = rmg_bin_post_message;
  element_class->request_new_pad = rmg_bin_request_new_pad;
  element_class->release_pad = rmg_bin_release_pad;
  GST_BIN_CLASS (klass)->handle_message = rmg_bin_handle_message;
  install_properties (object_class);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_add_static_pad_template (element_class, &sink_id_template);
  gst_element_class_add_static_pad_template (element_class, &src_id_template);
  gst_element_class_set_static_metadata (element_class, "RemoteMedia manifest",
      "Generic/Bin", "Runs a manifest as one element", "RemoteMedia");
}
