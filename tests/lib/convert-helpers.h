/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What the tests of the converter share: the variants this processor can run
 * and one call that converts packed samples. */
#pragma once

#include "elements/dsp/convert/convert.h"

#include <glib.h>

#define RMG_TEST_MAX_VARIANTS 4

/* CPU masks of the variants this machine has, the scalar one first.
 * Returns: how many there are. */
guint rmg_test_convert_variants (guint cpu[RMG_TEST_MAX_VARIANTS]);

/* Converts n frames that lie packed in memory: interleaved, or plane behind
 * plane. */
void rmg_test_convert_packed (RmgConvert *convert,
    const RmgConvertConfig *config, gconstpointer in, gpointer out,
    gsize n_frames);

/* A view of n packed frames. */
RmgFrames rmg_test_view_packed (
    const RmgConvertSide *side, gpointer memory, gsize n_frames);

/* Bytes of one sample. */
gsize rmg_test_sample_size (RmgFormat format);
