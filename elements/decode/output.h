/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The output of the decoder: cuts delay and padding, and looks for gaps. */
#pragma once

#include "elements/decode/collect.h"
#include "elements/decode/facts.h"

G_BEGIN_DECLS

typedef struct
{
  GstPad *pad; /* ghost pad, borrowed */
  RmgFileFacts *facts;
  void (*ended) (GstElement *element); /* before EOS goes downstream */

  /* streaming thread */
  RmgCollect collect;
  gboolean is_collecting;
  GstFlowReturn
      refusal; /* of data that an event sent on, before the next buffer */

  /* object lock of the element */
  RmgTrim trim;
  guint64 n_buffers;
  gboolean has_ended;
} RmgDecodeOutput;

/** rmg_decode_output_init: @pad without target, not yet in its element. */
void rmg_decode_output_init (RmgDecodeOutput *self, GstPad *pad,
    RmgFileFacts *facts, void (*ended) (GstElement *element));
void rmg_decode_output_reset (RmgDecodeOutput *self);
void rmg_decode_output_clear (RmgDecodeOutput *self);

G_END_DECLS
