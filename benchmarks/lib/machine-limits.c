/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/lib/machine-limits.h"
#include "benchmarks/lib/rounds.h"
#include "elements/dsp/base/cpu.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Number of independent sums: more than the latency of a unit times two units
 * a core. The sums differ, so that the compiler drops none, and are unrolled, to
 * stay in registers. */
#define SUMS 12
#define STEPS 200000
#define BYTES_A_ROUND (16u << 20)

typedef struct
{
  const char *name;
  unsigned cpu; /* required processor features */
  unsigned lanes;
  float (*run) (void);
} Peak;

static float
run_baseline (void)
{
  float sums[SUMS], total = 0.0f;

  for (int i = 0; i < SUMS; i++)
    sums[i] = (float) i;
  for (int step = 0; step < STEPS; step++)
#pragma GCC unroll 12
    for (int i = 0; i < SUMS; i++)
      sums[i] = sums[i] * 0.5f + 0.25f;
  for (int i = 0; i < SUMS; i++)
    total += sums[i];
  return total;
}

#ifdef __x86_64__
__attribute__ ((target ("avx2,fma"))) static float
run_avx2 (void)
{
  const __m256 a = _mm256_set1_ps (0.5f), b = _mm256_set1_ps (0.25f);
  __m256 sums[SUMS], total = b;

#pragma GCC unroll 12
  for (int i = 0; i < SUMS; i++)
    sums[i] = _mm256_set1_ps ((float) i);
  for (int step = 0; step < STEPS; step++)
#pragma GCC unroll 12
    for (int i = 0; i < SUMS; i++)
      sums[i] = _mm256_fmadd_ps (sums[i], a, b);
  for (int i = 0; i < SUMS; i++)
    total = _mm256_add_ps (total, sums[i]);
  return _mm256_cvtss_f32 (total);
}

__attribute__ ((target ("avx512f"))) static float
run_avx512 (void)
{
  const __m512 a = _mm512_set1_ps (0.5f), b = _mm512_set1_ps (0.25f);
  __m512 sums[SUMS], total = b;

#pragma GCC unroll 12
  for (int i = 0; i < SUMS; i++)
    sums[i] = _mm512_set1_ps ((float) i);
  for (int step = 0; step < STEPS; step++)
#pragma GCC unroll 12
    for (int i = 0; i < SUMS; i++)
      sums[i] = _mm512_fmadd_ps (sums[i], a, b);
  for (int i = 0; i < SUMS; i++)
    total = _mm512_add_ps (total, sums[i]);
  return _mm512_cvtss_f32 (total);
}
#endif

static const Peak peaks[] = {
#ifdef __x86_64__
  { "fma_avx512_gflops", RMG_CPU_AVX512, 16, run_avx512 },
  { "fma_avx2_gflops", RMG_CPU_AVX2, 8, run_avx2 },
#endif
  { "baseline_gflops", RMG_CPU_SCALAR, 1, run_baseline },
};

static const struct
{
  const char *name;
  size_t bytes;
} copies[] = {
  { "memcpy_16_kib_gbs", 16u << 10 },
  { "memcpy_256_kib_gbs", 256u << 10 },
  { "memcpy_16_mib_gbs", 16u << 20 },
};

static double
time_peak (const Peak *peak)
{
  const double start_ns = bench_now_ns ();
  volatile float kept = peak->run ();

  (void) kept;
  return 2.0 * STEPS * SUMS * peak->lanes / (bench_now_ns () - start_ns);
}

static double
time_copy (guint8 *to, const guint8 *from, size_t bytes)
{
  const double start_ns = bench_now_ns ();

  for (size_t at = 0; at < BYTES_A_ROUND; at += bytes) {
    memcpy (to, from, bytes);
    __asm__ volatile("" : : "r"(to) : "memory"); /* every round counts */
  }
  return 2.0 * BYTES_A_ROUND / (bench_now_ns () - start_ns);
}

void
bench_limits_print (guint n_rounds)
{
  g_autofree guint8 *from = g_malloc0 (BYTES_A_ROUND);
  g_autofree guint8 *to = g_malloc0 (BYTES_A_ROUND);
  BenchRounds flops[G_N_ELEMENTS (peaks)] = { 0 };
  BenchRounds bytes[G_N_ELEMENTS (copies)] = { 0 };
  const unsigned cpu = rmg_cpu_features ();

  memset (from, 1, BYTES_A_ROUND);
  for (guint round = 0; round < n_rounds; round++) {
    for (guint i = 0; i < G_N_ELEMENTS (peaks); i++)
      if ((peaks[i].cpu & cpu) == peaks[i].cpu)
        bench_rounds_add (&flops[i], time_peak (&peaks[i]));
    for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
      bench_rounds_add (&bytes[i], time_copy (to, from, copies[i].bytes));
  }
  g_print ("{\"limits\": \"of this machine\"");
  for (guint i = 0; i < G_N_ELEMENTS (peaks); i++)
    bench_rounds_print_spread (&flops[i], peaks[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
    bench_rounds_print_spread (&bytes[i], copies[i].name);
  g_print ("}\n");
}
