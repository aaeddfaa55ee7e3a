/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Node types that read and write files. Names, aliases and defaults are those of the
 * existing SDK where it has the type. */

#include "translator/catalog/row.h"

static const RmgParamRule reader_params[] = {
  { .name = "path",
      .aliases = "location",
      RMG_STRING,
      .required = TRUE,
      .description = "the file; - is standard input" },
  { .name = "caps",
      RMG_STRING,
      .description = "format of a file without header, as audio/x-raw, …" },
  { .name = "realtime",
      RMG_BOOLEAN,
      .default_text = "false",
      .description = "read at the speed of playback" },
};

static const RmgParamRule writer_params[] = {
  { .name = "output_path",
      .aliases = "path location",
      RMG_STRING,
      .required = TRUE,
      .description =
          "the file, with the extension of its format; - is standard output" },
  { .name = "caps",
      RMG_STRING,
      .description =
          "write these samples without a header, as audio/x-raw, …" },
};

static const RmgFileFormat file_formats[] = {
  { "wav", "wavenc", NULL, "audio/x-raw, format=S16LE, layout=interleaved" },
  { "flac", "flacenc", NULL,
      "audio/x-raw, format={ S8, S16LE, S24LE, S24_32LE, S32LE }, "
      "layout=interleaved, rate=[ 1, 655350 ], channels=[ 1, 8 ]" },
  { "ogg", "opusenc", "oggmux",
      "audio/x-raw, format=S16LE, layout=interleaved, "
      "rate={ 48000, 24000, 16000, 12000, 8000 }, channels=[ 1, 2 ]" },
  { "opus", "opusenc", "oggmux",
      "audio/x-raw, format=S16LE, layout=interleaved, "
      "rate={ 48000, 24000, 16000, 12000, 8000 }, channels=[ 1, 2 ]" },
  { "mp3", "lamemp3enc", NULL,
      "audio/x-raw, format=S16LE, layout=interleaved, rate={ 8000, 11025, "
      "12000, 16000, 22050, 24000, 32000, 44100, 48000 }, channels=[ 1, 2 ]" },
  { "m4a", "avenc_aac", "mp4mux",
      "audio/x-raw, format=F32LE, layout=interleaved, rate={ 48000, "
      "44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000 }, "
      "channels=[ 1, 2 ]",
      TRUE },
  { "raw", NULL, NULL, "audio/x-raw, layout=interleaved" },
  { "pcm", NULL, NULL, "audio/x-raw, layout=interleaved" },
};

static const RmgCatalogRow rows[] = {
  { .type = { .name = "MediaReaderNode",
        .aliases = "LocalMediaReaderNode",
        .description = "reads and decodes a file",
        RMG_RULES (reader_params) },
      .flags = RMG_NODE_SOURCE | RMG_NODE_FILE,
      .reads = RMG_DATA_ANY,
      .recipe = RMG_RECIPE_READER,
      .path_param = "path" },
  { .type = { .name = "MediaWriterNode",
        .description = "writes audio to a file",
        RMG_RULES (writer_params) },
      .flags = RMG_NODE_SINK | RMG_NODE_FILE | RMG_NODE_SYNC,
      .reads = RMG_DATA_AUDIO,
      .recipe = RMG_RECIPE_WRITER,
      .factory = "rmgfilesink",
      .path_param = "output_path",
      .formats = file_formats,
      .n_formats = G_N_ELEMENTS (file_formats) },
};

const RmgCatalogFamily rmg_catalog_media = { rows, G_N_ELEMENTS (rows) };
