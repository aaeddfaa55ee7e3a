/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Planes to frames and back, a row of frames at a time. The includer
 * defines ROW_BYTES, the bytes of a plane in a row and a power of two, and
 *
 *   count_row_frames (channels, size): frames in a row, 0 if not supported
 *   move_row (move, channels, at, size): the row that begins with frame at
 *
 * Sizes and channels are constants wherever these are inlined. */

/* Direction of the move: frames to planes, or planes to frames. */
typedef struct
{
  bool apart;
  uint8_t *frames;
  uint8_t *planes[8];
} Rows;

static ALWAYS_INLINE size_t count_row_frames (unsigned channels, size_t size);
static ALWAYS_INLINE void move_row (
    const Rows *move, unsigned channels, size_t at, size_t size);

/* 1 / odd modulo 64: a step of Newton's from odd itself, which is its own
 * inverse modulo 8. */
static ALWAYS_INLINE unsigned
invert (unsigned odd)
{
  return odd * (2 - odd * odd);
}

/* Frames up to where they begin a row of memory; 0 if they never do. */
static ALWAYS_INLINE size_t
count_unaligned_frames (const void *frames, unsigned channels, size_t size)
{
  const unsigned levels = (unsigned) __builtin_ctz (channels);
  const unsigned odd = channels >> levels;
  const size_t bytes = -(uintptr_t) frames % ROW_BYTES, step = size << levels;

  if (step >= ROW_BYTES || bytes % step != 0)
    return 0;
  return bytes / step * invert (odd) % (ROW_BYTES / step);
}

/* The first row leads to aligned stores, the last one ends with the frames:
 * both overlap their neighbour.
 * Returns: false, with nothing done, if the frames do not fill a row */
static ALWAYS_INLINE bool
move_rows (const Rows *move, unsigned channels, size_t n, size_t size)
{
  const size_t lanes = count_row_frames (channels, size);
  size_t at;

  if (lanes == 0 || n < lanes)
    return false;
  at = move->apart ? count_unaligned_frames (move->planes[0], 1, size)
                   : count_unaligned_frames (move->frames, channels, size);
  if (at > 0)
    move_row (move, channels, 0, size);
  for (; at + lanes <= n; at += lanes)
    move_row (move, channels, at, size);
  if (at < n)
    move_row (move, channels, n - lanes, size);
  return true;
}

static ALWAYS_INLINE bool
deinterleave_rows (void *const *planes, const uint8_t *in, unsigned channels,
    size_t n, size_t size)
{
  Rows move = { .apart = true, .frames = (uint8_t *) in };

  for (unsigned c = 0; c < channels; c++)
    move.planes[c] = planes[c];
  return move_rows (&move, channels, n, size);
}

static ALWAYS_INLINE bool
interleave_rows (uint8_t *out, const void *const *planes, unsigned channels,
    size_t n, size_t size)
{
  Rows move = { .apart = false, .frames = out };

  for (unsigned c = 0; c < channels; c++)
    move.planes[c] = (uint8_t *) planes[c];
  return move_rows (&move, channels, n, size);
}
