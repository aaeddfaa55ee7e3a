/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Between open and close a detector allocates nothing: malloc is counted. */
#include "tests/lib/vad-scene.h"

static gboolean counting;
static guint n_allocations;

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define CAN_COUNT TRUE

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *memory, size_t size);

void *
malloc (size_t size)
{
  n_allocations += counting;
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  n_allocations += counting;
  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  n_allocations += counting;
  return __libc_realloc (memory, size);
}
#else
#define CAN_COUNT FALSE
#endif

static void
push_silence (RmgVad *vad, gsize n)
{
  RmgVadDecision decision;
  bool decided;

  for (gsize at = 0; at < n;)
    at += rmg_vad_push_silence (
        vad, n - at, &rmg_test_vad_defaults, &decision, &decided);
}

static guint
count_allocations (const RmgVadConfig *config, const RmgFrames *frames)
{
  static RmgTestDecisions decisions;
  RmgVad *vad = rmg_vad_open (config);

  decisions.n = 0;
  n_allocations = 0;
  counting = TRUE;
  rmg_test_push_all (vad, frames, &decisions);
  push_silence (vad, frames->n_frames);
  while (rmg_vad_drain (vad, &rmg_test_vad_defaults, &decisions.all[0]))
    continue;
  rmg_vad_reset (vad);
  rmg_test_push_all (vad, frames, &decisions);
  counting = FALSE;
  rmg_vad_close (vad);
  return n_allocations;
}

static void
test_vad_between_open_and_close_allocates_nothing (void)
{
  const guint rates[] = { 8000, 16000, 44100, 48000, 192000 };
  const guint lengths_ms[] = { 7, 30, 500 };
  g_autofree float *samples = g_new0 (float, 192000);
  const RmgFrames frames = rmg_test_view_floats (samples, 192000);

  if (!CAN_COUNT) {
    g_test_skip ("allocations cannot be counted here");
    return;
  }
  for (gsize i = 0; i < frames.n_frames; i++)
    samples[i] = i % 64 < 32 ? 0.1f : -0.1f;
  for (guint engine = 0; engine < RMG_N_VAD_ENGINES; engine++)
    for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
      for (guint k = 0; k < G_N_ELEMENTS (lengths_ms); k++) {
        const RmgVadConfig config = { engine, rates[i], lengths_ms[k] };

        g_assert_cmpuint (count_allocations (&config, &frames), ==, 0);
      }
}

/* Else the test above would pass for any detector. */
static void
test_vad_open_is_counted (void)
{
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, 16000, 30 };

  if (!CAN_COUNT) {
    g_test_skip ("allocations cannot be counted here");
    return;
  }
  n_allocations = 0;
  counting = TRUE;
  rmg_vad_close (rmg_vad_open (&config));
  counting = FALSE;
  g_assert_cmpuint (n_allocations, >=, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/vad-steady/nothing", test_vad_between_open_and_close_allocates_nothing);
  g_test_add_func ("/vad-steady/open", test_vad_open_is_counted);
  return g_test_run ();
}
