/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/carried.h"

/* A letter is ten frames: 'v' voiced, 'q' quiet, '.' no meta. */
static void
push (RmgVadCarried *self, const char *buffers)
{
  for (guint i = 0; buffers[i] != '\0'; i++) {
    g_autoptr (GstBuffer) buffer = gst_buffer_new ();

    if (buffers[i] != '.')
      gst_buffer_add_audio_level_meta (buffer, 30, buffers[i] == 'v');
    rmg_vad_carried_push (self, buffer, 10 * i, 10);
  }
}

typedef struct
{
  const char *name;
  const char *buffers;
  guint frame;
  const char *expected; /* of each frame, in the same letters */
} Case;

static const Case cases[] = {
  { "equal", "vq.v", 10, "vq.v" },
  { "shorter", "vq.", 5, "vvqq.." },
  { "longer", "qqqv..qq", 20, "qv.q" },
  { "uneven", "qvqq", 13, "vvq" },
  { "none", "...", 10, "..." },
};

static void
test_carried_frame_has_the_flag_of_its_time (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (GString) found = g_string_new (NULL);
  RmgVadCarried carried;

  rmg_vad_carried_init (&carried);
  push (&carried, row->buffers);
  for (guint i = 0; row->expected[i] != '\0'; i++) {
    gboolean voiced;
    const gboolean known = rmg_vad_carried_take (
        &carried, i * row->frame, (i + 1) * row->frame, &voiced);

    g_string_append_c (found, !known ? '.' : voiced ? 'v' : 'q');
  }
  g_assert_cmpstr (found->str, ==, row->expected);
  rmg_vad_carried_clear (&carried);
}

static void
test_carried_reset_forgets (void)
{
  RmgVadCarried carried;
  gboolean voiced;

  rmg_vad_carried_init (&carried);
  push (&carried, "vv");
  rmg_vad_carried_reset (&carried);
  g_assert_false (rmg_vad_carried_take (&carried, 0, 10, &voiced));
  g_assert_false (voiced);
  rmg_vad_carried_clear (&carried);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/carried/", cases[i].name, NULL);

    g_test_add_data_func (
        path, &cases[i], test_carried_frame_has_the_flag_of_its_time);
  }
  g_test_add_func ("/carried/reset", test_carried_reset_forgets);
  return g_test_run ();
}
