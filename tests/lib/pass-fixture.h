/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* An element with one sink and one src pad between two pads of the test. The
 * log has the number of each buffer that left the element, "c" for CAPS, "E"
 * for EOS and "F" for FLUSH_STOP. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstElement *element;
  GstPad *feed;       /* peer of the sink pad */
  GstPad *final;      /* peer of the src pad */
  GstFlowReturn flow; /* returned for each buffer that leaves */
  guint n_final;      /* buffers that left */
  GString *log;
} PassFixture;

/* The element is in PLAYING; stream-start, caps and segment have been sent. */
PassFixture *pass_fixture_new (const char *factory);
void pass_fixture_free (PassFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PassFixture, pass_fixture_free)

/* Sends stream-start, caps of @media_type and segment. */
void pass_fixture_start (PassFixture *self, const char *media_type);

/* Pushes a buffer whose offset is @number. */
GstFlowReturn pass_fixture_push (PassFixture *self, guint number);

G_END_DECLS
