/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/offer.h"

#include "elements/base/recycler.h"
#include "elements/convert/rmgconvert.h"
#include "elements/resample/rmgresample.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

static void
test_offer_taken_is_the_first_of_the_query (void)
{
  g_autoptr (GstAllocator) allocator = gst_allocator_find (NULL);
  g_autoptr (GstQuery) query = gst_query_new_allocation (NULL, FALSE);
  GstAllocationParams params = { .align = 63 };
  RmgOffer offer = { NULL };

  gst_query_add_allocation_param (query, allocator, &params);
  gst_query_add_allocation_param (query, NULL, &params);
  rmg_offer_take (&offer, query);
  g_assert_true (offer.allocator == allocator);
  g_assert_cmpuint (offer.params.align, ==, 63);
  rmg_offer_clear (&offer);
  g_assert_null (offer.allocator);
  g_assert_cmpuint (offer.params.align, ==, 0);
}

static void
test_offer_of_unanswered_query_replaces_the_last (void)
{
  g_autoptr (GstAllocator) allocator = gst_allocator_find (NULL);
  g_autoptr (GstQuery) query = gst_query_new_allocation (NULL, FALSE);
  RmgOffer offer = { gst_object_ref (allocator), { .align = 7 } };

  rmg_offer_take (&offer, query);
  g_assert_null (offer.allocator);
  g_assert_cmpuint (offer.params.align, ==, 0);
}

static gboolean
answer (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstAllocator *allocator = gst_pad_get_element_private (pad);

  if (allocator != NULL)
    gst_query_add_allocation_param (query, allocator, NULL);
  return allocator != NULL;
}

static void
test_offer_requested_is_the_answer_of_the_peer (void)
{
  g_autoptr (GstAllocator) allocator = gst_allocator_find (NULL);
  g_autoptr (GstPad) src = gst_pad_new ("src", GST_PAD_SRC);
  g_autoptr (GstPad) sink = gst_pad_new ("sink", GST_PAD_SINK);
  RmgOffer offer = { NULL };

  gst_object_ref_sink (src);
  gst_object_ref_sink (sink);
  gst_pad_set_query_function (sink, answer);
  gst_pad_set_element_private (sink, allocator);
  gst_pad_link_full (src, sink, GST_PAD_LINK_CHECK_NOTHING);
  gst_pad_set_active (src, TRUE);
  gst_pad_set_active (sink, TRUE);
  rmg_offer_request (&offer, src, NULL);
  g_assert_true (offer.allocator == allocator);
  gst_pad_set_element_private (sink, NULL);
  rmg_offer_request (&offer, src, NULL);
  g_assert_null (offer.allocator);
  gst_pad_set_active (src, FALSE);
  gst_pad_set_active (sink, FALSE);
}

#define AUDIO "audio/x-raw,layout=interleaved,channels=1,format="

typedef struct
{
  const char *name;
  const char *launch;
  const char *out_caps;
  gboolean takes;
} Chain;

/* The last element that writes a buffer of its own takes the memory. */
static const Chain chains[] = {
  { "resample", "rmgresample", AUDIO "F32LE,rate=16000", TRUE },
  { "convert", "rmgconvert", AUDIO "S16LE,rate=48000", TRUE },
  { "resample-pass", "rmgresample ! rmgconvert", AUDIO "F32LE,rate=16000",
      TRUE },
  { "pass-convert", "rmgresample ! rmgconvert", AUDIO "S16LE,rate=48000",
      TRUE },
  { "both", "rmgresample ! rmgconvert", AUDIO "S16LE,rate=16000", TRUE },
  { "resample-twice", "rmgresample rate=44100 ! rmgresample",
      AUDIO "F32LE,rate=16000", TRUE },
  { "pass", "rmgconvert", AUDIO "F32LE,rate=48000", FALSE },
};

static void
assert_memory (GstBuffer *buffer, GstAllocator *allocator, gboolean is_taken)
{
  GstMemory *memory = gst_buffer_peek_memory (buffer, 0);
  GstMapInfo map;

  g_assert_true ((memory->allocator == allocator) == is_taken);
  gst_memory_map (memory, &map, GST_MAP_READ);
  g_assert_true (!is_taken || (guintptr) map.data % 32 == 0);
  gst_memory_unmap (memory, &map);
}

static void
test_offer_of_a_sink_is_the_memory_of_its_buffers (gconstpointer data)
{
  const Chain *chain = data;
  GstHarness *h = gst_harness_new_parse (chain->launch);
  GstAllocationParams params = { .align = 31 };
  GstAllocator *allocator = rmg_recycler_new ();
  GstBuffer *in = gst_buffer_new_allocate (NULL, 4800 * sizeof (float), NULL);
  GstBuffer *out;

  gst_harness_set_propose_allocator (h, gst_object_ref (allocator), &params);
  gst_harness_set_sink_caps_str (h, chain->out_caps);
  gst_harness_set_src_caps_str (h, AUDIO "F32LE,rate=48000");
  gst_buffer_memset (in, 0, 0, 4800 * sizeof (float));
  gst_harness_push (h, in);
  gst_harness_push_event (h, gst_event_new_eos ());
  g_assert_cmpuint (gst_harness_buffers_in_queue (h), >=, 1);
  while ((out = gst_harness_try_pull (h)) != NULL) {
    assert_memory (out, allocator, chain->takes);
    gst_buffer_unref (out);
  }
  gst_harness_teardown (h);
  gst_object_unref (allocator);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/offer/first", test_offer_taken_is_the_first_of_the_query);
  g_test_add_func (
      "/offer/none", test_offer_of_unanswered_query_replaces_the_last);
  g_test_add_func (
      "/offer/request", test_offer_requested_is_the_answer_of_the_peer);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++) {
    g_autofree char *path = g_strconcat ("/offer/", chains[i].name, NULL);

    g_test_add_data_func (
        path, &chains[i], test_offer_of_a_sink_is_the_memory_of_its_buffers);
  }
  return g_test_run ();
}
