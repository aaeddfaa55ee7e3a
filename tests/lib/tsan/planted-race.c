/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Two threads write one variable, one after the other. Without an argument the
 * threads are ordered in all ways, and ThreadSanitizer must report nothing. With
 * the name of a race it must report a race: the order that a lock makes must not
 * cover more than the lock does. "--list" prints the names of the races. */

#include <gst/gst.h>
#include <string.h>

typedef struct
{
  int turn;  /* of the threads; relaxed, so that it orders nothing */
  int value; /* both threads write it */
  GMutex locks[2];
  GRecMutex rec_lock;
  GRWLock rw_lock;
  GCond cond;
  gsize once;
  gatomicrefcount refs;
  gpointer box;
  GObject *object;
  GstBuffer *buffers[2];
  GAsyncQueue *queue;
  GMainContext *context;
  GSource *source;
} Shared;

/* Runs in thread 0, then in thread 1. */
typedef void (*Write) (Shared *shared, guint thread);

typedef struct
{
  const char *name;
  Write write;
} Way;

static void
write_mutex (Shared *shared, guint thread)
{
  g_mutex_lock (&shared->locks[0]);
  shared->value++;
  g_mutex_unlock (&shared->locks[0]);
}

static void
write_trylock (Shared *shared, guint thread)
{
  g_assert_true (g_mutex_trylock (&shared->locks[0]));
  shared->value++;
  g_mutex_unlock (&shared->locks[0]);
}

static void
write_rec_mutex (Shared *shared, guint thread)
{
  g_rec_mutex_lock (&shared->rec_lock);
  shared->value++;
  g_rec_mutex_unlock (&shared->rec_lock);
}

static void
write_writer_lock (Shared *shared, guint thread)
{
  g_rw_lock_writer_lock (&shared->rw_lock);
  shared->value++;
  g_rw_lock_writer_unlock (&shared->rw_lock);
}

/* The time is over, so that the wait unlocks and locks only. */
static void
write_around_wait (Shared *shared, guint thread)
{
  g_mutex_lock (&shared->locks[0]);
  shared->value++;
  g_cond_wait_until (&shared->cond, &shared->locks[0], 1);
  shared->value++;
  g_mutex_unlock (&shared->locks[0]);
}

static void
write_once (Shared *shared, guint thread)
{
  if (g_once_init_enter (&shared->once)) {
    shared->value++;
    g_once_init_leave (&shared->once, 1);
  }
  g_assert_cmpint (shared->value, ==, 1);
}

static void
write_count (Shared *shared, guint thread)
{
  if (thread == 0)
    shared->value++;
  if (g_atomic_ref_count_dec (&shared->refs))
    shared->value++;
}

static void
clear_box (gpointer box)
{
  (*(Shared **) box)->value++;
}

static void
write_box (Shared *shared, guint thread)
{
  if (thread == 0)
    shared->value++;
  g_atomic_rc_box_release_full (shared->box, clear_box);
}

static void
write_object (Shared *shared, guint thread)
{
  if (thread == 0)
    shared->value++;
  g_object_unref (shared->object);
}

static void
write_buffer (Shared *shared, guint thread)
{
  if (thread == 0)
    shared->value++;
  gst_buffer_unref (shared->buffers[0]);
}

/* The buffer has a reference of each thread. */
static void
write_last_owner (Shared *shared, guint thread)
{
  if (thread == 0) {
    shared->value++;
    gst_buffer_unref (shared->buffers[0]);
  } else {
    g_assert_true (gst_buffer_is_writable (shared->buffers[0]));
    shared->value++;
  }
}

static gboolean
increment (gpointer shared)
{
  ((Shared *) shared)->value++;
  return G_SOURCE_REMOVE;
}

static void
write_queued (Shared *shared, guint thread)
{
  if (thread == 1)
    g_async_queue_pop (shared->queue);
  shared->value++;
  if (thread == 0)
    g_async_queue_push (shared->queue, shared);
}

static void
write_sourced (Shared *shared, guint thread)
{
  if (thread == 1) {
    g_main_context_iteration (shared->context, TRUE);
    return;
  }
  shared->value++;
  g_source_set_callback (shared->source, increment, shared, NULL);
  g_source_attach (shared->source, shared->context);
}

