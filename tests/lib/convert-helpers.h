/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Helpers for tests of the converter: the variants that this processor can run,
 * and one call that converts packed samples. */
#pragma once

#include "elements/dsp/convert/convert.h"

#include <glib.h>

#define RMG_TEST_MAX_VARIANTS 4

/* Fills in the CPU masks of the variants of this machine, the scalar one first.
 * Returns: the number of variants. */
guint rmg_test_convert_variants (guint cpu[RMG_TEST_MAX_VARIANTS]);

/* Converts n packed frames: interleaved, or one plane after another. */
void rmg_test_convert_packed (RmgConvert *convert,
    const RmgConvertConfig *config, gconstpointer in, gpointer out,
    gsize n_frames);

/* Returns a view of n packed frames. */
RmgFrames rmg_test_view_packed (
    const RmgConvertSide *side, gpointer memory, gsize n_frames);

/* Returns the bytes of one sample. */
gsize rmg_test_sample_size (RmgFormat format);
