/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Code that depends on the working precision only, for one SAMPLE; NAME() separates
 * the instances. With a constant number of streams the compiler uses
 * vectors. */

ALWAYS_INLINE void
NAME (split_by) (void *const *streams, const unsigned n_streams,
    const void *packed, size_t n_frames)
{
  const SAMPLE *restrict from = packed;
  const size_t n_whole = n_frames / n_streams;
  SAMPLE *restrict to[RMG_MAX_STREAMS];

  for (unsigned s = 0; s < n_streams; s++)
    to[s] = streams[s];
  for (size_t i = 0; i < n_whole; i++)
    for (unsigned s = 0; s < n_streams; s++)
      to[s][i] = from[i * n_streams + s];
  for (unsigned s = 0; s < n_frames % n_streams; s++)
    to[s][n_whole] = from[n_whole * n_streams + s];
}

ALWAYS_INLINE void
NAME (merge_by) (void *packed, const void *const *streams,
    const unsigned n_streams, size_t n_frames)
{
  SAMPLE *restrict to = packed;
  const size_t n_whole = n_frames / n_streams;
  const SAMPLE *restrict from[RMG_MAX_STREAMS];

  for (unsigned s = 0; s < n_streams; s++)
    from[s] = streams[s];
  for (size_t i = 0; i < n_whole; i++)
    for (unsigned s = 0; s < n_streams; s++)
      to[i * n_streams + s] = from[s][i];
  for (unsigned s = 0; s < n_frames % n_streams; s++)
    to[n_whole * n_streams + s] = from[s][n_whole];
}

static void
NAME (split) (void *const *streams, unsigned n_streams, const void *packed,
    size_t n_frames)
{
  if (n_streams == 2)
    NAME (split_by) (streams, 2, packed, n_frames);
  else if (n_streams == 3)
    NAME (split_by) (streams, 3, packed, n_frames);
  else
    NAME (split_by) (streams, n_streams, packed, n_frames);
}

static void
NAME (merge) (void *packed, const void *const *streams, unsigned n_streams,
    size_t n_frames)
{
  if (n_streams == 2)
    NAME (merge_by) (packed, streams, 2, n_frames);
  else if (n_streams == 3)
    NAME (merge_by) (packed, streams, 3, n_frames);
  else
    NAME (merge_by) (packed, streams, n_streams, n_frames);
}

static bool
NAME (are_finite) (const void *packed, size_t n)
{
  const SAMPLE *samples = packed;
  int n_others = 0;

  for (size_t i = 0; i < n; i++)
    n_others |= !(samples[i] - samples[i] == 0);
  return n_others == 0;
}

static void
NAME (reverse) (void *restrict reversed, const void *restrict packed, size_t n)
{
  for (size_t i = 0; i < n; i++)
    ((SAMPLE *) reversed)[i] = ((const SAMPLE *) packed)[n - 1 - i];
}
