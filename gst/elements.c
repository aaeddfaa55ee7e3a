/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements.h"

#include "elements/fault/rmgfault.h"
#include "elements/vad/rmgvad.h"
#include "gst/rmghost.h"
#include "gst/rmgjoin.h"
#include "gst/rmgvalue.h"

GST_ELEMENT_REGISTER_DECLARE (rmgchunk)
GST_ELEMENT_REGISTER_DECLARE (rmgconvert)
GST_ELEMENT_REGISTER_DECLARE (rmgresample)

typedef gboolean (*RegisterElement) (GstPlugin *plugin);

/* One line an element: NAME stands for gst_element_register_NAME. */
static const RegisterElement registrations[] = {
  gst_element_register_rmgchunk,
  gst_element_register_rmgconvert,
  gst_element_register_rmghost,
  gst_element_register_rmgjoin,
  gst_element_register_rmgresample,
  gst_element_register_rmgvalue,
  gst_element_register_rmgfault,
  gst_element_register_rmgvad,
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
