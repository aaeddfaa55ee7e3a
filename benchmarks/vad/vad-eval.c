/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* vad-eval AUDIO LABELS [AUDIO LABELS ...]: accuracy of each engine of rmgvad
 * against labels of speech; prints a row for each recording and one for all, as
 * a table or, with --json, as a line of JSON each. */
#include "benchmarks/vad/vad-score.h"

#include <gst/gst.h>

#include <math.h>

/* Default of rmgvad: shorter pauses do not end speech. */
#define MIN_SILENCE_S 0.3

GST_ELEMENT_REGISTER_DECLARE (rmgvad)

static const char *const engines[] = { "adaptive", "energy" };

static gboolean as_json = FALSE;
static double threshold = 0.5;
static char **paths = NULL;

static const GOptionEntry options[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print a line of JSON a row",
      NULL },
  { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &threshold,
      "Speech from this probability on (0.5)", "PROBABILITY" },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL,
      "AUDIO LABELS [AUDIO LABELS ...]" },
  { NULL },
};

/* One engine on one recording. */
typedef struct
{
  GArray *labels;   /* (transfer none) */
  VadScore *score;  /* (transfer none) */
  GArray *detected; /* VadSpan */
  double frame_s;
} Evaluation;

static double
get_seconds (const GstStructure *structure, const char *field)
{
  guint64 time = 0;

  gst_structure_get_uint64 (structure, field, &time);
  return (double) time / GST_SECOND;
}

static void
take_frame (Evaluation *self, const GstStructure *structure)
{
  const double start_s = get_seconds (structure, "running-time");
  VadFrame frame;

  gst_structure_get (structure, "probability", G_TYPE_DOUBLE,
      &frame.probability, "speech", G_TYPE_BOOLEAN, &frame.detected, NULL);
  frame.labelled =
      vad_labels_hold (self->labels, start_s, start_s + self->frame_s);
  g_array_append_val (self->score->frames, frame);
}

static void
take_edge (Evaluation *self, const GstStructure *structure)
{
  const double time_s = get_seconds (structure, "running-time");

  if (g_strcmp0 (gst_structure_get_string (structure, "event"), "start") == 0) {
    const VadSpan span = { time_s, INFINITY };

    g_array_append_val (self->detected, span);
  } else if (self->detected->len > 0) {
    g_array_index (self->detected, VadSpan, self->detected->len - 1).end_s =
        time_s;
  }
}

/* Returns: whether there may be more output */
static gboolean
take_message (Evaluation *self, GstMessage *message, GError **error)
{
  const GstStructure *structure = gst_message_get_structure (message);

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, error, NULL);
      return FALSE;
    case GST_MESSAGE_EOS:
      return FALSE;
    case GST_MESSAGE_ELEMENT:
      if (gst_structure_has_name (structure, "rmgvad-frame"))
        take_frame (self, structure);
      else if (gst_structure_has_name (structure, "rmgvad"))
        take_edge (self, structure);
      return TRUE;
    default:
      return TRUE;
  }
}

static GstElement *
make_pipeline (const char *audio, const char *engine, GError **error)
{
  g_autofree char *launch = g_strdup_printf (
      "filesrc name=source ! decodebin ! rmgvad name=vad engine=%s "
      "post-frames=true probability-threshold=%.17g ! fakesink sync=false",
      engine, threshold);
  GstElement *pipeline = gst_parse_launch (launch, error);
  g_autoptr (GstElement) source = NULL;

  if (pipeline == NULL)
    return NULL;
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_object_set (source, "location", audio, NULL);
  return pipeline;
}

static gboolean
run (Evaluation *self, GstElement *pipeline, GError **error)
{
  g_autoptr (GstElement) vad = gst_bin_get_by_name (GST_BIN (pipeline), "vad");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GError *wrong = NULL;
  gboolean goes_on = TRUE;
  guint frame_ms;

  g_object_get (vad, "frame-ms", &frame_ms, NULL);
  self->frame_s = 1e-3 * frame_ms;
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (goes_on) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop (bus, GST_CLOCK_TIME_NONE);

    goes_on = take_message (self, message, &wrong);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (wrong != NULL)
    g_propagate_error (error, wrong);
  return wrong == NULL;
}

