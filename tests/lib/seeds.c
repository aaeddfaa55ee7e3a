/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/seeds.h"
#include "tests/lib/growth.h"
#include "tests/lib/hang-report.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define WARM_UP_SEEDS 20
#define REPORT_S 10     /* the report of a hang may hang as well */
#define SOAK_PATIENCE 4 /* a soak runs for long, and beside other work */

static gint64 chosen_seed = -1;
static double minutes = 0;
static volatile guint32 running_seed;

static GMutex lock;
static GCond changed;
static gint64 deadline_us; /* lock: monotonic time; 0 if no seed runs */

static const GOptionEntry options[] = {
  { "seed", 0, 0, G_OPTION_ARG_INT64, &chosen_seed, "Seed", "N" },
  { "minutes", 0, 0, G_OPTION_ARG_DOUBLE, &minutes, "Duration", "M" },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

/* Calls only functions that are safe in a signal handler. */
static void
print_seed (int number)
{
  char text[] = "\n# seed           \n";
  char *digit = text + sizeof text - 3;
  guint32 rest = running_seed;

  do {
    *digit-- = (char) ('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (write (STDERR_FILENO, text, sizeof text - 1) < 0)
    _exit (1);
  if (number == SIGALRM && write (STDERR_FILENO, "# the seed hangs\n", 17) < 0)
    _exit (1);
  signal (SIGABRT, SIG_DFL);
  signal (number, SIG_DFL);
  raise (number == SIGALRM ? SIGABRT : number);
}

static void
watch_signals (void)
{
  signal (SIGALRM, print_seed);
  signal (SIGABRT, print_seed);
  signal (SIGTRAP, print_seed);
#ifndef __SANITIZE_ADDRESS__
  signal (SIGSEGV, print_seed);
#endif
}

void
rmg_test_seeds_init (int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  /* before g_test_init(), which has a --seed of its own */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    g_error ("%s", error->message);
  g_test_init (argc, argv, NULL);
  watch_signals ();
}

static void
report_hang (void)
{
  g_printerr ("\n# seed %u hangs\n", running_seed);
  rmg_test_hang_print ();
  abort ();
}

/* Thread: one of its own, because a signal handler cannot write a report. */
static gpointer
watch_seeds (gpointer unused)
{
  g_mutex_lock (&lock);
  for (;;) {
    const gint64 seen_us = deadline_us;

    if (seen_us == 0)
      g_cond_wait (&changed, &lock);
    else if (!g_cond_wait_until (&changed, &lock, seen_us) &&
        deadline_us == seen_us)
      report_hang ();
  }
  return NULL;
}

static void
set_deadline (gint64 time_us)
{
  g_mutex_lock (&lock);
  deadline_us = time_us;
  g_cond_signal (&changed);
  g_mutex_unlock (&lock);
}

static void
run_seed (guint32 seed, guint limit_s, RmgTestSeedFunc func)
{
  static gsize is_watched = 0;

  if (g_once_init_enter (&is_watched)) {
    g_thread_unref (g_thread_new ("watch-seeds", watch_seeds, NULL));
    g_once_init_leave (&is_watched, 1);
  }
  running_seed = seed;
  alarm (limit_s + REPORT_S);
  set_deadline (g_get_monotonic_time () + limit_s * G_USEC_PER_SEC);
  func (seed);
  set_deadline (0);
  alarm (0);
  rmg_test_hang_forget ();
}

static void
run_for_minutes (guint limit_s, RmgTestSeedFunc func)
{
  const gint64 end =
      g_get_monotonic_time () + (gint64) (minutes * 60 * G_USEC_PER_SEC);
  guint32 first = chosen_seed >= 0 ? (guint32) chosen_seed : g_random_int ();
  guint32 seed = first;
  g_autoptr (GArray) uses = g_array_new (FALSE, FALSE, sizeof (RmgTestUse));

  while (g_get_monotonic_time () < end) {
    RmgTestUse use;

    run_seed (seed++, SOAK_PATIENCE * limit_s, func);
    use = rmg_test_use_measure ();
    if (seed - first > WARM_UP_SEEDS)
      g_array_append_val (uses, use);
  }
  g_test_message ("%u seeds from %u", seed - first, first);
  g_assert_cmpstr (
      rmg_test_find_growth ((RmgTestUse *) uses->data, uses->len), ==, NULL);
}

void
rmg_test_seeds_run (
    guint32 first, guint n_seeds, guint limit_s, RmgTestSeedFunc func)
{
  if (minutes > 0) {
    run_for_minutes (limit_s, func);
    return;
  }
#ifdef __SANITIZE_THREAD__
  n_seeds = (n_seeds + 7) / 8; /* each takes ten times as long */
#endif
  if (chosen_seed >= 0) {
    first = (guint32) chosen_seed;
    n_seeds = 1;
  }
  for (guint i = 0; i < n_seeds; i++)
    run_seed (first + i, limit_s, func);
}
