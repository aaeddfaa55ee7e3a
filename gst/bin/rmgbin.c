/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A manifest as an element. The pads sink and src are the first open input and
 * output; sink_ID and src_ID are those of the node ID.
 *
 * gst-launch-1.0 rmgbin manifest=examples/demo.json */

#include "gst/bin/rmgbin.h"

#include "gst/bin/async.h"
#include "gst/bin/held-errors.h"
#include "gst/bin/log.h"
#include "gst/bin/manifest-source.h"
#include "gst/bin/measure.h"
#include "gst/bin/ports.h"
#include "gst/bin/readers.h"
#include "gst/bin/stop.h"
#include "gst/supervision/isolation.h"

GstDebugCategory *rmg_bin_debug;

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
  PROP_METRICS = RMG_MANIFEST_SOURCE_N_PROPERTIES,
  PROP_STALL_REPORT,
  PROP_CLOSE_TIMEOUT,
};

#define DEFAULT_CLOSE_TIMEOUT_MS 5000

struct _RmgBin
{
  GstBin parent;

  RmgRuntime *runtime; /* (nullable): until a valid manifest is set */
  RmgPorts ports;
  RmgAsync async;
  RmgHeldErrors errors;
  RmgStop stop;
  guint close_timeout_ms; /* atomic; 0: no limit */

  RmgManifestSource source;
  GError *manifest_error; /* (nullable): posted on the way to READY */
};

G_DEFINE_FINAL_TYPE (RmgBin, rmg_bin, GST_TYPE_BIN)
GST_ELEMENT_REGISTER_DEFINE (rmgbin, "rmgbin", GST_RANK_NONE, RMG_TYPE_BIN)

/* A guard around this bin must not repeat the attempts of its own guards. */
static void
post_failure (RmgNode *node, RmgFault *fault, gpointer data)
{
  RmgBin *self = data;
  GstStructure *details = rmg_fault_to_structure (fault, "rmg-fault");

  gst_structure_set (details, "rmg-retryable", G_TYPE_BOOLEAN, FALSE, NULL);
  rmg_held_errors_post (&self->errors,
      gst_message_new_error_with_details (
          GST_OBJECT (self), (GError *) fault->error, fault->debug, details),
      rmg_isolation_has_output (rmg_runtime_get_nodes (self->runtime)));
}

static gboolean
pass_message (GstMessage *message, gpointer data)
{
  return FALSE;
}

static void
ignore (gpointer data)
{
}

static void
ignore_task (guint node, gpointer data)
{
}

static const RmgListener application = {
  post_failure,
  pass_message,
  ignore,
  ignore_task,
  ignore,
};

static void
demolish (RmgBin *self)
{
  rmg_ports_connect (&self->ports, NULL, NULL);
  if (self->runtime != NULL)
    rmg_runtime_free (self->runtime);
  self->runtime = NULL;
}

RmgBin *
rmg_bin_new_for_plan (
    RmgPlan *plan, const RmgListener *listener, gpointer data, GError **error)
{
  g_autoptr (RmgBin) self =
      gst_object_ref_sink (g_object_new (RMG_TYPE_BIN, NULL));

  rmg_ports_remove (&self->ports);
  self->close_timeout_ms = 0; /* the owner of the bin has a limit */
  self->runtime = rmg_runtime_new (GST_BIN (self), plan, listener, data, error);
  if (self->runtime == NULL)
    return NULL;
  g_object_force_floating (G_OBJECT (self));
  return g_steal_pointer (&self);
}

RmgRuntime *
rmg_bin_get_runtime (RmgBin *self)
{
  return self->runtime;
}

static GstPad *
rmg_bin_request_new_pad (GstElement *element, GstPadTemplate *template,
    const char *name, const GstCaps *caps)
{
  return rmg_ports_request (&RMG_BIN (element)->ports, template, name);
}

static void
rmg_bin_release_pad (GstElement *element, GstPad *pad)
{
  gst_element_remove_pad (element, pad);
}

static gboolean
load_manifest (RmgBin *self, GError **error)
{
  RmgPlanOptions options = { RMG_FRAMING_STREAM, RMG_THREADING_THREADED };
  g_autoptr (RmgGraph) graph = rmg_manifest_source_load (&self->source, error);
  g_autoptr (RmgPlan) plan = NULL;

  if (graph == NULL)
    return FALSE;
  plan = rmg_plan_new (graph, &options, NULL, error);
  if (plan == NULL)
    return FALSE;
  self->runtime =
      rmg_runtime_new (GST_BIN (self), plan, &application, self, error);
  if (self->runtime == NULL)
    return FALSE;
  rmg_runtime_measure (self->runtime);
  rmg_runtime_measure_ports (self->runtime);
  return rmg_ports_connect (&self->ports, self->runtime, error);
}