static const Way ordered[] = {
  { "mutex", write_mutex },
  { "trylock", write_trylock },
  { "rec-mutex", write_rec_mutex },
  { "writer-lock", write_writer_lock },
  { "around-wait", write_around_wait },
  { "once", write_once },
  { "count", write_count },
  { "box", write_box },
  { "object", write_object },
  { "buffer", write_buffer },
  { "last-owner", write_last_owner },
  { "queue", write_queued },
  { "source", write_sourced },
};

static void
race_without_lock (Shared *shared, guint thread)
{
  shared->value++;
}

static void
race_two_locks (Shared *shared, guint thread)
{
  g_mutex_lock (&shared->locks[thread]);
  shared->value++;
  g_mutex_unlock (&shared->locks[thread]);
}

static void
race_reader_lock (Shared *shared, guint thread)
{
  g_rw_lock_reader_lock (&shared->rw_lock);
  shared->value++;
  g_rw_lock_reader_unlock (&shared->rw_lock);
}

static void
race_after_unlock (Shared *shared, guint thread)
{
  g_mutex_lock (&shared->locks[0]);
  g_mutex_unlock (&shared->locks[0]);
  shared->value++;
}

/* Both threads write before they drop their reference. */
static void
race_before_unref (Shared *shared, guint thread)
{
  shared->value++;
  gst_buffer_unref (shared->buffers[0]);
}

/* The callback of the last reference writes. */
static void
race_two_buffers (Shared *shared, guint thread)
{
  gst_buffer_unref (shared->buffers[thread]);
  gst_buffer_unref (shared->buffers[thread]);
}

static const Way races[] = {
  { "without-lock", race_without_lock },
  { "two-locks", race_two_locks },
  { "reader-lock", race_reader_lock },
  { "after-unlock", race_after_unlock },
  { "before-unref", race_before_unref },
  { "two-buffers", race_two_buffers },
};

typedef struct
{
  Shared *shared;
  Write write;
  guint number;
} Thread;

static gpointer
run_thread (gpointer data)
{
  Thread *self = data;
  int *turn = &self->shared->turn;

  while (__atomic_load_n (turn, __ATOMIC_RELAXED) != (int) self->number)
    g_thread_yield ();
  self->write (self->shared, self->number);
  __atomic_fetch_add (turn, 1, __ATOMIC_RELAXED);
  return NULL;
}

static void
write_last (gpointer shared, GObject *object)
{
  ((Shared *) shared)->value++;
}

static void
write_freed (gpointer shared, GstMiniObject *object)
{
  ((Shared *) shared)->value++;
}

/* Each thread has one reference. */
static Shared *
shared_new (void)
{
  Shared *self = g_new0 (Shared, 1);

  g_atomic_ref_count_init (&self->refs);
  g_atomic_ref_count_inc (&self->refs);
  self->box = g_atomic_rc_box_dup (sizeof self, &self);
  g_atomic_rc_box_acquire (self->box);
  self->object = g_object_ref (g_object_new (G_TYPE_OBJECT, NULL));
  g_object_weak_ref (self->object, write_last, self);
  for (guint i = 0; i < 2; i++) {
    self->buffers[i] = gst_buffer_ref (gst_buffer_new ());
    gst_mini_object_weak_ref (
        GST_MINI_OBJECT (self->buffers[i]), write_freed, self);
  }
  self->queue = g_async_queue_new ();
  self->context = g_main_context_new ();
  self->source = g_idle_source_new ();
  return self;
}

/* The memory is freed when the process ends. */
static void
run_way (const Way *way)
{
  Shared *shared = shared_new ();
  Thread threads[2];
  GThread *handles[2];

  for (guint i = 0; i < 2; i++) {
    threads[i] = (Thread){ shared, way->write, i };
    handles[i] = g_thread_new (way->name, run_thread, &threads[i]);
  }
  for (guint i = 0; i < 2; i++)
    g_thread_join (handles[i]);
}

static void
handle_argument (const char *argument)
{
  for (guint i = 0; i < G_N_ELEMENTS (races); i++) {
    if (g_str_equal (argument, "--list"))
      g_print ("%s\n", races[i].name);
    if (g_str_equal (argument, races[i].name))
      run_way (&races[i]);
  }
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  if (argc > 1)
    handle_argument (argv[1]);
  else
    for (guint i = 0; i < G_N_ELEMENTS (ordered); i++)
      run_way (&ordered[i]);
  return 0;
}
