/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Readers and writers of files and standard streams. */

#include "translator/plan/recipes.h"

#include "translator/base/location.h"

#include <stdio.h>
#include <string.h>

/* Larger than filesrc's 4 KiB: fewer calls a second. */
#define BLOCK_BYTES (64 * 1024)

static gboolean
is_standard_stream (const char *location)
{
  return g_str_equal (location, "-");
}

static GstCaps *
parse_raw_caps (RmgPlanner *planner, const char *text)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);

  if (caps != NULL && rmg_caps_is_audio (caps))
    return g_steal_pointer (&caps);
  rmg_planner_fail (planner, RMG_ERROR_CAPS,
      "write them as \"audio/x-raw, format=S16LE, rate=16000, channels=1\"",
      "caps \"%s\" are not raw audio", text);
  return NULL;
}

/* Returns: the nick of the value of rawaudioparse's "pcm-format". */
static char *
make_format_nick (const char *format)
{
  return g_strdelimit (g_ascii_strdown (format, -1), "_", '-');
}

/* The parser of samples without header, with their caps. */
static void
realise_raw_parser (RmgPlanner *planner, RmgPart *part, const char *text)
{
  g_autoptr (GstCaps) caps = parse_raw_caps (planner, text);
  GstStructure *structure;
  g_autofree char *nick = NULL;
  const char *format;
  int rate_hz = 0;
  int channels = 0;

  part->main = rmg_planner_add (planner, RMG_ROLE_NODE, "rawaudioparse", "");
  if (caps == NULL)
    return;
  structure = gst_caps_get_structure (caps, 0);
  format = gst_structure_get_string (structure, "format");
  if (format == NULL || !gst_structure_get_int (structure, "rate", &rate_hz) ||
      !gst_structure_get_int (structure, "channels", &channels)) {
    rmg_planner_fail (planner, RMG_ERROR_CAPS, NULL,
        "caps \"%s\" must contain format, rate and channels", text);
    return;
  }
  rmg_planner_set_string (planner, part->main, "format", "pcm");
  nick = make_format_nick (format);
  rmg_planner_set_string (planner, part->main, "pcm-format", nick);
  rmg_planner_set_int (planner, part->main, "sample-rate", rate_hz);
  rmg_planner_set_int (planner, part->main, "num-channels", channels);
  gst_caps_set_simple (caps, "layout", G_TYPE_STRING, "interleaved", NULL);
  part->produces = g_steal_pointer (&caps);
}

/* An element that tries to pull opens the file, closes it and opens it again,
 * which a pipe does not survive. Downstream of a queue no element pulls. */
static guint
add_pipe_queue (RmgPlanner *planner, guint source)
{
  guint queue = rmg_planner_add (planner, RMG_ROLE_NODE, "queue", "pipe");

  rmg_planner_link_pads (planner, source, queue, NULL);
  return queue;
}

static guint
add_stream_source (RmgPlanner *planner)
{
  guint source = rmg_planner_add (planner, RMG_ROLE_NODE, "fdsrc", "source");

  rmg_planner_set_int (planner, source, "fd", 0);
  rmg_planner_set_int (planner, source, "blocksize", BLOCK_BYTES);
  return source;
}

/* The node reads from the network and no file. */
static guint
add_http_source (RmgPlanner *planner, const char *uri)
{
  RmgPlanNode *node = rmg_planner_node (planner);
  guint source =
      rmg_planner_add (planner, RMG_ROLE_NODE, "rmghttpsrc", "source");

  node->flags &= ~RMG_NODE_FILE;
  node->flags |= RMG_NODE_NETWORK | RMG_NODE_RESUMES;
  rmg_planner_set_string (planner, source, "location", uri);
  rmg_planner_set_int (planner, source, "timeout-ms",
      rmg_params_get_int (planner->params, "timeout_ms"));
  return source;
}

static guint
add_file_source (RmgPlanner *planner, const char *path, RmgFileKind kind)
{
  const gboolean is_pipe = kind == RMG_FILE_PIPE;
  guint source =
      rmg_planner_add (planner, RMG_ROLE_NODE, "rmgfilesrc", "source");

  rmg_planner_set_string (planner, source, "location", path);
  rmg_planner_set_int (planner, source, "blocksize", BLOCK_BYTES);
  if (is_pipe)
    return add_pipe_queue (planner, source);
  rmg_planner_node (planner)->flags |= RMG_NODE_RESUMES;
  return source;
}

