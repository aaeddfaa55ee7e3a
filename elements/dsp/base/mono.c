/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/mono.h"

#include "elements/dsp/base/sample.h"

#define MAX_SAMPLE_BYTES 8

/* Frames to read, of one channel or of all. */
typedef struct
{
  const RmgFrames *frames;
  unsigned channel;
  size_t first, n_frames;
  float *samples;
} Part;

typedef void (*ReadPart) (const Part *part, RmgFormat format);

RMG_SAMPLE_INLINE float
read_in_order (const uint8_t *bytes, RmgFormat format, bool swapped)
{
  const size_t size = rmg_format_size (format);
  uint8_t reversed[MAX_SAMPLE_BYTES];

  if (!swapped)
    return rmg_sample_read_f32 (bytes, format);
  for (size_t i = 0; i < size; i++)
    reversed[i] = bytes[size - 1 - i];
  return rmg_sample_read_f32 (reversed, format);
}

/* First sample of @channel, and the bytes to its next one. */
RMG_SAMPLE_INLINE const uint8_t *
find_channel (
    const Part *part, unsigned channel, RmgFormat format, size_t *step)
{
  const RmgFrames *frames = part->frames;
  const size_t size = rmg_format_size (format);

  if (!frames->interleaved) {
    *step = size;
    return (const uint8_t *) frames->planes[channel] + part->first * size;
  }
  *step = size * frames->channels;
  return (const uint8_t *) frames->planes[0] + part->first * *step +
      channel * size;
}

/* Without a stride and in native order, which the compiler vectorises. */
RMG_SAMPLE_INLINE void
read_packed (const uint8_t *bytes, const Part *part, RmgFormat format)
{
  const size_t size = rmg_format_size (format);

  if (format == RMG_FORMAT_F32) {
    memcpy (part->samples, bytes, part->n_frames * sizeof *part->samples);
    return;
  }
  for (size_t i = 0; i < part->n_frames; i++)
    part->samples[i] = rmg_sample_read_f32 (bytes + i * size, format);
}

/* The same sums as for any other number of channels. */
RMG_SAMPLE_INLINE void
mix_packed_pair (const uint8_t *bytes, const Part *part, RmgFormat format)
{
  const size_t size = rmg_format_size (format);
  float *restrict mono = part->samples;

  for (size_t i = 0; i < part->n_frames; i++)
    mono[i] = (rmg_sample_read_f32 (bytes + 2 * i * size, format) +
                  rmg_sample_read_f32 (bytes + (2 * i + 1) * size, format)) *
        0.5f;
}

RMG_SAMPLE_INLINE void
mix_any (const Part *part, RmgFormat format)
{
  const RmgFrames *frames = part->frames;
  const float scale = 1.0f / (float) frames->channels;
  float *mono = part->samples;
  size_t step;

  for (unsigned channel = 0; channel < frames->channels; channel++) {
    const uint8_t *bytes = find_channel (part, channel, format, &step);

    for (size_t i = 0; i < part->n_frames; i++) {
      const float sample =
          read_in_order (bytes + i * step, format, frames->swapped);

      mono[i] = channel == 0 ? sample : mono[i] + sample;
    }
  }
  for (size_t i = 0; i < part->n_frames; i++)
    mono[i] *= scale;
}

RMG_SAMPLE_INLINE void
mix (const Part *part, RmgFormat format)
{
  const RmgFrames *frames = part->frames;
  size_t step;

  if (frames->channels == 1 && !frames->swapped)
    read_packed (find_channel (part, 0, format, &step), part, format);
  else if (frames->channels == 2 && frames->interleaved && !frames->swapped)
    mix_packed_pair (find_channel (part, 0, format, &step), part, format);
  else
    mix_any (part, format);
}

RMG_SAMPLE_INLINE void
read_one (const Part *part, RmgFormat format)
{
  const size_t size = rmg_format_size (format);
  const bool swapped = part->frames->swapped;
  size_t step;
  const uint8_t *bytes = find_channel (part, part->channel, format, &step);

  /* a constant step becomes vector code */
  if (!swapped && step == size)
    read_packed (bytes, part, format);
  else if (!swapped && step == 2 * size)
    for (size_t i = 0; i < part->n_frames; i++)
      part->samples[i] = rmg_sample_read_f32 (bytes + i * 2 * size, format);
  else
    for (size_t i = 0; i < part->n_frames; i++)
      part->samples[i] = read_in_order (bytes + i * step, format, swapped);
}

/* Calls @read with the format as a constant: one tight loop for each. */
RMG_SAMPLE_INLINE void
read_any (const Part *part, ReadPart read)
{
  switch (part->frames->format) {
    case RMG_FORMAT_U8:
      read (part, RMG_FORMAT_U8);
      break;
    case RMG_FORMAT_S8:
      read (part, RMG_FORMAT_S8);
      break;
    case RMG_FORMAT_S16:
      read (part, RMG_FORMAT_S16);
      break;
    case RMG_FORMAT_S24:
      read (part, RMG_FORMAT_S24);
      break;
    case RMG_FORMAT_S24_32:
      read (part, RMG_FORMAT_S24_32);
      break;
    case RMG_FORMAT_S32:
      read (part, RMG_FORMAT_S32);
      break;
    case RMG_FORMAT_F32:
      read (part, RMG_FORMAT_F32);
      break;
    default:
      read (part, RMG_FORMAT_F64);
      break;
  }
}

void
rmg_mono_read (
    const RmgFrames *frames, size_t first, size_t n_frames, float *mono)
{
  const Part part = { frames, 0, first, n_frames, mono };

  read_any (&part, mix);
}

void
rmg_mono_read_channel (const RmgFrames *frames, unsigned channel, size_t first,
    size_t n_frames, float *samples)
{
  const Part part = { frames, channel, first, n_frames, samples };

  read_any (&part, read_one);
}
