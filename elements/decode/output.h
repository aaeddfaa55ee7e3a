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
  /* before EOS goes downstream */
  void (*ended) (GstElement *element, GstFlowReturn refusal);

  /* streaming thread */
  RmgCollect collect;
  gboolean is_collecting;
  GstFlowReturn refusal; /* of the last data, or GST_FLOW_OK */

  /* object lock of the element */
  RmgTrim trim;
  guint64 n_buffers;
  gboolean has_ended;
} RmgDecodeOutput;

/**
 * rmg_decode_output_init:
 * @pad: without target, not yet in its element
 * @ended: called at the end, with how downstream refused the last data, or GST_FLOW_OK
 */
void rmg_decode_output_init (RmgDecodeOutput *self, GstPad *pad,
    RmgFileFacts *facts,
    void (*ended) (GstElement *element, GstFlowReturn refusal));
void rmg_decode_output_reset (RmgDecodeOutput *self);
void rmg_decode_output_clear (RmgDecodeOutput *self);

G_END_DECLS
