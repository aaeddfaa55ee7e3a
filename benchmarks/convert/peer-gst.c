/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Calls the converter of audioconvert without the element. */
#include "benchmarks/convert/peer.h"

#include <gst/audio/audio.h>

static const char *
get_version (void)
{
  return G_STRINGIFY (GST_VERSION_MAJOR) "." G_STRINGIFY (
      GST_VERSION_MINOR) "." G_STRINGIFY (GST_VERSION_MICRO);
}

static void
fill_info (GstAudioInfo *info, const RmgConvertSide *side)
{
  static const GstAudioFormat formats[RMG_N_FORMATS] = { GST_AUDIO_FORMAT_U8,
    GST_AUDIO_FORMAT_S8, GST_AUDIO_FORMAT_S16, GST_AUDIO_FORMAT_S24,
    GST_AUDIO_FORMAT_S24_32, GST_AUDIO_FORMAT_S32, GST_AUDIO_FORMAT_F32,
    GST_AUDIO_FORMAT_F64 };

  gst_audio_info_init (info);
  gst_audio_info_set_format (
      info, formats[side->format], 48000, (gint) side->channels, NULL);
  if (!side->interleaved)
    info->layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
}

static void *
open_gst (const BenchConversion *conversion)
{
  const GstAudioDitherMethod dither = conversion->dither == RMG_DITHER_TPDF
      ? GST_AUDIO_DITHER_TPDF
      : GST_AUDIO_DITHER_NONE;
  GstStructure *config =
      gst_structure_new ("config", GST_AUDIO_CONVERTER_OPT_DITHER_METHOD,
          GST_TYPE_AUDIO_DITHER_METHOD, dither, NULL);
  GstAudioInfo from, to;

  fill_info (&from, &conversion->from);
  fill_info (&to, &conversion->to);
  return gst_audio_converter_new (0, &from, &to, config);
}

static void
convert (void *state, const RmgFrames *in, const RmgFrames *out)
{
  gst_audio_converter_samples (state, 0, (gpointer *) in->planes, in->n_frames,
      (gpointer *) out->planes, out->n_frames);
}

static void
close_gst (void *state)
{
  gst_audio_converter_free (state);
}

const BenchConvertPeer bench_convert_gst = {
  .name = "audioconvert",
  .library = "GStreamer",
  .settings = "GstAudioConverter, dither none, or tpdf where the case names it",
  .version = get_version,
  .open = open_gst,
  .convert = convert,
  .close = close_gst,
};
