/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The settings of an element: its properties that can be read and written. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** rmg_settings_repeat: sets each property of @element to the value it has.
 * Libraries of encoders, such as that of flacenc, lose their settings at the end
 * of a stream. */
void rmg_settings_repeat (GstElement *element);

/**
 * rmg_settings_copy:
 * @from: an element
 * @to: another one of the same type
 *
 * Sets the properties of @to that differ from those of @from, and, in bins, those
 * of the elements with the same name and type.
 */
void rmg_settings_copy (GstElement *from, GstElement *to);

G_END_DECLS
