/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Interleaving and its reverse by square tiles of 16 bytes, as many channels
 * as frames, in each lane of a vector. Channels that do not fill a tile are moved
 * by a tile that overlaps its neighbour. With few channels the compiler does as
 * well. The includer defines Tile, a vector of VECTOR_BYTES,
 * TILE_OP (name) for intrinsics on it, and
 *
 *   load_lanes (p, apart, n), store_lanes (p, apart, n, tile): n bytes in each
 *   lane, at a distance of apart bytes. */

#define TILE_BYTES 16
#define ROW_BYTES VECTOR_BYTES
#include "elements/dsp/convert/rows.h"

/* Bytes of a frame that are moved at once. */
static ALWAYS_INLINE size_t
count_tile_bytes (unsigned channels, size_t size)
{
  return channels * size >= TILE_BYTES ? TILE_BYTES : TILE_BYTES / 2;
}

static ALWAYS_INLINE size_t
count_row_frames (unsigned channels, size_t size)
{
  const bool known = size == 2 || size == 4 || size == 8;

  return known && channels >= 4 ? VECTOR_BYTES / size : 0;
}

static ALWAYS_INLINE Tile
unpack_low (Tile a, Tile b, size_t size)
{
  return size == 2 ? TILE_OP (unpacklo_epi16) (a, b)
      : size == 4  ? TILE_OP (unpacklo_epi32) (a, b)
                   : TILE_OP (unpacklo_epi64) (a, b);
}

static ALWAYS_INLINE Tile
unpack_high (Tile a, Tile b, size_t size)
{
  return size == 2 ? TILE_OP (unpackhi_epi16) (a, b)
      : size == 4  ? TILE_OP (unpackhi_epi32) (a, b)
                   : TILE_OP (unpackhi_epi64) (a, b);
}

/* Rows become columns: a perfect shuffle for each bit of their number. */
static ALWAYS_INLINE void
transpose (Tile *rows, size_t size)
{
  const unsigned n = TILE_BYTES / (unsigned) size;
  Tile next[8];

  for (unsigned left = n; left > 1; left /= 2) {
    for (unsigned i = 0; i < n / 2; i++) {
      next[2 * i] = unpack_low (rows[i], rows[i + n / 2], size);
      next[2 * i + 1] = unpack_high (rows[i], rows[i + n / 2], size);
    }
    memcpy (rows, next, n * sizeof (Tile));
  }
}

/* Channels from first on, frames from at on. */
static ALWAYS_INLINE void
move_tile (const Rows *move, const unsigned place[2], size_t at, size_t size)
{
  const unsigned channels = place[0], first = place[1];
  const size_t bytes = count_tile_bytes (channels, size);
  const size_t n = TILE_BYTES / size, stride = channels * size;
  uint8_t *frames = move->frames + at * stride + first * size;
  Tile rows[8] = { 0 };

  for (unsigned i = 0; i < n; i++)
    if (move->apart)
      rows[i] = load_lanes (frames + i * stride, n * stride, bytes);
    else if (i < bytes / size)
      rows[i] = load_lanes (
          move->planes[first + i] + at * size, TILE_BYTES, TILE_BYTES);
  transpose (rows, size);
  for (unsigned i = 0; i < n; i++)
    if (!move->apart)
      store_lanes (frames + i * stride, n * stride, bytes, rows[i]);
    else if (i < bytes / size)
      store_lanes (
          move->planes[first + i] + at * size, TILE_BYTES, TILE_BYTES, rows[i]);
}

static ALWAYS_INLINE void
move_row (const Rows *move, unsigned channels, size_t at, size_t size)
{
  const unsigned width = (unsigned) (count_tile_bytes (channels, size) / size);
  unsigned first = 0;

  for (; first + width <= channels; first += width)
    move_tile (move, (unsigned[2]){ channels, first }, at, size);
  if (first < channels)
    move_tile (move, (unsigned[2]){ channels, channels - width }, at, size);
}
