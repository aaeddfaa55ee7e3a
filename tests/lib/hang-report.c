/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/hang-report.h"

typedef struct
{
  GWeakRef object;
  char *manifest; /* (nullable) */
  RmgTestDescribeFunc describe;
} Watched;

static GMutex lock;
static GPtrArray *watched; /* lock: (element-type Watched) (nullable) */

static void
free_watched (gpointer data)
{
  Watched *self = data;

  g_weak_ref_clear (&self->object);
  g_free (self->manifest);
  g_free (self);
}

/* A seed opens and frees many objects. */
static void
drop_dead (void)
{
  for (guint i = watched->len; i-- > 0;) {
    g_autoptr (GObject) object =
        g_weak_ref_get (&((Watched *) watched->pdata[i])->object);

    if (object == NULL)
      g_ptr_array_remove_index_fast (watched, i);
  }
}

void
rmg_test_hang_watch (
    gpointer object, const char *manifest, RmgTestDescribeFunc describe)
{
  Watched *self = g_new0 (Watched, 1);

  g_weak_ref_init (&self->object, object);
  self->manifest = g_strdup (manifest);
  self->describe = describe;
  g_mutex_lock (&lock);
  if (watched == NULL)
    watched = g_ptr_array_new_with_free_func (free_watched);
  drop_dead ();
  g_ptr_array_add (watched, self);
  g_mutex_unlock (&lock);
}

static void
append_bin (const GValue *value, gpointer text)
{
  GObject *bin = g_value_get_object (value);
  g_autofree char *manifest = NULL;
  g_autofree char *report = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (bin), "stall-report") ==
      NULL)
    return;
  g_object_get (bin, "manifest-json", &manifest, "stall-report", &report, NULL);
  g_string_append_printf (
      text, "%s: %s\n%s\n", GST_OBJECT_NAME (bin), manifest, report);
}

static char *
describe_bins (gpointer pipeline)
{
  g_autoptr (GstIterator) elements = gst_bin_iterate_recurse (pipeline);
  GString *text = g_string_new (NULL);

  gst_iterator_foreach (elements, append_bin, text);
  return g_string_free (text, FALSE);
}

void
rmg_test_hang_watch_bins (GstElement *pipeline)
{
  rmg_test_hang_watch (pipeline, NULL, describe_bins);
}

static void
print_watched (gpointer data, gpointer unused)
{
  Watched *self = data;
  GObject *object = g_weak_ref_get (&self->object); /* kept: the test ends */
  g_autofree char *text = NULL;

  if (object == NULL)
    return;
  g_printerr ("# %s %s\n", G_OBJECT_TYPE_NAME (object),
      self->manifest != NULL ? self->manifest : "");
  text = self->describe (object);
  g_printerr ("%s\n", text);
}

void
rmg_test_hang_print (void)
{
  g_mutex_lock (&lock);
  if (watched != NULL)
    g_ptr_array_foreach (watched, print_watched, NULL);
  g_mutex_unlock (&lock);
}

void
rmg_test_hang_forget (void)
{
  g_mutex_lock (&lock);
  g_clear_pointer (&watched, g_ptr_array_unref);
  g_mutex_unlock (&lock);
}
