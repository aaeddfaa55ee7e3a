/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/foreign.h"

#include <string.h>

/* Properties of every kind, whose ranges the test knows. */
typedef enum
{
  MODE_SLOW,
  MODE_FAST = 5,
} Mode;

static GType
get_mode_type (void)
{
  static GType type = 0;
  static const GEnumValue values[] = { { MODE_SLOW, "MODE_SLOW", "slow" },
    { MODE_FAST, "MODE_FAST", "fast" }, { 0, NULL, NULL } };

  if (type == 0)
    type = g_enum_register_static ("TestForeignMode", values);
  return type;
}

typedef enum
{
  SPEC_INT,
  SPEC_UINT,
  SPEC_INT64,
  SPEC_UINT64,
  SPEC_FLOAT,
  SPEC_DOUBLE,
  SPEC_BOOLEAN,
  SPEC_STRING,
  SPEC_MODE,
  SPEC_CAPS,
} Spec;

static GParamSpec *
make_spec (Spec spec)
{
  switch (spec) {
    case SPEC_INT:
      return g_param_spec_int ("p", NULL, NULL, -5, 5, 0, G_PARAM_READWRITE);
    case SPEC_UINT:
      return g_param_spec_uint ("p", NULL, NULL, 1, 9, 1, G_PARAM_READWRITE);
    case SPEC_INT64:
      return g_param_spec_int64 (
          "p", NULL, NULL, -1, G_MAXINT64, 0, G_PARAM_READWRITE);
    case SPEC_UINT64:
      return g_param_spec_uint64 (
          "p", NULL, NULL, 0, G_MAXUINT64, 0, G_PARAM_READWRITE);
    case SPEC_FLOAT:
      return g_param_spec_float ("p", NULL, NULL, 0, 1, 0, G_PARAM_READWRITE);
    case SPEC_DOUBLE:
      return g_param_spec_double ("p", NULL, NULL, 0, 1, 0, G_PARAM_READWRITE);
    case SPEC_BOOLEAN:
      return g_param_spec_boolean ("p", NULL, NULL, FALSE, G_PARAM_READWRITE);
    case SPEC_STRING:
      return g_param_spec_string ("p", NULL, NULL, NULL, G_PARAM_READWRITE);
    case SPEC_MODE:
      return g_param_spec_enum (
          "p", NULL, NULL, get_mode_type (), MODE_SLOW, G_PARAM_READWRITE);
    default:
      return g_param_spec_boxed (
          "p", NULL, NULL, GST_TYPE_CAPS, G_PARAM_READWRITE);
  }
}

/* A value of a manifest: "7", "0.5", "true", or a string in single quotes. */
static void
init_given (GValue *given, const char *text)
{
  if (*text == '\'') {
    g_value_init (given, G_TYPE_STRING);
    g_value_take_string (given, g_strndup (text + 1, strlen (text) - 2));
  } else if (g_str_equal (text, "true") || g_str_equal (text, "false")) {
    g_value_init (given, G_TYPE_BOOLEAN);
    g_value_set_boolean (given, *text == 't');
  } else if (strchr (text, '.') != NULL) {
    g_value_init (given, G_TYPE_DOUBLE);
    g_value_set_double (given, g_ascii_strtod (text, NULL));
  } else {
    g_value_init (given, G_TYPE_INT64);
    g_value_set_int64 (given, g_ascii_strtoll (text, NULL, 10));
  }
}

typedef struct
{
  Spec spec;
  const char *given;
  const char *result;   /* serialised, or NULL */
  const char *expected; /* text for a refused value */
} Converted;