static gboolean
can_load (RmgBin *self)
{
  if (GST_STATE (self) <= GST_STATE_READY && !rmg_stop_is_left (&self->stop))
    return TRUE;
  GST_WARNING_OBJECT (self, "the manifest can be set in NULL and READY only");
  return FALSE;
}

/* Setting a property cannot fail, a state change can, so the error is kept. The
 * properties are set in any order. */
static void
load (RmgBin *self)
{
  g_clear_error (&self->manifest_error);
  demolish (self);
  if (!load_manifest (self, &self->manifest_error))
    GST_DEBUG_OBJECT (self, "%s", self->manifest_error->message);
}

static void
set_source (RmgBin *self, guint id, const GValue *value)
{
  if (can_load (self) && rmg_manifest_source_set (&self->source, id, value))
    load (self);
}

static gboolean
is_ready_to_run (RmgBin *self)
{
  if (rmg_stop_is_left (&self->stop)) {
    GST_ELEMENT_ERROR (self, CORE, STATE_CHANGE,
        ("A node of the last run has not returned yet."), (NULL));
    return FALSE;
  }
  if (self->manifest_error != NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS,
        ("%s", self->manifest_error->message), (NULL));
    return FALSE;
  }
  if (self->runtime == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS, ("No manifest is set."),
        ("set the property manifest or manifest-json"));
    return FALSE;
  }
  return TRUE;
}

static void
rmg_bin_handle_message (GstBin *bin, GstMessage *message)
{
  RmgBin *self = RMG_BIN (bin);

  if (self->runtime != NULL &&
      rmg_runtime_handle_message (self->runtime, message))
    gst_message_unref (message);
  else
    GST_BIN_CLASS (rmg_bin_parent_class)->handle_message (bin, message);
}

static gboolean
rmg_bin_post_message (GstElement *element, GstMessage *message)
{
  if (rmg_async_is_repeated (&RMG_BIN (element)->async, element, message)) {
    gst_message_unref (message);
    return TRUE;
  }
  return GST_ELEMENT_CLASS (rmg_bin_parent_class)
      ->post_message (element, message);
}

static GstStateChangeReturn
stop_elements (GstElement *element, GstStateChange transition)
{
  RmgBin *self = RMG_BIN (element);

  rmg_held_errors_close (&self->errors);
  if (self->runtime != NULL)
    rmg_runtime_stop (self->runtime);
  return GST_ELEMENT_CLASS (rmg_bin_parent_class)
      ->change_state (element, transition);
}

static void
warn_of_blocked (RmgBin *self)
{
  g_autoptr (RmgStallReport) report =
      rmg_runtime_take_stall_report (self->runtime);
  g_autofree char *blocking = rmg_stall_report_describe_blocking (report);
  g_autoptr (GError) error = g_error_new (RMG_ERROR, RMG_ERROR_ABANDONED,
      "%s; the bin went down without it", blocking);

  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_warning (GST_OBJECT (self), error, NULL));
}

static GstStateChangeReturn
go_down (RmgBin *self, GstStateChange transition)
{
  GstStateChangeReturn result = GST_STATE_CHANGE_SUCCESS;

  if (!rmg_stop_run (&self->stop, GST_ELEMENT (self), transition, stop_elements,
          (guint) g_atomic_int_get (&self->close_timeout_ms), &result))
    warn_of_blocked (self);
  return result;
}

/* Returns: %FALSE if a node was given up */
static gboolean
prepare_start (RmgBin *self, GstStateChange transition)
{
  if (transition == GST_STATE_CHANGE_NULL_TO_READY)
    rmg_runtime_prepare_late_start (self->runtime);
  if (transition != GST_STATE_CHANGE_READY_TO_PAUSED)
    return TRUE;
  rmg_held_errors_open (&self->errors);
  rmg_runtime_start (self->runtime);
  return rmg_runtime_start_nodes (self->runtime);
}

static guint
count_outer_bins (RmgBin *self)
{
  GstObject *outer = GST_OBJECT_PARENT (self);
  guint n = 0;

  for (; outer != NULL; outer = GST_OBJECT_PARENT (outer))
    n += RMG_IS_BIN (outer) ? 1 : 0;
  return n;
}

