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
      .description =
          "the file, or its http, https or file URI; - is standard input" },
  { .name = "caps",
      RMG_STRING,
      .description = "format of a file without header, as audio/x-raw, …" },
  { .name = "realtime",
      RMG_BOOLEAN,
      .default_text = "false",
      .description = "read at the speed of playback" },
  { .name = "timeout_ms",
      RMG_INTEGER (1, 3600000),
      .unit = "ms",
      .default_text = "15000",
      .description = "how long an HTTP server may send nothing" },
  { .name = "decoder",
      RMG_STRING,
      .description =
          "element that decodes the file, if it can; decodebin: by rank" },
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
  { .name = "partial",
      RMG_CHOICE ("keep remove"),
      .default_text = "keep",
      .description = "a file that is incomplete because of a failure" },
};

/* Formats with positions for each number of channels; WAV and raw samples hold
 * any. The encoders of Vorbis and AAC announce positions that they refuse, so
 * they have a filter. The joint stereo of AAC leaks half of a tone into the other channel. */
#define STEREO(audio)                                                          \
  audio "channels=1; " audio "channels=2, channel-mask=(bitmask)0x3"
#define FIVE_ONE(audio)                                                        \
  STEREO (audio)                                                               \
  "; " audio "channels=3, channel-mask=(bitmask)0x7; " audio                   \
  "channels=4, channel-mask=(bitmask)0x33; " audio                             \
  "channels=5, channel-mask=(bitmask)0x37; " audio                             \
  "channels=6, channel-mask=(bitmask)0x3f"
#define SEVEN_ONE(audio, seven)                                                \
  FIVE_ONE (audio)                                                             \
  "; " audio "channels=7, channel-mask=(bitmask)" seven "; " audio             \
  "channels=8, channel-mask=(bitmask)0xc3f"

#define WAV                                                                    \
  "audio/x-raw, format={ U8, S16LE, S24LE, S32LE, F32LE, F64LE }, "            \
  "layout=interleaved"
#define FLAC                                                                   \
  "audio/x-raw, format={ S8, S16LE, S24LE, S24_32LE }, "                       \
  "layout=interleaved, rate=[ 1, 655350 ], "
#define VORBIS                                                                 \
  "audio/x-raw, format=F32LE, layout=interleaved, "                            \
  "rate=[ 8000, 192000 ], "
#define OPUS                                                                   \
  "audio/x-raw, format=S16LE, layout=interleaved, "                            \
  "rate={ 48000, 24000, 16000, 12000, 8000 }, "
#define MP3                                                                    \
  "audio/x-raw, format=S16LE, layout=interleaved, "                            \
  "rate={ 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, "             \
  "48000 }, "
#define AAC                                                                    \
  "audio/x-raw, format=F32LE, layout=interleaved, "                            \
  "rate={ 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, "             \
  "48000, 64000, 88200, 96000 }, "
#define RAW "audio/x-raw, layout=interleaved"

static const RmgFileFormat file_formats[] = {
  { .extension = "wav", .encoder = "wavenc", .accepts = WAV },
  { .extension = "flac",
      .encoder = "flacenc",
      .accepts = SEVEN_ONE (FLAC, "0x13f") },
  { .extension = "ogg",
      .encoder = "vorbisenc",
      .muxer = "oggmux",
      .accepts = SEVEN_ONE (VORBIS, "0xd0f"),
      .needs_filter = TRUE },
  { .extension = "opus",
      .encoder = "opusenc",
      .muxer = "oggmux",
      .accepts = SEVEN_ONE (OPUS, "0xd0f"),
      .channel_bitrate = 64000 },
  { .extension = "mp3",
      .encoder = "lamemp3enc",
      .tagger = "rmgmp3mux",
      .accepts = STEREO (MP3) },
  { .extension = "m4a",
      .encoder = "avenc_aac",
      .muxer = "mp4mux",
      .tagger = "rmgmp4delay",
      .accepts = FIVE_ONE (AAC),
      .settings = "aac-is=false aac-ms=false",
      .needs_filter = TRUE,
      .has_task = TRUE },
  { .extension = "raw", .accepts = RAW },
  { .extension = "pcm", .accepts = RAW },
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
      .raw_param = "caps",
      .formats = file_formats,
      .n_formats = G_N_ELEMENTS (file_formats) },
};

const RmgCatalogFamily rmg_catalog_media = { rows, G_N_ELEMENTS (rows) };
