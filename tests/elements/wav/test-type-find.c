/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <gst/base/gsttypefindhelper.h>
#include <gst/gst.h>

GST_TYPE_FIND_REGISTER_DECLARE (rmgwavtypes)

typedef struct
{
  const char *name;
  const char *bytes; /* the first 40 */
  const char *type;  /* NULL: not by this type finder */
} TypeRow;

#define SIZE "\x10\x00\x00\x00"
#define FMT                                                                    \
  "fmt \x10\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00"

static const TypeRow rows[] = {
  { "rifx", "RIFX" SIZE "WAVE" FMT "\0\0\0\0", "audio/x-wav" },
  { "bw64", "BW64\xff\xff\xff\xffWAVE" FMT "\0\0\0\0", "audio/x-wav" },
  { "other-form", "RIFX" SIZE "RMID" FMT "\0\0\0\0", NULL },
  { "other-order", "XFIR" SIZE "WAVE" FMT "\0\0\0\0", NULL },
};

static void
test_type_find_first_bytes_name_the_type (gconstpointer data)
{
  const TypeRow *row = data;
  g_autoptr (GstCaps) caps = gst_type_find_helper_for_data (
      NULL, (const guint8 *) row->bytes, 40, NULL);
  const char *type = NULL;

  if (caps != NULL)
    type = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  if (row->type != NULL)
    g_assert_cmpstr (type, ==, row->type);
  else if (type != NULL)
    g_assert_false (g_str_has_prefix (type, "audio/x-w"));
}

static gboolean
is_coded (const char *tag)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_autoptr (GstCaps) caps = NULL;
  gboolean coded = FALSE;

  g_string_append_len (bytes,
      "RIFF" SIZE "WAVE"
      "JUNK\2\0\0\0..fmt " SIZE,
      30);
  g_string_append_len (bytes, tag, 2);
  g_string_append_len (bytes, "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
  caps = gst_type_find_helper_for_data (
      NULL, (const guint8 *) bytes->str, bytes->len, NULL);
  gst_structure_get_boolean (gst_caps_get_structure (caps, 0), "coded", &coded);
  return coded;
}

static void
test_type_find_coded_wav_has_a_field (void)
{
  g_assert_true (is_coded ("\x11\0"));
  g_assert_true (is_coded ("\x55\0"));
  g_assert_false (is_coded ("\1\0"));
  g_assert_false (is_coded ("\7\0"));
}

static void
test_type_find_short_file_has_no_type (void)
{
  g_autoptr (GstCaps) caps = gst_type_find_helper_for_data (
      NULL, (const guint8 *) "RIFX\x10\x00\x00\x00WAV", 11, NULL);

  g_assert_null (caps);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_assert_true (gst_type_find_register_rmgwavtypes (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/wav/types/%s", rows[i].name);

    g_test_add_data_func (
        path, &rows[i], test_type_find_first_bytes_name_the_type);
  }
  g_test_add_func ("/wav/types/coded", test_type_find_coded_wav_has_a_field);
  g_test_add_func ("/wav/types/short", test_type_find_short_file_has_no_type);
  return g_test_run ();
}
