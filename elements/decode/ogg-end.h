/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "elements/decode/ogg-page.h"

G_BEGIN_DECLS

/**
 * rmg_ogg_is_complete:
 * @bytes: last bytes of the file, at least #RMG_OGG_MAX_PAGE or all of them
 *
 * Returns: whether the last page is whole and marks the end of its stream
 */
gboolean rmg_ogg_is_complete (const guint8 *bytes, gsize n_bytes);

G_END_DECLS
