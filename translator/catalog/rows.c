/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The node types, as a table. Names, aliases and defaults are those of the
 * existing SDK where it has the type. */

#include "translator/catalog/row.h"

#include "translator/plan/recipes.h"

/* clang-format off */

#define RATE_RANGE 1, 1536000
#define CHANNEL_RANGE 1, 64
#define MS_RANGE 0, 60000

static const RmgParamRule vad_params[] = {
  { "frame_duration_ms", "frame_ms", RMG_PARAM_INTEGER, 1, 1000, "ms", NULL, NULL, FALSE,
    "length of a frame", "frame-ms" },
  { "probability_threshold", "speech_threshold threshold", RMG_PARAM_NUMBER, 0, 1, NULL, NULL, NULL, FALSE,
    "least probability of a speech frame", "probability-threshold" },
  { "hangover_ms", NULL, RMG_PARAM_INTEGER, MS_RANGE, "ms", NULL, NULL, FALSE,
    "extension of speech after its last frame", "hangover-ms" },
  { "padding_ms", "speech_pad_ms", RMG_PARAM_INTEGER, MS_RANGE, "ms", NULL, NULL, FALSE,
    "extension of speech before its start and after its end", "padding-ms" },
  { "min_speech_ms", "min_speech_duration_ms", RMG_PARAM_INTEGER, MS_RANGE, "ms", NULL, NULL, FALSE,
    "least duration of speech", "min-speech-ms" },
  { "min_silence_ms", "min_silence_duration_ms", RMG_PARAM_INTEGER, MS_RANGE, "ms", NULL, NULL, FALSE,
    "least pause that ends speech", "min-silence-ms" },
  { "mode", NULL, RMG_PARAM_CHOICE, 0, 0, NULL, "annotate gate", "annotate", FALSE,
    "annotate passes everything, gate speech only", "mode" },
  { "post_frames", NULL, RMG_PARAM_BOOLEAN, 0, 0, NULL, NULL, "false", FALSE,
    "post a message for every frame", "post-frames" },
};

static const RmgParamRule vad_node_params[] = {
  { "frame_duration_ms", "frame_ms", RMG_PARAM_INTEGER, 1, 1000, "ms", NULL, "30", FALSE,
    "length of a frame", "frame-ms" },
  { "energy_threshold", NULL, RMG_PARAM_NUMBER, 0, 1, NULL, NULL, "0.02", FALSE,
    "RMS that a speech frame exceeds, full scale 1", NULL },
  { "threshold", NULL, RMG_PARAM_NUMBER, -200, 1, NULL, NULL, NULL, FALSE,
    "the same; negative numbers are dBFS", NULL },
  { "post_frames", NULL, RMG_PARAM_BOOLEAN, 0, 0, NULL, NULL, "false", FALSE,
    "post a message for every frame", "post-frames" },
};

static const RmgParamRule resample_params[] = {
  { "target_sample_rate", "target_rate output_rate sample_rate", RMG_PARAM_INTEGER, RATE_RANGE, "Hz", NULL, "16000", FALSE,
    "sample rate of the output", "rate" },
  { "quality", NULL, RMG_PARAM_CHOICE, 0, 0, NULL, "fast low medium high best", "high", FALSE,
    "cost and quality; low is an alias of fast", NULL },
  { "input_rate", "source_rate", RMG_PARAM_INTEGER, RATE_RANGE, "Hz", NULL, NULL, FALSE,
    "not needed: part of the input caps", NULL },
  { "channels", NULL, RMG_PARAM_INTEGER, CHANNEL_RANGE, NULL, NULL, NULL, FALSE,
    "not needed: part of the input caps", NULL },
};

static const RmgParamRule format_params[] = {
  { "target_format", "format", RMG_PARAM_CHOICE, 0, 0, NULL, "f32 i16 i32", "f32", FALSE,
    "sample format of the output", NULL },
};

static const RmgParamRule format_placeholder_params[] = {
  { "target_format", NULL, RMG_PARAM_STRING, 0, 0, NULL, NULL, "json", FALSE,
    "f32, i16 or i32 convert audio; anything else passes", NULL },
};

static const RmgParamRule transform_params[] = {
  { "output_sample_rate", "target_rate output_rate sample_rate", RMG_PARAM_INTEGER, RATE_RANGE, "Hz", NULL, "44100", FALSE,
    "sample rate of the output", "rate" },
  { "output_channels", "channels", RMG_PARAM_INTEGER, CHANNEL_RANGE, NULL, NULL, "2", FALSE,
    "number of output channels", NULL },
};

static const RmgParamRule buffer_params[] = {
  { "buffer_size_samples", NULL, RMG_PARAM_INTEGER, 1, 1 << 30, "frames", NULL, NULL, TRUE,
    "frames in every buffer", "frames" },
};

static const RmgParamRule multiply_params[] = {
  { "factor", "multiplier", RMG_PARAM_NUMBER, -G_MAXDOUBLE, G_MAXDOUBLE, NULL, NULL, "2.0", FALSE,
    "factor", NULL },
};

static const RmgParamRule add_params[] = {
  { "addend", NULL, RMG_PARAM_NUMBER, -G_MAXDOUBLE, G_MAXDOUBLE, NULL, NULL, "0.0", FALSE,
    "addend", NULL },
};

