/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/pad-fault.h"

#include <string.h>

#define MAX_BEFORE 25

static const guint numbers_of_times[] = { 1, 1, 2, 4, 100 };

void
rmg_test_pad_fault_draw (RmgTestPadFault *self, GRand *random)
{
  const gint32 n_numbers = G_N_ELEMENTS (numbers_of_times);

  self->kind =
      (RmgTestFaultKind) g_rand_int_range (random, 0, RMG_TEST_N_FAULT_KINDS);
  self->n_before = (guint) g_rand_int_range (random, 0, MAX_BEFORE);
  self->n_times = numbers_of_times[g_rand_int_range (random, 0, n_numbers)];
}

static void
post_error (GstPad *pad)
{
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);

  GST_ELEMENT_ERROR (element, RESOURCE, READ, ("broken"), (NULL));
}

/* A handled buffer belongs to the probe. */
static GstPadProbeReturn
return_error (GstPadProbeInfo *info)
{
  gst_clear_buffer ((GstBuffer **) &info->data);
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_ERROR;
  return GST_PAD_PROBE_HANDLED;
}

static GstPadProbeReturn
fail (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RmgTestPadFault *self = data;

  if (self->n_before > 0) {
    self->n_before--;
    return GST_PAD_PROBE_OK;
  }
  if (self->n_times == 0)
    return GST_PAD_PROBE_REMOVE;
  self->n_times--;
  if (self->before != NULL)
    self->before (self->data);
  if (self->kind != RMG_TEST_FAULT_FLOW)
    post_error (pad);
  return self->kind == RMG_TEST_FAULT_MESSAGE ? GST_PAD_PROBE_OK
                                              : return_error (info);
}

void
rmg_test_pad_fault_install (RmgTestPadFault *self, GstPad *pad)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, fail, self, NULL);
}

typedef struct
{
  GPtrArray *pads;
  const char *const *passive;
} Collection;

static void
add_pad (const GValue *value, gpointer pads)
{
  g_ptr_array_add (pads, g_value_dup_object (value));
}

static void
add_pads (const GValue *value, gpointer data)
{
  Collection *self = data;
  GstElement *element = g_value_get_object (value);
  GstElementFactory *factory = gst_element_get_factory (element);
  g_autoptr (GstIterator) iterator = gst_element_iterate_pads (element);

  if (!GST_IS_BIN (element) &&
      !g_strv_contains (self->passive, GST_OBJECT_NAME (factory)))
    gst_iterator_foreach (iterator, add_pad, self->pads);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  g_autofree char *one = gst_object_get_path_string (*(GstObject *const *) a);
  g_autofree char *other = gst_object_get_path_string (*(GstObject *const *) b);

  return strcmp (one, other);
}

/* Sorted, because a bin iterates its elements in an order of its own. */
GstPad *
rmg_test_pick_pad (GstBin *bin, const char *const *passive, GRand *random)
{
  g_autoptr (GPtrArray) pads =
      g_ptr_array_new_with_free_func (gst_object_unref);
  g_autoptr (GstIterator) elements = gst_bin_iterate_recurse (bin);
  Collection collection = { pads, passive };

  gst_iterator_foreach (elements, add_pads, &collection);
  g_ptr_array_sort (pads, compare_paths);
  if (pads->len == 0)
    return NULL;
  return gst_object_ref (
      pads->pdata[g_rand_int_range (random, 0, (gint32) pads->len)]);
}
