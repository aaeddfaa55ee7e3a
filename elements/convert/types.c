/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/convert/types.h"

#include "elements/convert/caps.h"
#include "elements/dsp/convert/convert.h"

GType
rmg_convert_layout_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_LAYOUT_NEGOTIATE, "As negotiated", "negotiate" },
    { RMG_LAYOUT_INTERLEAVED, "Frame after frame", "interleaved" },
    { RMG_LAYOUT_NON_INTERLEAVED, "Channel after channel", "non-interleaved" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (
        &type, g_enum_register_static ("RmgConvertLayout", values));
  return type;
}

GType
rmg_convert_dither_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_DITHER_NONE, "No dither", "none" },
    { RMG_DITHER_TPDF, "Triangular white noise of two steps", "tpdf" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (
        &type, g_enum_register_static ("RmgConvertDither", values));
  return type;
}