static const Converted converted[] = {
  { SPEC_INT, "5", "5" },
  { SPEC_INT, "-5", "-5" },
  { SPEC_INT, "6", NULL, "a number from -5 to 5" },
  { SPEC_INT, "4294967297", NULL, "a number from -5 to 5" },
  { SPEC_INT, "3.0", "3" },
  { SPEC_INT, "3.5", NULL, "a number from -5 to 5" },
  { SPEC_INT, "'4'", "4" },
  { SPEC_INT, "'four'", NULL, "a number from -5 to 5" },
  { SPEC_INT, "true", NULL, "a number from -5 to 5" },
  { SPEC_UINT, "0", NULL, "a number from 1 to 9" },
  { SPEC_UINT, "-1", NULL, "a number from 1 to 9" },
  { SPEC_UINT, "9", "9" },
  { SPEC_INT64, "9223372036854775807", "9223372036854775807" },
  { SPEC_INT64, "-2", NULL, "a number from -1 to 9223372036854775807" },
  { SPEC_UINT64, "7", "7" },
  { SPEC_UINT64, "-1", NULL, "a number from 0 to 18446744073709551615" },
  { SPEC_FLOAT, "0.1", "0.10000000149011612" },
  { SPEC_FLOAT, "1", "1" },
  { SPEC_FLOAT, "1.5", NULL, "a number from 0 to 1" },
  { SPEC_DOUBLE, "0.5", "0.5" },
  { SPEC_DOUBLE, "2", NULL, "a number from 0 to 1" },
  { SPEC_BOOLEAN, "true", "true" },
  { SPEC_BOOLEAN, "'false'", "false" },
  { SPEC_BOOLEAN, "1", NULL, "a value of type gboolean" },
  { SPEC_STRING, "'text'", "text" },
  { SPEC_STRING, "7", NULL, "a value of type gchararray" },
  { SPEC_MODE, "'fast'", "fast" },
  { SPEC_MODE, "5", "fast" },
  { SPEC_MODE, "'quick'", NULL, "one of slow fast" },
  { SPEC_MODE, "3", NULL, "one of slow fast" },
  { SPEC_CAPS, "'audio/x-raw, rate=(int)5'",
      "\"audio/x-raw\\,\\ rate\\=\\(int\\)5\"" },
  { SPEC_CAPS, "7", NULL, "a value of type GstCaps" },
};

static void
test_foreign_value_converted_exactly_or_refused (gconstpointer data)
{
  const Converted *row = data;
  GParamSpec *pspec = g_param_spec_ref_sink (make_spec (row->spec));
  g_auto (GValue) given = G_VALUE_INIT;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *why = NULL;
  g_autofree char *result = NULL;
  gboolean accepted;

  init_given (&given, row->given);
  g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (pspec));
  accepted = rmg_foreign_value (pspec, &given, &value, &why);
  result = accepted ? gst_value_serialize (&value) : NULL;
  g_assert_cmpstr (result, ==, row->result);
  g_assert_cmpstr (why, ==, row->expected);
  g_param_spec_unref (pspec);
}

static void
ignore_property (GObject *object, guint id, const GValue *value, GParamSpec *p)
{
}

static void
install_permissions (gpointer klass, gpointer unused)
{
  G_OBJECT_CLASS (klass)->set_property = ignore_property;
  g_object_class_install_property (klass, 1,
      g_param_spec_boolean ("allow-code", NULL, NULL, FALSE, G_PARAM_WRITABLE));
  g_object_class_install_property (klass, 2,
      g_param_spec_string (
          "python-modules", NULL, NULL, NULL, G_PARAM_WRITABLE));
}

/* A manifest would load code through a bin that it nests. */
static void
test_foreign_permission_to_run_code_refused (void)
{
  const GType type = g_type_register_static_simple (G_TYPE_OBJECT, "RmgBin",
      sizeof (GObjectClass), install_permissions, sizeof (GObject), NULL, 0);
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  static const char *const names[] = { "allow-code", "python-modules" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GParamSpec *pspec =
        g_object_class_find_property (G_OBJECT_CLASS (klass), names[i]);
    GValue given = G_VALUE_INIT;
    GValue value = G_VALUE_INIT;
    g_autofree char *why = NULL;

    g_value_init (&given, G_PARAM_SPEC_VALUE_TYPE (pspec));
    g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (pspec));
    g_assert_false (rmg_foreign_value (pspec, &given, &value, &why));
    g_assert_cmpstr (why, ==, "nothing: only the application may allow code");
  }
}

static void
test_foreign_factory_loaded_by_name (void)
{
  g_autoptr (GstElementFactory) factory = rmg_foreign_load ("queue");

  g_assert_cmpstr (GST_OBJECT_NAME (factory), ==, "queue");
  g_assert_cmpuint (
      gst_element_factory_get_element_type (factory), !=, G_TYPE_INVALID);
  g_assert_null (rmg_foreign_load ("no-such-element"));
}

static gboolean
is_sync (const char *name)
{
  g_autoptr (GstElementFactory) factory = rmg_foreign_load (name);

  g_assert_nonnull (factory);
  return rmg_foreign_is_sync (factory);
}

static void
test_foreign_only_transforms_and_marked_elements_are_sync (void)
{
  g_assert_true (is_sync ("identity"));
  g_assert_true (is_sync ("capsfilter"));
  g_assert_false (is_sync ("queue"));
  g_assert_false (is_sync ("fakesrc"));
  g_assert_false (is_sync ("tee"));
}