static GstStateChangeReturn
rmg_bin_change_state (GstElement *element, GstStateChange transition)
{
  RmgBin *self = RMG_BIN (element);
  gboolean goes_up = transition == GST_STATE_CHANGE_NULL_TO_READY ||
      transition == GST_STATE_CHANGE_READY_TO_PAUSED;
  GstStateChangeReturn result;

  if (goes_up && !is_ready_to_run (self))
    return GST_STATE_CHANGE_FAILURE;
  if (rmg_stop_is_left (&self->stop)) /* the elements follow by themselves */
    return GST_STATE_CHANGE_SUCCESS;
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY ||
      transition == GST_STATE_CHANGE_READY_TO_NULL)
    return go_down (self, transition);
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    rmg_measure_set_depth (
        rmg_runtime_get_nodes (self->runtime), count_outer_bins (self));
  result = prepare_start (self, transition)
      ? GST_ELEMENT_CLASS (rmg_bin_parent_class)
            ->change_state (element, transition)
      : GST_STATE_CHANGE_FAILURE;
  if (result == GST_STATE_CHANGE_FAILURE)
    rmg_held_errors_flush (&self->errors);
  if (result != GST_STATE_CHANGE_ASYNC ||
      !rmg_readers_are_last (
          rmg_runtime_get_nodes (self->runtime), GST_BIN (element)))
    return result;
  rmg_async_skip_readers (element, transition);
  return GST_STATE_CHANGE_SUCCESS;
}

static char *
write_metrics (RmgBin *self)
{
  g_autoptr (RmgMetrics) metrics = NULL;

  if (self->runtime == NULL)
    return NULL;
  metrics = rmg_metrics_new (
      rmg_node_set_get_n_nodes (rmg_runtime_get_nodes (self->runtime)));
  metrics->executions = 1;
  metrics->threaded = TRUE;
  metrics->memory_bytes = 0;
  rmg_runtime_read_metrics (self->runtime, metrics);
  return rmg_metrics_to_json (metrics);
}

static char *
write_stall_report (RmgBin *self)
{
  g_autoptr (RmgStallReport) report = NULL;

  if (self->runtime == NULL)
    return NULL;
  report = rmg_runtime_take_stall_report (self->runtime);
  return rmg_stall_report_to_json (report);
}

static void
rmg_bin_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  RmgBin *self = RMG_BIN (object);

  switch (id) {
    case PROP_CLOSE_TIMEOUT:
      g_atomic_int_set (
          &self->close_timeout_ms, (int) g_value_get_uint (value));
      break;
    default:
      set_source (self, id, value);
  }
}

static void
rmg_bin_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  RmgBin *self = RMG_BIN (object);

  switch (id) {
    case PROP_METRICS:
      g_value_take_string (value, write_metrics (self));
      break;
    case PROP_STALL_REPORT:
      g_value_take_string (value, write_stall_report (self));
      break;
    case PROP_CLOSE_TIMEOUT:
      g_value_set_uint (
          value, (guint) g_atomic_int_get (&self->close_timeout_ms));
      break;
    default:
      rmg_manifest_source_get (&self->source, id, value);
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

  rmg_manifest_source_clear (&self->source);
  g_clear_error (&self->manifest_error);
  rmg_held_errors_clear (&self->errors);
  G_OBJECT_CLASS (rmg_bin_parent_class)->finalize (object);
}

static void
rmg_bin_init (RmgBin *self)
{
  self->close_timeout_ms = DEFAULT_CLOSE_TIMEOUT_MS;
  rmg_held_errors_init (&self->errors, GST_ELEMENT (self));
  rmg_ports_init (&self->ports, GST_ELEMENT (self));
}

static void
install_properties (GObjectClass *klass)
{
  rmg_manifest_source_install (klass);
  g_object_class_install_property (klass, PROP_METRICS,
      g_param_spec_string ("metrics", "Metrics",
          "Counters and times of the nodes, as JSON", NULL,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (klass, PROP_STALL_REPORT,
      g_param_spec_string ("stall-report", "Stall report",
          "Activity of each node at this moment, as JSON", NULL,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (klass, PROP_CLOSE_TIMEOUT,
      g_param_spec_uint ("close-timeout-ms", "Close time-out",
          "Time after which the bin goes down without elements that block; "
          "0 for no limit",
          0, G_MAXINT, DEFAULT_CLOSE_TIMEOUT_MS,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
              GST_PARAM_MUTABLE_PLAYING));
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
  GST_DEBUG_CATEGORY_INIT (
      rmg_bin_debug, "rmgbin", 0, "building, ports and states of a manifest");

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_add_static_pad_template (element_class, &sink_id_template);
  gst_element_class_add_static_pad_template (element_class, &src_id_template);
  gst_element_class_set_static_metadata (element_class, "RemoteMedia manifest",
      "Generic/Bin", "Runs a manifest as one element",
      "The RemoteMedia authors");
}
