/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/convert/stream.h"

#include "elements/base/recycler.h"
#include "elements/dsp/base/cpu.h"

/* The noise of the dither is the same in every run. */
#define DITHER_SEED 0x52454d4f

void
rmg_convert_stream_start (RmgConvertStream *self)
{
  gst_audio_info_init (&self->in);
  gst_audio_info_init (&self->out);
  self->timeline = (RmgTimeline){ 0 };
  self->memory = rmg_recycler_new ();
  rmg_offer_clear (&self->offer);
}

void
rmg_convert_stream_stop (RmgConvertStream *self)
{
  g_clear_pointer (&self->kernel, rmg_convert_close);
  g_clear_object (&self->memory);
  rmg_offer_clear (&self->offer);
}

static gboolean
make_side (const GstAudioInfo *info, RmgConvertSide *side)
{
  gboolean swapped;

  if (!rmg_audio_format_to_dsp (
          GST_AUDIO_INFO_FORMAT (info), &side->format, &swapped))
    return FALSE;
  side->swapped = swapped;
  side->interleaved = info->layout == GST_AUDIO_LAYOUT_INTERLEAVED;
  side->channels = (unsigned) info->channels;
  return TRUE;
}

static RmgConvert *
make_kernel (const RmgConvertStream *self, const RmgConvertSettings *settings)
{
  g_autoptr (RmgMixMatrix) matrix = NULL;
  RmgConvertConfig config = {
    .dither = settings->dither, .seed = DITHER_SEED, .cpu = rmg_cpu_features ()
  };

  if (settings->matrix != NULL)
    matrix = rmg_mix_matrix_ref (settings->matrix);
  else
    matrix = rmg_mix_matrix_new_from_positions (&self->in, &self->out);
  if (matrix != NULL &&
      (matrix->inputs != self->in.channels ||
          matrix->outputs != self->out.channels))
    return NULL;
  config.matrix = matrix != NULL ? matrix->factors : NULL;
  if (!make_side (&self->in, &config.from) ||
      !make_side (&self->out, &config.to))
    return NULL;
  return rmg_convert_open (&config);
}

gboolean
rmg_convert_stream_open (
    RmgConvertStream *self, const RmgConvertSettings *settings)
{
  g_clear_pointer (&self->kernel, rmg_convert_close);
  self->kernel = make_kernel (self, settings);
  self->serial = settings->serial;
  self->is_downmix = settings->matrix == NULL && self->in.channels > 1 &&
      self->out.channels == 1;
  rmg_convert_cancel_reset (&self->cancel, self->in.rate);
  return self->kernel != NULL;
}

void
rmg_convert_stream_restart (RmgConvertStream *self)
{
  rmg_timeline_restart (&self->timeline);
  rmg_convert_cancel_reset (&self->cancel, self->in.rate);
  if (self->kernel != NULL)
    rmg_convert_reset (self->kernel);
}

gboolean
rmg_convert_stream_place (RmgConvertStream *self, GstBuffer **buffer)
{
  gboolean is_interrupted;

  if (self->kernel == NULL)
    return FALSE;
  is_interrupted = rmg_timeline_pass (
      &self->timeline, buffer, rmg_audio_buffer_count (&self->in, *buffer));
  if (is_interrupted || GST_BUFFER_IS_DISCONT (*buffer))
    rmg_convert_reset (self->kernel);
  return is_interrupted;
}

/* One channel lies the same way in both layouts, but planar buffers need their
 * meta. */
gboolean
rmg_convert_stream_is_passthrough (const RmgConvertStream *self)
{
  return rmg_convert_is_copy (self->kernel) &&
      self->in.layout == self->out.layout;
}

/* gst_buffer_is_all_memory_writable() does not look at the flag. */
static gboolean
has_writable_memory (GstBuffer *buffer)
{
  const guint n_memories = gst_buffer_n_memory (buffer);

  for (guint i = 0; i < n_memories; i++)
    if (GST_MEMORY_IS_READONLY (gst_buffer_peek_memory (buffer, i)))
      return FALSE;
  return gst_buffer_is_all_memory_writable (buffer);
}

gboolean
rmg_convert_stream_can_reuse (const RmgConvertStream *self, GstBuffer *in)
{
  return self->kernel != NULL && rmg_convert_can_work_in_place (self->kernel) &&
      gst_buffer_is_writable (in) && has_writable_memory (in);
}

GstBuffer *
rmg_convert_stream_make_buffer (RmgConvertStream *self, GstBuffer *in)
{
  GstAllocator *offered = self->offer.allocator;

  return rmg_audio_buffer_new_from (offered != NULL ? offered : self->memory,
      &self->offer.params, &self->out, rmg_audio_buffer_count (&self->in, in));
}

static void
fill_silence (const GstAudioInfo *info, const RmgFrames *frames)
{
  const gsize bytes = frames->n_frames * info->bpf;
  const guint planes = frames->interleaved ? 1 : frames->channels;

  for (guint i = 0; i < planes && bytes > 0; i++)
    gst_audio_format_info_fill_silence (
        info->finfo, frames->planes[i], bytes / planes);
}

static void
convert_frames (RmgConvertStream *self, gboolean gap, const RmgFrames *in,
    const RmgFrames *out)
{
  if (gap) {
    fill_silence (&self->out, out);
    rmg_convert_skip (self->kernel, in->n_frames);
  } else {
    rmg_convert_process (self->kernel, in, out);
  }
}

/* The layout stays, but planar buffers of one channel may become interleaved. */
static void
update_meta (const RmgConvertStream *self, GstBuffer *buffer, gsize n_frames)
{
  GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);

  if (meta != NULL && self->out.layout == GST_AUDIO_LAYOUT_INTERLEAVED)
    gst_buffer_remove_meta (buffer, &meta->meta);
  else if (meta != NULL)
    meta->info = self->out;
  else if (self->out.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    gst_buffer_add_audio_meta (buffer, &self->out, n_frames, NULL);
}

static gboolean
convert_in_place (RmgConvertStream *self, GstBuffer *buffer)
{
  const gboolean gap = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  g_auto (RmgAudioMap) map; /* which mapping sets */
  RmgFrames out;
  gboolean swapped;

  if (!rmg_audio_map (&map, &self->in, buffer, GST_MAP_READWRITE))
    return FALSE;
  out = map.frames;
  rmg_audio_format_to_dsp (
      GST_AUDIO_INFO_FORMAT (&self->out), &out.format, &swapped);
  out.swapped = swapped;
  convert_frames (self, gap, &map.frames, &out);
  update_meta (self, buffer, out.n_frames);
  return TRUE;
}

static gboolean
convert_apart (RmgConvertStream *self, GstBuffer *in, GstBuffer *out)
{
  const gboolean gap = GST_BUFFER_FLAG_IS_SET (in, GST_BUFFER_FLAG_GAP);
  const gboolean mapped =
      rmg_audio_map (&self->from, &self->in, in, GST_MAP_READ) &&
      rmg_audio_map (&self->to, &self->out, out, GST_MAP_WRITE);

  if (mapped)
    convert_frames (self, gap, &self->from.frames, &self->to.frames);
  if (mapped && self->is_downmix)
    self->cancels = rmg_convert_cancel_add (
        &self->cancel, &self->from.frames, &self->to.frames);
  rmg_audio_map_clear (&self->from);
  rmg_audio_map_clear (&self->to);
  return mapped;
}

gboolean
rmg_convert_stream_run (RmgConvertStream *self, GstBuffer *in, GstBuffer *out)
{
  self->cancels = FALSE;
  return in == out ? convert_in_place (self, out)
                   : convert_apart (self, in, out);
}
