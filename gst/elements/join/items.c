/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Order of a join in mode "items": item by item, and within an item leg by leg
 * in the order of connection. Borders separate the parts of the legs. */

#include "gst/elements/join/order.h"

#include "elements/base/item-end.h"

static void
merge_results (RmgJoinQueue *self, GstEvent *event)
{
  const GstStructure *results = rmg_item_end_get_results (event);

  if (results == NULL)
    return;
  for (int i = 0; i < gst_structure_n_fields (results); i++) {
    const char *name = gst_structure_nth_field_name (results, i);
    const GValue *value = gst_structure_get_value (results, name);

    self->border = rmg_item_end_add_result (self->border, name,
        gst_structure_copy (gst_value_get_structure (value)));
  }
}

/* @end: (nullable): end of the item in @leg; NULL if the leg is at EOS
 * Returns: (transfer full) (nullable): border before the part of the next leg */
static GstMiniObject *
end_part (RmgJoinQueue *self, RmgJoinLeg *leg, GstEvent *end)
{
  gboolean gave = leg->gave;

  leg->gave = FALSE;
  if (end != NULL && self->border == NULL) {
    rmg_item_end_parse (end, &self->item, NULL);
    self->border = rmg_item_end_new (self->item, TRUE);
  }
  if (end != NULL)
    merge_results (self, end);

  self->turn++;
  if (!gave || self->turn == self->legs->len)
    return NULL;
  return GST_MINI_OBJECT_CAST (rmg_item_end_new (self->item, FALSE));
}

/* Returns: (transfer full) (nullable): end of the item, if a leg had one */
static GstMiniObject *
end_item (RmgJoinQueue *self)
{
  GstEvent *border = g_steal_pointer (&self->border);

  self->turn = 0;
  if (border != NULL)
    self->item++;
  return GST_MINI_OBJECT_CAST (border);
}

/* Items have no position. @object: (transfer full) */
static GstMiniObject *
drop_gap (GstMiniObject *object)
{
  gst_mini_object_unref (object);
  return NULL;
}

/* Returns: whether @object ends the part of a leg. A border of a join upstream
 *   does not. */
static gboolean
ends_part (GstMiniObject *object)
{
  gboolean last = FALSE;

  return GST_IS_EVENT (object) &&
      rmg_item_end_parse ((GstEvent *) object, NULL, &last) && last;
}

static GstMiniObject *
pop_from_leg (RmgJoinQueue *self, RmgJoinLeg *leg, GstCaps **caps)
{
  GstMiniObject *object = rmg_join_queue_pop_from (self, leg, caps);

  if (rmg_join_is_gap (object))
    return drop_gap (object);
  if (GST_IS_BUFFER (object)) {
    leg->gave = TRUE;
  } else if (ends_part (object)) {
    GstMiniObject *border = end_part (self, leg, (GstEvent *) object);

    gst_mini_object_unref (object);
    return border;
  } else if (rmg_item_end_parse ((GstEvent *) object, NULL, NULL)) {
    leg->gave = FALSE;
  }
  return object;
}

static gboolean
is_between_items (const RmgJoinQueue *self)
{
  return self->turn == 0 && self->border == NULL;
}

GstMiniObject *
rmg_join_pop_by_item (RmgJoinQueue *self, GstCaps **caps)
{
  GstMiniObject *object = NULL;

  while (object == NULL && self->legs->len > 0) {
    RmgJoinLeg *leg;

    if (self->turn >= self->legs->len) {
      object = end_item (self);
      continue;
    }
    if (is_between_items (self) && rmg_join_queue_is_finished (self))
      return rmg_join_queue_pop_eos (self);

    leg = rmg_join_queue_get_leg (self, self->turn);
    if (!g_queue_is_empty (&leg->entries))
      object = pop_from_leg (self, leg, caps);
    else if (leg->eos)
      object = end_part (self, leg, NULL);
    else
      return NULL;
  }
  return object;
}
