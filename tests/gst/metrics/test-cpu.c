/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/cpu.h"

#include <time.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgThreadCpu, rmg_thread_cpu_free)

#define WORK_NS 2000000

static guint64
read_own_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_GUINT64_CONSTANT (1000000000) + time.tv_nsec;
}

/* Uses at least @cpu_ns of the calling thread. */
static void
work (guint64 cpu_ns)
{
  guint64 start_ns = read_own_ns ();

  while (read_own_ns () - start_ns < cpu_ns)
    continue;
}

static void
test_cpu_without_threads_is_0 (void)
{
  g_autoptr (RmgThreadCpu) cpu = rmg_thread_cpu_new ();

  work (WORK_NS);
  g_assert_cmpuint (rmg_thread_cpu_read_ns (cpu), ==, 0);
}

static void
test_cpu_counts_from_enter_on (void)
{
  g_autoptr (RmgThreadCpu) cpu = rmg_thread_cpu_new ();
  guint64 before_ns, used_ns;

  work (WORK_NS);
  before_ns = read_own_ns ();
  rmg_thread_cpu_enter (cpu);
  work (WORK_NS);
  used_ns = rmg_thread_cpu_read_ns (cpu);
  g_assert_cmpuint (used_ns, >=, WORK_NS);
  g_assert_cmpuint (used_ns, <=, read_own_ns () - before_ns);
  rmg_thread_cpu_leave (cpu);
}

static void
test_cpu_stops_at_leave_and_keeps_the_sum (void)
{
  g_autoptr (RmgThreadCpu) cpu = rmg_thread_cpu_new ();
  guint64 left_ns;

  rmg_thread_cpu_enter (cpu);
  work (WORK_NS);
  rmg_thread_cpu_leave (cpu);
  left_ns = rmg_thread_cpu_read_ns (cpu);
  work (WORK_NS);
  g_assert_cmpuint (left_ns, >=, WORK_NS);
  g_assert_cmpuint (rmg_thread_cpu_read_ns (cpu), ==, left_ns);
}

static void
test_cpu_leave_without_enter_changes_nothing (void)
{
  g_autoptr (RmgThreadCpu) cpu = rmg_thread_cpu_new ();

  rmg_thread_cpu_leave (cpu);
  g_assert_cmpuint (rmg_thread_cpu_read_ns (cpu), ==, 0);
}

static gpointer
enter_work_leave (gpointer cpu)
{
  rmg_thread_cpu_enter (cpu);
  work (WORK_NS);
  rmg_thread_cpu_leave (cpu);
  return NULL;
}

static void
test_cpu_sums_threads_that_ended (void)
{
  g_autoptr (RmgThreadCpu) cpu = rmg_thread_cpu_new ();

  for (guint i = 0; i < 2; i++)
    g_thread_join (g_thread_new ("work", enter_work_leave, cpu));
  g_assert_cmpuint (rmg_thread_cpu_read_ns (cpu), >=, 2 * WORK_NS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cpu/none", test_cpu_without_threads_is_0);
  g_test_add_func ("/cpu/enter", test_cpu_counts_from_enter_on);
  g_test_add_func ("/cpu/leave", test_cpu_stops_at_leave_and_keeps_the_sum);
  g_test_add_func (
      "/cpu/leave-alone", test_cpu_leave_without_enter_changes_nothing);
  g_test_add_func ("/cpu/ended", test_cpu_sums_threads_that_ended);
  return g_test_run ();
}
