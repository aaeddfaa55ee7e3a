/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Floats to integers with noise, over the lanes of convert-run.h. */

#define NOISE_VECTORS (RMG_NOISE_SAMPLES / LANES)

/* The state in order of samples, and its successor. */
#if LANES == 1
static ALWAYS_INLINE void
load_noise (Ints *words, const RmgNoise *noise)
{
  for (unsigned i = 0; i < RMG_NOISE_SAMPLES; i++)
    words[i] = (Ints) (noise->lanes[i / 2] >> (i % 2 * 32));
}

static ALWAYS_INLINE void
step_noise (Ints *words, RmgNoise *noise)
{
  rmg_noise_step (noise);
  load_noise (words, noise);
}

static ALWAYS_INLINE void
store_noise (RmgNoise *noise, const Ints *words)
{
}
#else
static ALWAYS_INLINE void
load_noise (Ints *words, const RmgNoise *noise)
{
  memcpy (words, noise->lanes, sizeof noise->lanes);
}

static ALWAYS_INLINE void
step_noise (Ints *words, RmgNoise *noise)
{
  typedef uint64_t Lanes __attribute__ ((vector_size (LANES * 4)));

  for (unsigned i = 0; i < NOISE_VECTORS; i++) {
    Lanes lanes = (Lanes) words[i];

    lanes ^= lanes << 7;
    lanes ^= lanes >> 9;
    words[i] = (Ints) lanes;
  }
}

static ALWAYS_INLINE void
store_noise (RmgNoise *noise, const Ints *words)
{
  memcpy (noise->lanes, words, sizeof noise->lanes);
}
#endif

/* The noise times its unit is exact in either float. */
static ALWAYS_INLINE Ints
dither_lanes (const uint8_t *in, Ints words, RmgFormat from, RmgFormat to)
{
  const int bits = (int) rmg_format_bits (to);
  const double unit = 1 / (full_scale (bits) * 65536);
  const Ints noise = subtract_halves (words);

  if (from == RMG_FORMAT_F32)
    return floats_to_ints (
        add_to_floats (load_floats (in), noise, (float) unit), bits);
  return doubles_to_ints (
      add_to_doubles (load_doubles (in), noise, unit), bits);
}

/* As many samples as there are in a state of the noise. */
static ALWAYS_INLINE void
dither_state (uint8_t *out, const uint8_t *in, const Ints *words,
    RmgFormat from, RmgFormat to)
{
  const size_t in_step = LANES * rmg_format_size (from);
  const size_t out_step = LANES * rmg_format_size (to);

  for (unsigned i = 0; i < NOISE_VECTORS; i += 2) {
    const Ints a = dither_lanes (in + i * in_step, words[i], from, to);
    const Ints b =
        dither_lanes (in + (i + 1) * in_step, words[i + 1], from, to);

    store_two (out + i * out_step, a, b, to);
  }
}

/* Samples [range[0], range[1]) of a state, in memory of our own. */
static ALWAYS_INLINE void
dither_part (uint8_t *out, const uint8_t *in, const Ints *words,
    const size_t range[2], const RmgFormat formats[2])
{
  const size_t in_size = rmg_format_size (formats[0]);
  const size_t out_size = rmg_format_size (formats[1]);
  const size_t n = range[1] - range[0];
  uint8_t own_in[RMG_NOISE_SAMPLES * 8] = { 0 };
  uint8_t own_out[RMG_NOISE_SAMPLES * 8];

  memcpy (own_in + range[0] * in_size, in, n * in_size);
  dither_state (own_out, own_in, words, formats[0], formats[1]);
  memcpy (out, own_out + range[0] * out_size, n * out_size);
}

static ALWAYS_INLINE void
dither_run (uint8_t *out, const uint8_t *in, size_t n, RmgNoise *noise,
    const RmgFormat formats[2])
{
  const size_t in_size = rmg_format_size (formats[0]);
  const size_t out_size = rmg_format_size (formats[1]);
  const size_t left = RMG_NOISE_SAMPLES - noise->used;
  size_t done = n < left ? n : left;
  Ints words[NOISE_VECTORS];

  load_noise (words, noise);
  if (done > 0)
    dither_part (out, in, words, (size_t[2]){ noise->used, noise->used + done },
        formats);
  noise->used += (unsigned) done;
  for (; n - done >= RMG_NOISE_SAMPLES; done += RMG_NOISE_SAMPLES) {
    step_noise (words, noise);
    dither_state (out + done * out_size, in + done * in_size, words, formats[0],
        formats[1]);
  }
  if (done < n) {
    step_noise (words, noise);
    noise->used = (unsigned) (n - done);
    dither_part (out + done * out_size, in + done * in_size, words,
        (size_t[2]){ 0, noise->used }, formats);
  }
  store_noise (noise, words);
}

#define DEFINE_DITHER(from, to)                                                \
  static void from##_to_##to##_dithered (                                      \
      void *out, const void *in, size_t n, RmgNoise *noise)                    \
  {                                                                            \
    static const RmgFormat formats[] = { RMG_FORMAT_##from, RMG_FORMAT_##to }; \
    dither_run (out, in, n, noise, formats);                                   \
  }
#define DITHER_ENTRY(from, to) [RMG_FORMAT_##to] = from##_to_##to##_dithered,

EACH_INT (DEFINE_DITHER, F32)
EACH_INT (DEFINE_DITHER, F64)