static const RmgParamRule reader_params[] = {
  { "path", "location", RMG_PARAM_STRING, 0, 0, NULL, NULL, NULL, TRUE,
    "the file; - is standard input", NULL },
  { "caps", NULL, RMG_PARAM_STRING, 0, 0, NULL, NULL, NULL, FALSE,
    "format of a file without header, as audio/x-raw, …", NULL },
  { "realtime", NULL, RMG_PARAM_BOOLEAN, 0, 0, NULL, NULL, "false", FALSE,
    "read at the speed of playback", NULL },
};

static const RmgParamRule writer_params[] = {
  { "output_path", "path location", RMG_PARAM_STRING, 0, 0, NULL, NULL, NULL, TRUE,
    "the file, with the extension of its format; - is standard output", NULL },
  { "caps", NULL, RMG_PARAM_STRING, 0, 0, NULL, NULL, NULL, FALSE,
    "write these samples without a header, as audio/x-raw, …", NULL },
};

static const RmgParamRule data_source_params[] = {
  { "buffer_size", NULL, RMG_PARAM_INTEGER, 1, 1 << 30, "items", NULL, "100", FALSE,
    "for push_data; the session bounds its input in bytes", NULL },
  { "timeout_seconds", NULL, RMG_PARAM_NUMBER, 0, 1e9, "s", NULL, "30.0", FALSE,
    "for push_data; rmg run feeds its input at once", NULL },
};

static const RmgParamRule data_sink_params[] = {
  { "buffer_output", NULL, RMG_PARAM_BOOLEAN, 0, 0, NULL, NULL, "false", FALSE,
    "for get_buffered_output", NULL },
  { "buffer_size", NULL, RMG_PARAM_INTEGER, 1, 1 << 30, "items", NULL, "100", FALSE,
    "for get_buffered_output", NULL },
};

#define PARAMS(rules) rules, G_N_ELEMENTS (rules)

const RmgCatalogRow rmg_catalog_rows[] = {
  { { "VAD", NULL, "detects speech at any level (adaptive)", PARAMS (vad_params) },
    RMG_NODE_SYNC, RMG_DATA_AUDIO, "rmgvad", "engine=adaptive" },
  { { "VADNode", "FastVADNode RustVADNode", "detects frames above a level", PARAMS (vad_node_params) },
    RMG_NODE_SYNC, RMG_DATA_AUDIO, "rmgvad", "engine=energy", rmg_realise_energy_vad },
  { { "AudioResampleNode", "Resample ResampleNode FastResampleNode RustResampleNode", "converts audio to a sample rate", PARAMS (resample_params) },
    RMG_NODE_SYNC, RMG_DATA_AUDIO, "rmgresample", NULL, rmg_realise_resample },
  { { "FormatConverterNode", "RustFormatConverterNode FastFormatConverter", "converts audio to a sample format", PARAMS (format_params) },
    RMG_NODE_SYNC, RMG_DATA_AUDIO, "rmgconvert", NULL, rmg_realise_format },
  { { "FormatConverter", NULL, "converts audio if the format is a sample format, otherwise passes", PARAMS (format_placeholder_params) },
    RMG_NODE_SYNC, RMG_DATA_ANY, "rmgconvert", NULL, rmg_realise_format },
  { { "AudioTransform", NULL, "converts audio to a sample rate and number of channels", PARAMS (transform_params) },
    RMG_NODE_SYNC, RMG_DATA_AUDIO, "rmgresample", NULL, rmg_realise_transform },
  { { "AudioBuffer", NULL, "cuts audio into buffers of one size", PARAMS (buffer_params) },
    RMG_NODE_SYNC, RMG_DATA_AUDIO, "rmgchunk" },
  { { "PassThroughNode", "PassThrough", "passes anything", NULL, 0 },
    RMG_NODE_SYNC, RMG_DATA_ANY, "rmgvalue", "op=passthrough" },
  { { "MultiplyNode", NULL, "multiplies numbers, also in lists", PARAMS (multiply_params) },
    RMG_NODE_SYNC, RMG_DATA_VALUE, "rmgvalue", "op=multiply", rmg_realise_number },
  { { "AddNode", NULL, "adds to numbers, also in lists", PARAMS (add_params) },
    RMG_NODE_SYNC, RMG_DATA_VALUE, "rmgvalue", "op=add", rmg_realise_number },
  { { "MediaReaderNode", "LocalMediaReaderNode", "reads and decodes a file", PARAMS (reader_params) },
    RMG_NODE_SOURCE | RMG_NODE_FILE, RMG_DATA_ANY, NULL, NULL, rmg_realise_reader },
  { { "MediaWriterNode", NULL, "writes audio to a file", PARAMS (writer_params) },
    RMG_NODE_SINK | RMG_NODE_FILE | RMG_NODE_SYNC, RMG_DATA_AUDIO, "filesink", NULL, rmg_realise_writer },
  { { "DataSourceNode", NULL, "input from the program", PARAMS (data_source_params) },
    RMG_NODE_SYNC, RMG_DATA_ANY, "rmgvalue", "op=passthrough" },
  { { "DataSinkNode", NULL, "output to the program", PARAMS (data_sink_params) },
    RMG_NODE_SYNC, RMG_DATA_ANY, "rmgvalue", "op=passthrough" },
};

/* clang-format on */

const guint rmg_catalog_n_rows = G_N_ELEMENTS (rmg_catalog_rows);
