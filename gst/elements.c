/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements.h"

GST_ELEMENT_REGISTER_DECLARE (rmgbin)
GST_ELEMENT_REGISTER_DECLARE (rmgchunk)
GST_ELEMENT_REGISTER_DECLARE (rmgcommit)
GST_ELEMENT_REGISTER_DECLARE (rmgconvert)
GST_ELEMENT_REGISTER_DECLARE (rmgdecode)
GST_ELEMENT_REGISTER_DECLARE (rmgfault)
GST_ELEMENT_REGISTER_DECLARE (rmgfilesink)
GST_ELEMENT_REGISTER_DECLARE (rmgfilesrc)
GST_ELEMENT_REGISTER_DECLARE (rmgfuse)
GST_ELEMENT_REGISTER_DECLARE (rmgguard)
GST_ELEMENT_REGISTER_DECLARE (rmghost)
GST_ELEMENT_REGISTER_DECLARE (rmghttpsrc)
GST_ELEMENT_REGISTER_DECLARE (rmgjoin)
GST_ELEMENT_REGISTER_DECLARE (rmgmp3mux)
GST_ELEMENT_REGISTER_DECLARE (rmgmp4delay)
GST_ELEMENT_REGISTER_DECLARE (rmgresample)
GST_ELEMENT_REGISTER_DECLARE (rmgsingle)
GST_ELEMENT_REGISTER_DECLARE (rmgvad)
GST_ELEMENT_REGISTER_DECLARE (rmgvalue)
GST_ELEMENT_REGISTER_DECLARE (rmgwavparse)
GST_TYPE_FIND_REGISTER_DECLARE (rmgwavtypes)

typedef gboolean (*RegisterElement) (GstPlugin *plugin);

static const RegisterElement registrations[] = {
  gst_element_register_rmgbin,
  gst_element_register_rmgchunk,
  gst_element_register_rmgcommit,
  gst_element_register_rmgconvert,
  gst_element_register_rmgdecode,
  gst_element_register_rmgfault,
  gst_element_register_rmgfilesink,
  gst_element_register_rmgfilesrc,
  gst_element_register_rmgfuse,
  gst_element_register_rmgguard,
  gst_element_register_rmghost,
  gst_element_register_rmghttpsrc,
  gst_element_register_rmgjoin,
  gst_element_register_rmgmp3mux,
  gst_element_register_rmgmp4delay,
  gst_element_register_rmgresample,
  gst_element_register_rmgsingle,
  gst_element_register_rmgvad,
  gst_element_register_rmgvalue,
  gst_element_register_rmgwavparse,
  gst_type_find_register_rmgwavtypes,
  NULL,
};

gboolean
rmg_register_elements (GstPlugin *plugin)
{
  for (gsize i = 0; registrations[i] != NULL; i++)
    if (!registrations[i](plugin))
      return FALSE;
  return TRUE;
}