/* @kind: (out): of the file */
static guint
add_transport (RmgPlanner *planner, const char *text, RmgFileKind *kind)
{
  g_autofree char *path = NULL;

  *kind = RMG_FILE_OTHER;
  switch (rmg_location_read (text, &path)) {
    case RMG_LOCATION_STREAM:
      return add_stream_source (planner);
    case RMG_LOCATION_HTTP:
      return add_http_source (planner, text);
    case RMG_LOCATION_OTHER:
      rmg_planner_fail (planner, RMG_ERROR_OUT_OF_RANGE, NULL,
          "\"%s\" is neither a file nor an http or https URI", text);
      return add_file_source (planner, path, *kind);
    default:
      *kind = rmg_planner_probe (planner, path);
      return add_file_source (planner, path, *kind);
  }
}

/* Appends an element to the reader. Returns: its index. */
static guint
append (RmgPlanner *planner, RmgPart *part, RmgElementRole role,
    const char *factory, const char *suffix)
{
  guint element = rmg_planner_add (planner, role, factory, suffix);
  RmgPlanOutlet outlet = {
    .element = part->last, .pad = part->last_pad, .dynamic = part->dynamic
  };

  rmg_planner_link (planner, &outlet, element, "sink", part->produces);
  g_free (part->last_pad);
  part->last_pad = g_strdup ("src");
  part->last = element;
  part->dynamic = FALSE;
  return element;
}

static gboolean
is_decoder (const RmgPlanner *planner, const RmgPart *part)
{
  const RmgPlanElement *main =
      &g_array_index (planner->plan->elements, RmgPlanElement, part->main);

  return g_str_equal (main->factory, "rmgdecode");
}

/* As fast as it would play; else on a thread of its own where media have to be
 * decoded, which takes longer than most nodes downstream. */
static void
set_pace (RmgPlanner *planner, RmgPart *part)
{
  guint pace;

  if (g_value_get_boolean (rmg_params_get (planner->params, "realtime"))) {
    pace = append (planner, part, RMG_ROLE_NODE, "identity", "pace");
    rmg_planner_set_bool (planner, pace, "sync", TRUE);
  } else if (is_decoder (planner, part)) {
    append (planner, part, RMG_ROLE_QUEUE, "queue", "queue");
  }
}

/* A file whose format is recognised while it is read. */
static void
add_decoder (RmgPlanner *planner, RmgPart *part)
{
  const char *decoder = rmg_params_get_string (planner->params, "decoder");

  part->main = rmg_planner_add (planner, RMG_ROLE_NODE, "rmgdecode", "");
  if (decoder != NULL)
    rmg_planner_set_string (planner, part->main, "decoder", decoder);
}

/* A file of samples; @decoder (nullable) expands those of 8 bits. Returns: the
 * first element. */
static guint
add_wav (RmgPlanner *planner, RmgPart *part, const char *decoder)
{
  guint first = rmg_planner_add (
      planner, RMG_ROLE_NODE, "rmgwavparse", decoder != NULL ? "parse" : "");

  part->main = first;
  if (decoder == NULL)
    return first;
  part->main = rmg_planner_add (planner, RMG_ROLE_NODE, decoder, "");
  rmg_planner_link_pads (planner, first, part->main, NULL);
  return first;
}

/* Adds the elements from bytes to samples. Returns: the first of them. */
static guint
add_reading (RmgPlanner *planner, RmgPart *part, RmgFileKind kind)
{
  const char *raw = rmg_params_get_string (planner->params, "caps");

  if (raw != NULL)
    realise_raw_parser (planner, part, raw);
  else if (kind == RMG_FILE_SAMPLES)
    return add_wav (planner, part, NULL);
  else if (kind == RMG_FILE_MULAW)
    return add_wav (planner, part, "mulawdec");
  else if (kind == RMG_FILE_ALAW)
    return add_wav (planner, part, "alawdec");
  else
    add_decoder (planner, part);
  return part->main;
}

