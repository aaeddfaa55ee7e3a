/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/start-fault.h"

#include <gst/base/gstbasetransform.h>

#define TEST_TYPE_START (test_start_get_type ())
G_DECLARE_FINAL_TYPE (TestStart, test_start, TEST, START, GstBaseTransform)

struct _TestStart
{
  GstBaseTransform parent;
  int state_error; /* atomic */
};

G_DEFINE_FINAL_TYPE (TestStart, test_start, GST_TYPE_BASE_TRANSFORM)

static const GstStateChange changes[] = {
  0,
  GST_STATE_CHANGE_NULL_TO_READY,
  GST_STATE_CHANGE_READY_TO_PAUSED,
  GST_STATE_CHANGE_PAUSED_TO_PLAYING,
};

static GstStateChangeReturn
test_start_change_state (GstElement *element, GstStateChange change)
{
  TestStart *self = TEST_START (element);

  if (changes[g_atomic_int_get (&self->state_error)] == change) {
    GST_ELEMENT_ERROR (self, CORE, STATE_CHANGE, ("broken"), (NULL));
    return GST_STATE_CHANGE_FAILURE;
  }
  return GST_ELEMENT_CLASS (test_start_parent_class)
      ->change_state (element, change);
}

static void
test_start_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_atomic_int_set (&TEST_START (object)->state_error, g_value_get_int (value));
}

static void
test_start_init (TestStart *self)
{
  gst_base_transform_set_passthrough (GST_BASE_TRANSFORM (self), TRUE);
}

static void
test_start_class_init (TestStartClass *klass)
{
  static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
      "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
      "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = test_start_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
      g_param_spec_int ("state-error", "State error", "Change that fails", 0, 3,
          0, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  element_class->change_state = test_start_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (
      element_class, "Start fault", "Filter", "Fails to start", "tests");
}

void
rmg_test_start_fault_register (void)
{
  gst_element_register (NULL, "teststart", GST_RANK_NONE, TEST_TYPE_START);
}
