/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/releases.h"

typedef struct _Release Release;
struct _Release
{
  Release *next;
  GDestroyNotify release;
  gpointer object;
};

static Release *last; /* atomic: the last one queued comes first */

void
rmg_releases_queue (GDestroyNotify release, gpointer object)
{
  Release *self = g_new (Release, 1);

  *self = (Release){ NULL, release, object };
  do
    self->next = g_atomic_pointer_get (&last);
  while (!g_atomic_pointer_compare_and_exchange (&last, self->next, self));
}

static Release *
take_all (void)
{
  Release *all;

  do
    all = g_atomic_pointer_get (&last);
  while (
      all != NULL && !g_atomic_pointer_compare_and_exchange (&last, all, NULL));
  return all;
}

static Release *
reverse (Release *list)
{
  Release *reversed = NULL;

  while (list != NULL) {
    Release *next = list->next;

    list->next = reversed;
    reversed = list;
    list = next;
  }
  return reversed;
}

/* A release may release the last reference to another object. */
guint
rmg_values_run_releases (void)
{
  guint n_run = 0;
  Release *due;

  while ((due = reverse (take_all ())) != NULL)
    while (due != NULL) {
      Release *self = due;

      due = self->next;
      self->release (self->object);
      g_free (self);
      n_run++;
    }
  return n_run;
}
