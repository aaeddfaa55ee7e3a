/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/paths.h"

#include "gst/metrics/histogram.h"

typedef struct
{
  guint64 stamp;
  guint64 end; /* or RMG_PATH_NO_STAMP */
  guint64 arrived_ns;
} Note;

/* A ring of notes with rising stamps. */
typedef struct _RmgPathNotes
{
  GMutex lock; /* guards all fields */
  guint size;
  guint64 n_added;
  Note notes[];
} Notes;

RmgPathInput *
rmg_path_input_new (const char *id, gboolean by_item, guint n_notes)
{
  RmgPathInput *self = g_new0 (RmgPathInput, 1);

  self->id = id;
  self->by_item = by_item;
  self->notes = g_malloc0 (sizeof (Notes) + n_notes * sizeof (Note));
  self->notes->size = n_notes;
  g_mutex_init (&self->notes->lock);
  return self;
}

void
rmg_path_input_free (RmgPathInput *self)
{
  g_mutex_clear (&self->notes->lock);
  g_free (self->notes);
  g_free (self);
}

static Note *
get_note (Notes *self, guint64 index)
{
  return &self->notes[index % self->size];
}

static void
add_note (Notes *self, const Note *note)
{
  const guint64 last =
      self->n_added > 0 ? get_note (self, self->n_added - 1)->stamp : 0;

  if (self->n_added > 0 && note->stamp == last)
    return;
  if (self->n_added > 0 && note->stamp < last)
    self->n_added = 0;
  *get_note (self, self->n_added++) = *note;
}

void
rmg_path_input_note (
    RmgPathInput *self, guint64 stamp, guint64 end, guint64 now_ns)
{
  const Note note = { stamp, end, now_ns };

  if (stamp == RMG_PATH_NO_STAMP)
    return;
  g_mutex_lock (&self->notes->lock);
  add_note (self->notes, &note);
  g_mutex_unlock (&self->notes->lock);
}

/* The last note whose stamp is not after @stamp. Mostly it is one of the last.
 * Returns: (nullable) */
static const Note *
find_note (Notes *self, guint64 stamp)
{
  const guint64 first = self->n_added - MIN (self->n_added, self->size);

  for (guint64 i = self->n_added; i > first; i--) {
    const Note *note = get_note (self, i - 1);

    if (note->stamp <= stamp)
      return note;
  }
  return NULL;
}

gboolean
rmg_path_input_find (
    const RmgPathInput *self, guint64 stamp, guint64 *arrived_ns)
{
  const Note *note;

  if (stamp == RMG_PATH_NO_STAMP)
    return FALSE;
  g_mutex_lock (&self->notes->lock);
  note = find_note (self->notes, stamp);
  if (note != NULL && stamp >= note->end)
    note = NULL;
  if (note != NULL)
    *arrived_ns = note->arrived_ns;
  g_mutex_unlock (&self->notes->lock);
  return note != NULL;
}

RmgPathOutput *
rmg_path_output_new (const char *id)
{
  RmgPathOutput *self = g_new0 (RmgPathOutput, 1);

  self->id = id;
  self->paths = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
rmg_path_output_free (RmgPathOutput *self)
{
  g_ptr_array_unref (self->paths);
  g_free (self);
}

void
rmg_path_output_add (RmgPathOutput *self, const RmgPathInput *from)
{
  RmgPath *path = g_new0 (RmgPath, 1);

  path->from = from;
  path->to = self->id;
  g_ptr_array_add (self->paths, path);
}

void
rmg_path_output_arrive (
    RmgPathOutput *self, const RmgPathStamp *stamp, guint64 now_ns)
{
  for (guint i = 0; i < self->paths->len; i++) {
    RmgPath *path = self->paths->pdata[i];
    guint64 arrived_ns;

    if (rmg_path_input_find (path->from,
            path->from->by_item ? stamp->item : stamp->time, &arrived_ns))
      rmg_histogram_add (
          &path->latency, now_ns > arrived_ns ? now_ns - arrived_ns : 0);
  }
}