typedef struct
{
  const char *factory;
  GstPadDirection direction;
  const char *name; /* NULL: no pad */
} Pad;

static const Pad pads[] = {
  { "identity", GST_PAD_SINK, "sink" },
  { "identity", GST_PAD_SRC, "src" },
  { "fakesrc", GST_PAD_SINK, NULL },
  { "fakesink", GST_PAD_SRC, NULL },
  { "tee", GST_PAD_SRC, "src_%u" },
  { "funnel", GST_PAD_SINK, "sink_%u" },
};

static void
test_foreign_pad_found_by_direction (gconstpointer data)
{
  const Pad *row = data;
  g_autoptr (GstElementFactory) factory = rmg_foreign_load (row->factory);
  GstStaticPadTemplate *pad = rmg_foreign_find_pad (factory, row->direction);

  g_assert_cmpstr (pad != NULL ? pad->name_template : NULL, ==, row->name);
}

static void
test_foreign_pad_that_is_always_there_preferred (void)
{
  /* input-selector: "sink_%u" on request and "src" always */
  g_autoptr (GstElementFactory) factory = rmg_foreign_load ("input-selector");

  g_assert_cmpint (rmg_foreign_find_pad (factory, GST_PAD_SRC)->presence, ==,
      GST_PAD_ALWAYS);
  g_assert_cmpint (rmg_foreign_find_pad (factory, GST_PAD_SINK)->presence, ==,
      GST_PAD_REQUEST);
}

static void
test_foreign_hint_is_the_nearest_factory (void)
{
  g_autofree char *near_name = rmg_foreign_hint ("identitty");
  g_autofree char *far_name = rmg_foreign_hint ("xyzzyplughfrotz");

  g_assert_cmpstr (near_name, ==, "did you mean \"identity\"?");
  g_assert_null (far_name);
}

typedef struct
{
  const char *factory;
  gboolean has_location;
} Location;

static const Location locations[] = {
  { "filesink", TRUE },
  { "filesrc", TRUE },
  { "multifilesink", TRUE },
  { "fakesink", FALSE },
  { "fdsink", FALSE },
  { "souphttpclientsink", FALSE },
  { "souphttpsrc", FALSE },
};

static void
test_foreign_network_is_known_by_class_and_properties (void)
{
  static const struct
  {
    const char *factory;
    gboolean is_network;
  } rows[] = { { "tcpclientsink", TRUE }, { "udpsrc", TRUE },
    { "souphttpclientsink", TRUE }, { "souphttpsrc", TRUE },
    { "filesink", FALSE }, { "fakesink", FALSE }, { "volume", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GstElementFactory) factory = rmg_foreign_load (rows[i].factory);

    if (factory != NULL)
      g_assert_cmpint (
          rmg_foreign_is_network (factory), ==, rows[i].is_network);
  }
}

static void
test_foreign_location_of_a_file_is_known (gconstpointer data)
{
  const Location *row = data;
  g_autoptr (GstElementFactory) factory = rmg_foreign_load (row->factory);

  if (factory == NULL) {
    g_test_skip ("not installed");
    return;
  }
  g_assert_cmpint (rmg_foreign_has_location (factory), ==, row->has_location);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (converted); i++) {
    g_autofree char *path = g_strdup_printf ("/foreign/value/%u", i);

    g_test_add_data_func (
        path, &converted[i], test_foreign_value_converted_exactly_or_refused);
  }
  for (guint i = 0; i < G_N_ELEMENTS (pads); i++) {
    g_autofree char *path = g_strdup_printf ("/foreign/pad/%u", i);

    g_test_add_data_func (path, &pads[i], test_foreign_pad_found_by_direction);
  }
  g_test_add_func (
      "/foreign/permission", test_foreign_permission_to_run_code_refused);
  g_test_add_func ("/foreign/load", test_foreign_factory_loaded_by_name);
  g_test_add_func ("/foreign/sync",
      test_foreign_only_transforms_and_marked_elements_are_sync);
  g_test_add_func (
      "/foreign/presence", test_foreign_pad_that_is_always_there_preferred);
  g_test_add_func ("/foreign/network",
      test_foreign_network_is_known_by_class_and_properties);
  g_test_add_func ("/foreign/hint", test_foreign_hint_is_the_nearest_factory);
  for (gsize i = 0; i < G_N_ELEMENTS (locations); i++) {
    g_autofree char *path =
        g_strconcat ("/foreign/location/", locations[i].factory, NULL);

    g_test_add_data_func (
        path, &locations[i], test_foreign_location_of_a_file_is_known);
  }
  return g_test_run ();
}
