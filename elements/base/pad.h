/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_pad_new:
 * @element: (type GstElement): whose class has a template called @name
 * @name: of the template and of the pad
 *
 * gst_pad_new_from_static_template() makes a template for every pad, which
 * takes longer than the pad.
 *
 * Returns: (transfer floating): the pad
 */
static inline GstPad *
rmg_pad_new (gpointer element, const char *name)
{
  return gst_pad_new_from_template (
      gst_element_get_pad_template (GST_ELEMENT (element), name), name);
}

G_END_DECLS