void
rmg_realise_reader (RmgPlanner *planner, RmgPart *part)
{
  RmgFileKind kind;
  guint source = add_transport (
      planner, rmg_params_get_string (planner->params, "path"), &kind);
  guint reading = add_reading (planner, part, kind);

  rmg_planner_link_pads (planner, source, reading, NULL);
  part->first = RMG_PLAN_NONE;
  part->last = part->main;
  if (part->produces == NULL)
    part->produces = gst_caps_new_empty_simple ("audio/x-raw");
  set_pace (planner, part);
}

static guint
add_file_sink (RmgPlanner *planner, const char *path)
{
  guint sink;

  if (is_standard_stream (path)) {
    sink = rmg_planner_add (planner, RMG_ROLE_NODE, "fdsink", "");
    rmg_planner_set_int (planner, sink, "fd", 1);
  } else {
    sink = rmg_planner_add (planner, RMG_ROLE_NODE, "rmgfilesink", "");
    rmg_planner_set_string (planner, sink, "location", path);
    if (g_str_equal (
            rmg_params_get_string (planner->params, "partial"), "remove"))
      rmg_planner_set_bool (planner, sink, "keep-incomplete", FALSE);
  }
  rmg_planner_set_bool (planner, sink, "async", FALSE);
  rmg_planner_set_bool (planner, sink, "sync", FALSE);
  return sink;
}

/* Samples without header, with the given caps or with those of the input. */
static void
realise_raw_writer (RmgPlanner *planner, RmgPart *part, const char *text)
{
  if (text != NULL)
    part->accepts = parse_raw_caps (planner, text);
  if (part->accepts != NULL)
    gst_caps_set_simple (
        part->accepts, "layout", G_TYPE_STRING, "interleaved", NULL);
}

/* Appends an element to the encoder. Returns: its index. */
static guint
append_encoding (RmgPlanner *planner, RmgPart *part, guint last,
    const char *factory, const char *suffix)
{
  guint element = rmg_planner_add (planner, RMG_ROLE_NODE, factory, suffix);
  RmgPlanOutlet outlet = { .element = last, .pad = (char *) "src" };

  if (last == RMG_PLAN_NONE)
    part->first = element;
  else
    rmg_planner_link (planner, &outlet, element,
        g_str_equal (suffix, "muxer") ? "audio_%u" : "sink", NULL);
  return element;
}

static void
realise_encoder (
    RmgPlanner *planner, RmgPart *part, const RmgFileFormat *format)
{
  guint last = RMG_PLAN_NONE;

  part->accepts = gst_caps_from_string (format->accepts);
  if (!is_standard_stream (
          rmg_params_get_string (planner->params, "output_path")))
    rmg_planner_set_bool (planner, part->main, "allow-empty", FALSE);
  if (format->needs_filter) {
    last = append_encoding (planner, part, last, "capsfilter", "accepts");
    rmg_planner_set_string (planner, last, "caps", format->accepts);
  }
  last = append_encoding (planner, part, last, format->encoder, "encoder");
  rmg_planner_set_words (planner, last, format->settings);
  g_array_index (planner->plan->elements, RmgPlanElement, last)
      .channel_bitrate = format->channel_bitrate;
  if (format->muxer != NULL)
    last = append_encoding (planner, part, last, format->muxer, "muxer");
  if (format->tagger != NULL)
    last = append_encoding (planner, part, last, format->tagger, "tagger");
  rmg_planner_link_pads (planner, last, part->main, NULL);
}

void
rmg_realise_writer (RmgPlanner *planner, RmgPart *part)
{
  const char *path = rmg_params_get_string (planner->params, "output_path");
  const char *raw = rmg_params_get_string (planner->params, "caps");
  const RmgFileFormat *format =
      rmg_catalog_row_find_format (planner->row, planner->params);
  g_autofree char *extensions = NULL;

  part->main = add_file_sink (planner, path);
  part->first = part->main;
  part->last = RMG_PLAN_NONE;
  if (format != NULL && format->encoder != NULL) {
    realise_encoder (planner, part, format);
    return;
  }
  if (format != NULL)
    part->accepts = gst_caps_from_string (format->accepts);
  if (format != NULL || raw != NULL) {
    realise_raw_writer (planner, part, raw);
    return;
  }
  extensions = rmg_catalog_row_list_extensions (planner->row);
  rmg_planner_fail (planner, RMG_ERROR_OUT_OF_RANGE, extensions,
      "the extension of \"%s\" names no format that can be written", path);
}
