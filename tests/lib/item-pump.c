/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/item-pump.h"

#include "tests/lib/session-fixture.h"
#include "translator/plan/steps.h"
#include <rmg/value-json.h>
#include <rmg/value-memory.h>

#include <string.h>

typedef struct
{
  GPtrArray *inputs;
  guint next;
  RmgTestItemFunc before;
  gpointer data;
  gboolean in_turns;
  GPtrArray *items;
  GChecksum *checksum; /* of the last item */
  char *format;        /* (nullable): node and caps of the last buffer */
} Pump;

static void
free_item (gpointer data)
{
  RmgTestItem *item = data;

  g_free (item->text);
  g_clear_pointer (&item->fault, rmg_fault_unref);
  g_free (item);
}

static void
add_text (Pump *self, const char *text)
{
  g_checksum_update (self->checksum, (const guchar *) text, -1);
}

static void
add_format (Pump *self, const RmgOutput *output)
{
  g_autofree char *caps = gst_caps_to_string (output->caps);
  g_autofree char *format = g_strdup_printf ("%s %s", output->node_id, caps);

  if (g_strcmp0 (format, self->format) == 0)
    return;
  add_text (self, format);
  g_free (self->format);
  self->format = g_steal_pointer (&format);
}

static void
add_buffer (Pump *self, const RmgOutput *output)
{
  RmgValue *value = rmg_value_buffer_peek (output->buffer);
  g_autofree char *json = value != NULL ? rmg_value_to_json (value) : NULL;
  GstMapInfo map;

  add_format (self, output);
  if (json != NULL) {
    add_text (self, json);
    return;
  }
  g_assert_true (gst_buffer_map (output->buffer, &map, GST_MAP_READ));
  g_checksum_update (self->checksum, map.data, (gssize) map.size);
  gst_buffer_unmap (output->buffer, &map);
}

/* Returns: (transfer none): the item of @output, the last one of the list */
static RmgTestItem *
find_item (Pump *self, guint64 number)
{
  g_assert_cmpuint (number + 1, >=, self->items->len);
  while (self->items->len <= number) {
    RmgTestItem *item = g_new0 (RmgTestItem, 1);

    item->text = g_strdup ("");
    g_ptr_array_add (self->items, item);
    g_checksum_reset (self->checksum);
    g_clear_pointer (&self->format, g_free);
  }
  return self->items->pdata[number];
}

static gboolean
take (RmgOutput *output, gpointer data, GError **error)
{
  Pump *self = data;
  RmgTestItem *item = find_item (self, output->item);
  g_autoptr (GChecksum) copy = NULL;

  g_assert_null (item->fault); /* the last output of its item */
  if (output->fault != NULL)
    item->fault = rmg_fault_ref (output->fault);
  else if (output->buffer != NULL)
    add_buffer (self, output);
  else
    item->n_ends++;
  copy = g_checksum_copy (self->checksum);
  g_free (item->text);
  item->text = g_strdup (g_checksum_get_string (copy));
  return TRUE;
}

static gboolean
is_complete (RmgSession *session, const RmgTestItem *item)
{
  return item->fault != NULL ||
      item->n_ends == rmg_session_get_plan (session)->outputs->len;
}

/* The next output wakes the session. */
static gboolean
must_wait (const Pump *self, RmgSession *session)
{
  return self->in_turns && self->next > 0 &&
      (self->items->len < self->next ||
          !is_complete (session, self->items->pdata[self->next - 1]));
}

static RmgSessionResult
feed (RmgSession *session, gpointer data, GError **error)
{
  Pump *self = data;
  RmgSessionResult result;

  if (self->next == self->inputs->len)
    return RMG_SESSION_EOS;
  if (must_wait (self, session))
    return RMG_SESSION_FULL;
  if (self->before != NULL)
    self->before (session, self->next, self->data);
  result = rmg_test_push (session, self->inputs->pdata[self->next], error);
  if (result == RMG_SESSION_OK)
    self->next++;
  return result;
}

/* @self: without items */
static GPtrArray *
pump (Pump *self, RmgSession *session, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);

  self->items = g_ptr_array_new_with_free_func (free_item);
  self->checksum = checksum;
  rmg_session_run (session, feed, take, self, error);
  g_free (self->format);
  return self->items;
}

GPtrArray *
rmg_test_items_pump (RmgSession *session, GPtrArray *inputs,
    RmgTestItemFunc before, gpointer data, GError **error)
{
  Pump self = { .inputs = inputs, .before = before, .data = data };

  return pump (&self, session, error);
}

GPtrArray *
rmg_test_items_pump_in_turns (
    RmgSession *session, GPtrArray *inputs, GError **error)
{
  Pump self = { .inputs = inputs, .in_turns = TRUE };

  return pump (&self, session, error);
}

guint
rmg_test_items_compare (GPtrArray *seen, GPtrArray *expected)
{
  guint n_faults = 0;

  g_assert_cmpuint (seen->len, ==, expected->len);
  for (guint i = 0; i < seen->len; i++) {
    const RmgTestItem *item = seen->pdata[i];
    const RmgTestItem *other = expected->pdata[i];

    n_faults += item->fault != NULL;
    if (item->fault != NULL)
      continue;
    g_assert_cmpuint (item->n_ends, ==, other->n_ends);
    g_assert_cmpstr (item->text, ==, other->text);
  }
  return n_faults;
}
