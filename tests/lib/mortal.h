/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Elements that a restart does not repair: only a new one works again.
 *
 * "mortal" is a filter, "mortalparser" an element whose src pad appears with the
 * first buffer, and "mortaldecoder" the decoder that decodebin finds for
 * audio/x-mortal. They pass a number of buffers (property "lives", default 3), and
 * then fail each one with an error that is temporary. After a restart they fail in
 * the same way. The property "mark" is a setting without use.
 *
 * A buffer that passes must have been preceded by stream-start, caps and
 * segment. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

void rmg_test_register_mortal (void);

/** rmg_test_mortal_reset: the counts below are 0 afterwards. */
void rmg_test_mortal_reset (void);

/** rmg_test_mortal_count_born: number of elements that were made. */
int rmg_test_mortal_count_born (void);

/** rmg_test_mortal_count_alive: number of elements that are not finalized. */
int rmg_test_mortal_count_alive (void);

/** rmg_test_mortal_count_repeats: number of these events that an element received
 * twice before its first buffer. */
int rmg_test_mortal_count_repeats (void);

/** rmg_test_mortal_count_jumps: number of elements whose first buffer had the flag
 * DISCONT. */
int rmg_test_mortal_count_jumps (void);

G_END_DECLS
