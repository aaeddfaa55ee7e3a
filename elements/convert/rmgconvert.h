/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgconvert: sample format, layout and channels of audio.
 *
 * gst-launch-1.0 audiotestsrc ! rmgconvert format=S16LE channels=2 ! \
 *     autoaudiosink */
#pragma once

#include <gst/base/gstbasetransform.h>

G_BEGIN_DECLS

#define RMG_TYPE_CONVERT_ELEMENT (rmg_convert_element_get_type ())
G_DECLARE_FINAL_TYPE (RmgConvertElement, rmg_convert_element, RMG,
    CONVERT_ELEMENT, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE (rmgconvert)

G_END_DECLS
