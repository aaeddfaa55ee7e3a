/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/mono.h"

#include <string.h>

typedef struct
{
  unsigned channel;
  size_t first, n_frames;
} ChannelPart;

#define INLINE static inline __attribute__ ((always_inline))
#define MAX_SAMPLE_BYTES 8

typedef float (*LoadSample) (const uint8_t *bytes);
typedef void (*ReadMono) (
    const RmgFrames *frames, size_t first, size_t n_frames, float *mono);

INLINE float
load_u8 (const uint8_t *bytes)
{
  return (float) (bytes[0] - 128) * 0x1p-7f;
}

INLINE float
load_s8 (const uint8_t *bytes)
{
  return (float) (int8_t) bytes[0] * 0x1p-7f;
}

INLINE float
load_s16 (const uint8_t *bytes)
{
  int16_t value;

  memcpy (&value, bytes, sizeof value);
  return (float) value * 0x1p-15f;
}

/* The byte of the sign goes to the top, so that no bit has to be extended. */
INLINE float
load_s24 (const uint8_t *bytes)
{
  uint32_t low = 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  low = (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8 |
      (uint32_t) bytes[2] << 16;
#else
  low = (uint32_t) bytes[2] | (uint32_t) bytes[1] << 8 |
      (uint32_t) bytes[0] << 16;
#endif
  return (float) (int32_t) (low << 8) * 0x1p-31f;
}

INLINE float
load_s24_32 (const uint8_t *bytes)
{
  uint32_t value;

  memcpy (&value, bytes, sizeof value);
  return (float) (int32_t) (value << 8) * 0x1p-31f;
}

INLINE float
load_s32 (const uint8_t *bytes)
{
  int32_t value;

  memcpy (&value, bytes, sizeof value);
  return (float) value * 0x1p-31f;
}

INLINE float
load_f32 (const uint8_t *bytes)
{
  float value;

  memcpy (&value, bytes, sizeof value);
  return value;
}

INLINE float
load_f64 (const uint8_t *bytes)
{
  double value;

  memcpy (&value, bytes, sizeof value);
  return (float) value;
}

INLINE float
load_in_order (LoadSample load, const uint8_t *bytes, size_t size, bool swapped)
{
  uint8_t reversed[MAX_SAMPLE_BYTES];

  if (!swapped)
    return load (bytes);
  for (size_t i = 0; i < size; i++)
    reversed[i] = bytes[size - 1 - i];
  return load (reversed);
}

/* First sample of @channel at frame @first, and the bytes to its next one. */
INLINE const uint8_t *
find_channel (const RmgFrames *frames, unsigned channel, size_t first,
    size_t size, size_t *step)
{
  if (!frames->interleaved) {
    *step = size;
    return (const uint8_t *) frames->planes[channel] + first * size;
  }
  *step = size * frames->channels;
  return (const uint8_t *) frames->planes[0] + first * *step + channel * size;
}

/* The commonest case in one pass; the same sums as for any other. */
INLINE void
mix_packed_pair (const uint8_t *bytes, size_t n_frames, float *restrict mono,
    LoadSample load, size_t size)
{
  for (size_t i = 0; i < n_frames; i++)
    mono[i] =
        (load (bytes + 2 * i * size) + load (bytes + (2 * i + 1) * size)) *
        0.5f;
}

/* With constant arguments this becomes one tight loop a format. */
INLINE void
mix (const RmgFrames *frames, size_t first, size_t n_frames, float *mono,
    LoadSample load, size_t size)
{
  const bool swapped = frames->swapped;
  const float scale = 1.0f / (float) frames->channels;
  size_t step;
  const uint8_t *bytes = find_channel (frames, 0, first, size, &step);

  if (frames->channels == 1 && !swapped) {
    for (size_t i = 0; i < n_frames; i++)
      mono[i] = load (bytes + i * size);
    return;
  }
  if (frames->channels == 2 && frames->interleaved && !swapped) {
    mix_packed_pair (bytes, n_frames, mono, load, size);
    return;
  }

  for (size_t i = 0; i < n_frames; i++)
    mono[i] = load_in_order (load, bytes + i * step, size, swapped);
  for (unsigned channel = 1; channel < frames->channels; channel++) {
    bytes = find_channel (frames, channel, first, size, &step);
    for (size_t i = 0; i < n_frames; i++)
      mono[i] += load_in_order (load, bytes + i * step, size, swapped);
  }
  for (size_t i = 0; i < n_frames; i++)
    mono[i] *= scale;
}

INLINE void
read_one (const RmgFrames *frames, const ChannelPart *part, float *mono,
    LoadSample load, size_t size)
{
  size_t step;
  const uint8_t *bytes =
      find_channel (frames, part->channel, part->first, size, &step);

  if (frames->swapped)
    for (size_t i = 0; i < part->n_frames; i++)
      mono[i] = load_in_order (load, bytes + i * step, size, true);
  else
    for (size_t i = 0; i < part->n_frames; i++)
      mono[i] = load (bytes + i * step);
}

static void
read_u8 (const RmgFrames *frames, size_t first, size_t n_frames, float *mono)
{
  mix (frames, first, n_frames, mono, load_u8, 1);
}

static void
read_s8 (const RmgFrames *frames, size_t first, size_t n_frames, float *mono)
{
  mix (frames, first, n_frames, mono, load_s8, 1);
}

static void
read_s16 (const RmgFrames *frames, size_t first, size_t n_frames, float *mono)
{
  mix (frames, first, n_frames, mono, load_s16, 2);
}

static void
read_s24 (const RmgFrames *frames, size_t first, size_t n_frames, float *mono)
{
  mix (frames, first, n_frames, mono, load_s24, 3);
}

static void
read_s24_32 (
    const RmgFrames *frames, size_t first, size_t n_frames, float *mono)
{
  mix (frames, first, n_frames, mono, load_s24_32, 4);
}

static void
read_s32 (const RmgFrames *frames, size_t first, size_t n_frames, float *mono)
{
  mix (frames, first, n_frames, mono, load_s32, 4);
}

static void
read_f32 (const RmgFrames *frames, size_t first, size_t n_frames, float *mono)
{
  if (frames->channels == 1 && !frames->swapped) {
    memcpy (mono, (const uint8_t *) frames->planes[0] + first * sizeof *mono,
        n_frames * sizeof *mono);
    return;
  }
  mix (frames, first, n_frames, mono, load_f32, 4);
}

static void
read_f64 (const RmgFrames *frames, size_t first, size_t n_frames, float *mono)
{
  mix (frames, first, n_frames, mono, load_f64, 8);
}

static const ReadMono readers[RMG_N_FORMATS] = {
  [RMG_FORMAT_U8] = read_u8,
  [RMG_FORMAT_S8] = read_s8,
  [RMG_FORMAT_S16] = read_s16,
  [RMG_FORMAT_S24] = read_s24,
  [RMG_FORMAT_S24_32] = read_s24_32,
  [RMG_FORMAT_S32] = read_s32,
  [RMG_FORMAT_F32] = read_f32,
  [RMG_FORMAT_F64] = read_f64,
};

void
rmg_mono_read (
    const RmgFrames *frames, size_t first, size_t n_frames, float *mono)
{
  readers[frames->format](frames, first, n_frames, mono);
}

void
rmg_mono_read_channel (const RmgFrames *frames, unsigned channel, size_t first,
    size_t n_frames, float *samples)
{
  const ChannelPart part = { channel, first, n_frames };

  switch (frames->format) {
    case RMG_FORMAT_U8:
      read_one (frames, &part, samples, load_u8, 1);
      break;
    case RMG_FORMAT_S8:
      read_one (frames, &part, samples, load_s8, 1);
      break;
    case RMG_FORMAT_S16:
      read_one (frames, &part, samples, load_s16, 2);
      break;
    case RMG_FORMAT_S24:
      read_one (frames, &part, samples, load_s24, 3);
      break;
    case RMG_FORMAT_S24_32:
      read_one (frames, &part, samples, load_s24_32, 4);
      break;
    case RMG_FORMAT_S32:
      read_one (frames, &part, samples, load_s32, 4);
      break;
    case RMG_FORMAT_F32:
      read_one (frames, &part, samples, load_f32, 4);
      break;
    default:
      read_one (frames, &part, samples, load_f64, 8);
      break;
  }
}
