/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A process forks while another of its threads creates a shared table. The child
 * ends by a signal: a memory checker would report the memory of the parent as
 * lost at any other end. */

#include "elements/dsp/base/shared.h"
#include "elements/dsp/resample/resample.h"
#include "tests/lib/hang.h"

#include <glib.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_FORKS 30

typedef bool (*ChildFunc) (void);

static void
assert_works_in_child (ChildFunc func)
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0) {
    alarm (RMG_TEST_HANG_S);
    raise (func () ? SIGKILL : SIGTERM);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
}

typedef struct
{
  RmgShared shared;
  int number;
} Item;

static GMutex gate;
static GCond moved;
static bool is_creating; /* gate */
static bool may_go_on;   /* gate */

/* The item 0 is created once the test allows it. */
static void
wait_at_gate (void)
{
  g_mutex_lock (&gate);
  is_creating = true;
  g_cond_broadcast (&moved);
  while (!may_go_on)
    g_cond_wait (&moved, &gate);
  g_mutex_unlock (&gate);
}

static GThread *blocked;

static bool
is_for (const RmgShared *item, const void *key)
{
  return ((const Item *) item)->number == *(const int *) key;
}

static RmgShared *
create (const void *key)
{
  Item *item = calloc (1, sizeof (Item));

  item->number = *(const int *) key;
  if (g_thread_self () == blocked)
    wait_at_gate ();
  return &item->shared;
}

static void
destroy (RmgShared *item)
{
  free (item);
}

static RmgSharedSet set = {
  .is_for = is_for,
  .create = create,
  .destroy = destroy,
};

static bool
acquire_and_release (int number)
{
  const Item *item = rmg_shared_acquire (&set, &number);
  bool is_right = item != NULL && item->number == number;

  rmg_shared_release (&set, item);
  return is_right;
}

static bool
acquire_all (void)
{
  return acquire_and_release (0) && acquire_and_release (1) &&
      acquire_and_release (2);
}

static gpointer
create_first (gpointer unused)
{
  blocked = g_thread_self ();
  g_assert_true (acquire_and_release (0));
  return NULL;
}

static void
test_shared_fork_while_an_item_is_created (void)
{
  GThread *thread = g_thread_new ("creator", create_first, NULL);

  g_mutex_lock (&gate);
  while (!is_creating)
    g_cond_wait (&moved, &gate);
  g_mutex_unlock (&gate);
  assert_works_in_child (acquire_all);
  g_mutex_lock (&gate);
  may_go_on = true;
  g_cond_broadcast (&moved);
  g_mutex_unlock (&gate);
  g_thread_join (thread);
  g_assert_true (acquire_all ());
}

/* The tables of a ratio are created and freed by each resampler. */
static bool
open_and_close (void)
{
  static const RmgResampleEngine engines[] = { RMG_RESAMPLE_POLYPHASE,
    RMG_RESAMPLE_FFT };

  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++) {
    RmgResampleConfig config = { .in_rate_hz = 48000,
      .out_rate_hz = 16000,
      .channels = 1,
      .format = RMG_FORMAT_F32,
      .engine = engines[i] };
    RmgResampler *resampler = rmg_resampler_open (&config);

    if (resampler == NULL)
      return false;
    rmg_resampler_close (resampler);
  }
  return true;
}

static gpointer
open_until_stopped (gpointer stop)
{
  while (!g_atomic_int_get ((int *) stop))
    g_assert_true (open_and_close ());
  return NULL;
}

/* The allocators of the sanitizers do not survive a fork beside threads that
 * allocate. */
static bool
has_sanitizer (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#else
  return false;
#endif
}

static void
test_shared_fork_while_kernels_open_and_close (void)
{
  GThread *threads[2];
  int stop = 0;

  if (has_sanitizer ()) {
    g_test_skip ("allocators of sanitizers do not survive a fork");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("kernels", open_until_stopped, &stop);
  for (int i = 0; i < N_FORKS; i++)
    assert_works_in_child (open_and_close);
  g_atomic_int_set (&stop, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/shared-fork/creation", test_shared_fork_while_an_item_is_created);
  g_test_add_func (
      "/shared-fork/kernels", test_shared_fork_while_kernels_open_and_close);
  return g_test_run ();
}
