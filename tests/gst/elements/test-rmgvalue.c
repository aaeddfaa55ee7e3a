/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/item-end.h"
#include "gst/elements/rmgvalue.h"
#include <rmg/error.h>
#include <rmg/value-memory.h>

#include <gst/check/gstharness.h>
#include <math.h>

static GstHarness *
new_harness (const char *launch)
{
  GstHarness *harness = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (harness, RMG_VALUE_MEDIA_TYPE);
  return harness;
}

/* @value: (transfer full): Returns: (transfer full): the output for it */
static RmgValue *
run_value (const char *launch, RmgValue *value)
{
  GstHarness *harness = new_harness (launch);
  GstBuffer *output =
      gst_harness_push_and_pull (harness, rmg_value_buffer_new (value));
  RmgValue *result = rmg_value_ref (rmg_value_buffer_peek (output));

  gst_buffer_unref (output);
  gst_harness_teardown (harness);
  return result;
}

static void
test_rmgvalue_number_follows_python_types (void)
{
  const struct
  {
    const char *launch;
    RmgValue *input;
    RmgValue *output;
  } rows[] = {
    { "rmgvalue op=multiply operand=2.0", rmg_value_new_int (5),
        rmg_value_new_double (10.0) },
    { "rmgvalue op=multiply operand=2 operand-is-integer=true",
        rmg_value_new_int (5), rmg_value_new_int (10) },
    { "rmgvalue op=multiply operand=2 operand-is-integer=true",
        rmg_value_new_double (0.1), rmg_value_new_double (0.2) },
    { "rmgvalue op=multiply operand=2.5 operand-is-integer=true",
        rmg_value_new_int (2), rmg_value_new_double (5.0) },
    { "rmgvalue op=multiply operand=2 operand-is-integer=true",
        rmg_value_new_int (-7), rmg_value_new_int (-14) },
    { "rmgvalue op=multiply operand=1e300 operand-is-integer=true",
        rmg_value_new_int (1), rmg_value_new_double (1e300) },
    { "rmgvalue op=add operand=10 operand-is-integer=true",
        rmg_value_new_int (-3), rmg_value_new_int (7) },
    { "rmgvalue op=add operand=1", rmg_value_new_int (G_MAXINT64),
        rmg_value_new_double (0x1p63) },
    { "rmgvalue op=add operand=0.5", rmg_value_new_bool (TRUE),
        rmg_value_new_bool (TRUE) },
    { "rmgvalue op=add operand=1", rmg_value_new_double (INFINITY),
        rmg_value_new_double (INFINITY) },
    { "rmgvalue", rmg_value_new_int (5), rmg_value_new_int (5) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (RmgValue) expected = rows[i].output;
    g_autoptr (RmgValue) result = run_value (rows[i].launch, rows[i].input);

    g_test_message ("row %" G_GSIZE_FORMAT ": %s", i, rows[i].launch);
    g_assert_true (rmg_value_equal (result, expected));
  }
}

/* Returns: (transfer full): code of the error, in "code" of the details */
static int
get_error_code (GstBus *bus)
{
  g_autoptr (GstMessage) message =
      gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  const GstStructure *details = NULL;
  gboolean is_retryable = TRUE;
  int code = -1;

  g_assert_nonnull (message);
  gst_message_parse_error_details (message, &details);
  g_assert_true (gst_structure_get (details, "code", G_TYPE_INT, &code,
      "rmg-retryable", G_TYPE_BOOLEAN, &is_retryable, NULL));
  g_assert_false (is_retryable);
  return code;
}

/* @value: (transfer full): the value, and a list that begins with 1, fail */
static void
assert_fails (RmgValue *value, int code)
{
  GstHarness *harness =
      new_harness ("rmgvalue op=multiply operand=2 operand-is-integer=true");
  g_autoptr (GstBus) bus = gst_bus_new ();
  GstBufferList *list = gst_buffer_list_new ();

  gst_element_set_bus (harness->element, bus);
  gst_buffer_list_add (list, rmg_value_buffer_new (rmg_value_new_int (1)));
  gst_buffer_list_add (list, rmg_value_buffer_new (rmg_value_ref (value)));
  gst_buffer_list_add (list, rmg_value_buffer_new (rmg_value_new_int (3)));
  g_assert_cmpint (
      gst_pad_push_list (harness->srcpad, list), ==, GST_FLOW_ERROR);
  g_assert_cmpint (get_error_code (bus), ==, code);
  g_assert_cmpuint (gst_harness_buffers_received (harness), ==, 1);

  g_assert_cmpint (gst_harness_push (harness, rmg_value_buffer_new (value)), ==,
      GST_FLOW_ERROR);
  g_assert_cmpint (get_error_code (bus), ==, code);
  g_assert_cmpuint (gst_harness_buffers_received (harness), ==, 1);
  gst_element_set_bus (harness->element, NULL);
  gst_harness_teardown (harness);
}

static void
test_rmgvalue_overflow_and_objects_are_errors (void)
{
  assert_fails (rmg_value_new_int (G_MAXINT64), RMG_ERROR_OUT_OF_RANGE);
  assert_fails (
      rmg_value_new_object (NULL, "test", NULL), RMG_ERROR_WRONG_TYPE);
}

static void
test_rmgvalue_product_is_not_contracted (void)
{
  g_autoptr (RmgValue) result = run_value ("rmgvalue op=multiply operand=1.1"
                                           " ! rmgvalue op=add operand=-1.21",
      rmg_value_new_double (1.1));
  volatile double product = 1.1 * 1.1;

  g_assert_cmpfloat (rmg_value_get_double (result), ==, product - 1.21);
}

static void
test_rmgvalue_list_computes_its_numbers (void)
{
  RmgValue *list = rmg_value_new_array ();
  RmgValue *inner = rmg_value_new_array ();
  g_autoptr (RmgValue) result = NULL;

  rmg_value_array_append (inner, rmg_value_new_int (9));
  rmg_value_array_append (list, rmg_value_new_int (3));
  rmg_value_array_append (list, rmg_value_new_string ("x", 1));
  rmg_value_array_append (list, inner);

  result = run_value ("rmgvalue op=multiply operand=2", list);

  g_assert_cmpfloat (
      rmg_value_get_double (rmg_value_array_get (result, 0)), ==, 6.0);
  g_assert_cmpint (rmg_value_get_kind (rmg_value_array_get (result, 1)), ==,
      RMG_VALUE_STRING);
  inner = rmg_value_array_get (result, 2);
  g_assert_cmpfloat (
      rmg_value_get_double (rmg_value_array_get (inner, 0)), ==, 18.0);
}

static void
test_rmgvalue_other_value_is_untouched (void)
{
  g_autoptr (RmgValue) text = rmg_value_new_string ("text", -1);
  g_autoptr (RmgValue) result =
      run_value ("rmgvalue op=add operand=2", rmg_value_ref (text));

  g_assert_true (result == text);
}

static void
test_rmgvalue_audio_passes_same_buffer (void)
{
  GstHarness *harness = gst_harness_new_parse ("rmgvalue op=add operand=2");
  GstBuffer *input = gst_buffer_new_allocate (NULL, 64, NULL);
  GstBuffer *output;

  gst_harness_set_src_caps_str (
      harness, "audio/x-raw,format=F32LE,rate=8000,channels=1");
  output = gst_harness_push_and_pull (harness, input);
  g_assert_true (output == input);
  gst_buffer_unref (output);
  gst_harness_teardown (harness);
}

static void
test_rmgvalue_unshared_number_changes_in_place (void)
{
  GstHarness *harness = new_harness ("rmgvalue op=multiply operand=3");
  GstBuffer *input = rmg_value_buffer_new (rmg_value_new_double (2.0));
  RmgValue *value = rmg_value_buffer_peek (input);
  GstBuffer *output = gst_harness_push_and_pull (harness, input);

  g_assert_true (output == input);
  g_assert_true (rmg_value_buffer_peek (output) == value);
  g_assert_cmpfloat (rmg_value_get_double (value), ==, 6.0);
  gst_buffer_unref (output);
  gst_harness_teardown (harness);
}

static void
test_rmgvalue_shared_number_stays (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_double (2.0);
  g_autoptr (RmgValue) result =
      run_value ("rmgvalue op=multiply operand=3", rmg_value_ref (value));

  g_assert_cmpfloat (rmg_value_get_double (value), ==, 2.0);
  g_assert_cmpfloat (rmg_value_get_double (result), ==, 6.0);
}

static void
test_rmgvalue_list_of_buffers_stays_in_order (void)
{
  GstHarness *harness = new_harness ("rmgvalue op=add operand=100");
  GstBufferList *list = gst_buffer_list_new ();
  GstBuffer *shared = rmg_value_buffer_new (rmg_value_new_double (0.0));

  gst_buffer_list_add (list, gst_buffer_ref (shared));
  for (int i = 1; i < 4; i++)
    gst_buffer_list_add (list, rmg_value_buffer_new (rmg_value_new_double (i)));
  g_assert_cmpint (gst_pad_push_list (harness->srcpad, list), ==, GST_FLOW_OK);

  for (int i = 0; i < 4; i++) {
    GstBuffer *output = gst_harness_pull (harness);

    g_assert_cmpfloat (
        rmg_value_get_double (rmg_value_buffer_peek (output)), ==, 100.0 + i);
    gst_buffer_unref (output);
  }
  g_assert_cmpfloat (
      rmg_value_get_double (rmg_value_buffer_peek (shared)), ==, 0.0);
  gst_buffer_unref (shared);
  gst_harness_teardown (harness);
}

static void
test_rmgvalue_item_end_follows_item (void)
{
  GstHarness *harness = new_harness ("rmgvalue op=add operand=1");
  GstEvent *event;
  guint64 item = 0;

  gst_buffer_unref (gst_harness_push_and_pull (
      harness, rmg_value_buffer_new (rmg_value_new_int (1))));
  while ((event = gst_harness_try_pull_event (harness)) != NULL)
    gst_event_unref (event);
  g_assert_true (gst_harness_push_event (harness, rmg_item_end_new (9, TRUE)));

  event = gst_harness_pull_event (harness);
  g_assert_true (rmg_item_end_parse (event, &item, NULL));
  g_assert_cmpuint (item, ==, 9);
  gst_event_unref (event);
  gst_harness_teardown (harness);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgvalue, NULL);

  g_test_add_func (
      "/rmgvalue/number", test_rmgvalue_number_follows_python_types);
  g_test_add_func (
      "/rmgvalue/contraction", test_rmgvalue_product_is_not_contracted);
  g_test_add_func ("/rmgvalue/list", test_rmgvalue_list_computes_its_numbers);
  g_test_add_func ("/rmgvalue/other", test_rmgvalue_other_value_is_untouched);
  g_test_add_func ("/rmgvalue/audio", test_rmgvalue_audio_passes_same_buffer);
  g_test_add_func (
      "/rmgvalue/in-place", test_rmgvalue_unshared_number_changes_in_place);
  g_test_add_func ("/rmgvalue/shared", test_rmgvalue_shared_number_stays);
  g_test_add_func (
      "/rmgvalue/buffers", test_rmgvalue_list_of_buffers_stays_in_order);
  g_test_add_func ("/rmgvalue/item-end", test_rmgvalue_item_end_follows_item);
  g_test_add_func (
      "/rmgvalue/errors", test_rmgvalue_overflow_and_objects_are_errors);
  return g_test_run ();
}
