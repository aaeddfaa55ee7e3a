/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/pass-element.h"

#include "elements/base/pad.h"

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

void
rmg_pass_element_install (
    GstElementClass *klass, const char *name, const char *description)
{
  gst_element_class_add_static_pad_template (klass, &sink_template);
  gst_element_class_add_static_pad_template (klass, &src_template);
  gst_element_class_set_static_metadata (
      klass, name, "Generic", description, "The RemoteMedia authors");
}

RmgPassPads
rmg_pass_element_add_pads (
    gpointer element, GstPadChainFunction chain, GstPadEventFunction event)
{
  RmgPassPads pads = {
    rmg_pad_new (element, "sink"),
    rmg_pad_new (element, "src"),
  };

  gst_pad_set_chain_function (pads.sink, chain);
  gst_pad_set_event_function (pads.sink, event);
  GST_PAD_SET_PROXY_CAPS (pads.sink);
  GST_PAD_SET_PROXY_CAPS (pads.src);
  GST_PAD_SET_PROXY_ALLOCATION (pads.sink);
  gst_element_add_pad (element, pads.sink);
  gst_element_add_pad (element, pads.src);
  return pads;
}