static gboolean
evaluate (const char *audio, const char *labels, const char *engine,
    VadScore *score, GError **error)
{
  g_autoptr (GArray) labelled = vad_labels_read (labels, error);
  g_autoptr (GArray) detected = g_array_new (FALSE, FALSE, sizeof (VadSpan));
  g_autoptr (GArray) joined = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  Evaluation evaluation = { labelled, score, detected, 0.0 };

  if (labelled == NULL)
    return FALSE;
  pipeline = make_pipeline (audio, engine, error);
  if (pipeline == NULL || !run (&evaluation, pipeline, error)) {
    g_prefix_error (error, "%s: ", audio);
    return FALSE;
  }
  joined = vad_labels_join (labelled, MIN_SILENCE_S);
  vad_score_add_edges (score, joined, detected);
  return TRUE;
}

/* NULL without anything to count. */
static char *
format_number (double value, const char *format)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    return NULL;
  return g_strdup (g_ascii_formatd (text, sizeof text, format, value));
}

typedef struct
{
  const char *name; /* of the JSON field */
  double value;
  const char *format;
  int width; /* of the table column */
} Figure;

static void
print_json (const char *engine, const char *audio, const Figure *figures,
    guint n_figures)
{
  g_autofree char *escaped = g_strescape (audio, NULL);

  g_print ("{\"engine\":\"%s\",\"audio\":\"%s\"", engine, escaped);
  for (guint i = 0; i < n_figures; i++) {
    g_autofree char *text = format_number (figures[i].value, figures[i].format);

    g_print (",\"%s\":%s", figures[i].name, text ? text : "null");
  }
  g_print ("}\n");
}

static void
print_table_row (const char *engine, const char *audio, const Figure *figures,
    guint n_figures)
{
  g_print ("%-9s", engine);
  for (guint i = 0; i < n_figures; i++) {
    g_autofree char *text = format_number (figures[i].value, figures[i].format);

    g_print (" %*s", figures[i].width, text ? text : "-");
  }
  g_print ("  %s\n", audio);
}

static void
print_row (const char *engine, const char *audio, const VadScore *score)
{
  const Figure figures[] = {
    { "n_frames", score->frames->len, "%.0f", 7 },
    { "auc", vad_score_find_auc (score), "%.4f", 6 },
    { "f1", vad_score_find_f1 (score), "%.4f", 6 },
    { "miss", vad_score_find_miss (score), "%.4f", 6 },
    { "false_alarm", vad_score_find_false_alarm (score), "%.4f", 6 },
    { "start_error_ms", vad_score_find_median (score->starts, TRUE), "%.0f",
        5 },
    { "start_late_ms", vad_score_find_median (score->starts, FALSE), "%.0f",
        5 },
    { "end_error_ms", vad_score_find_median (score->ends, TRUE), "%.0f", 5 },
    { "end_late_ms", vad_score_find_median (score->ends, FALSE), "%.0f", 5 },
    { "n_edges_found", score->starts->len + score->ends->len, "%.0f", 5 },
    { "n_edges", score->n_edges, "%.0f", 5 },
  };

  if (as_json)
    print_json (engine, audio, figures, G_N_ELEMENTS (figures));
  else
    print_table_row (engine, audio, figures, G_N_ELEMENTS (figures));
}

static gboolean
evaluate_all (const char *engine, GError **error)
{
  gboolean done = TRUE;
  VadScore total;

  vad_score_init (&total);
  for (guint i = 0; paths[i] != NULL && done; i += 2) {
    VadScore score;

    vad_score_init (&score);
    done = evaluate (paths[i], paths[i + 1], engine, &score, error);
    if (done)
      print_row (engine, paths[i], &score);
    vad_score_add (&total, &score);
    vad_score_clear (&score);
  }
  if (done)
    print_row (engine, "total", &total);
  vad_score_clear (&total);
  return done;
}

static gboolean
parse_command_line (int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (paths != NULL && g_strv_length (paths) % 2 == 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
      "expected AUDIO LABELS [AUDIO LABELS ...]");
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (!parse_command_line (&argc, &argv, &error)) {
    g_printerr ("vad-eval: %s\n", error->message);
    return 2;
  }
  GST_ELEMENT_REGISTER (rmgvad, NULL);
  if (!as_json)
    g_print ("%-9s %7s %6s %6s %6s %6s %11s %11s %11s\n", "engine", "frames",
        "AUC", "F1", "miss", "false", "start/late", "end/late ms", "edges");
  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    if (!evaluate_all (engines[i], &error)) {
      g_printerr ("vad-eval: %s\n", error->message);
      return 1;
    }
  return 0;
}
