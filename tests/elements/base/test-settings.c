/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/settings.h"

typedef struct
{
  gint number;
  gint64 wide;
  guint count;
  guint64 wide_count;
  gdouble share;
  gboolean on;
  gint choice;
  const char *text;
} Fields;

static GType
choice_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { 0, "The first", "first" },
    { 1, "The second", "second" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgTestChoice", values);
}

#define AT(field) G_STRUCT_OFFSET (Fields, field)

static const Fields initial = { -1, -1, 3, 4, 0.5, TRUE, 1, "text" };

static const RmgSetting rows[] = {
  { "a-number", "A number", RMG_SETTING_INT, AT (number), .least = -1 },
  { "wide", "A wide number", RMG_SETTING_INT64, AT (wide), .least = -1 },
  { "count", "A count", RMG_SETTING_UINT, AT (count), .least = 1, .most = 64 },
  { "wide-count", "A wide count", RMG_SETTING_UINT64, AT (wide_count) },
  { "share", "A share", RMG_SETTING_DOUBLE, AT (share), .most = 1 },
  { "on", "On or off", RMG_SETTING_BOOLEAN, AT (on) },
  { "choice", "A choice", RMG_SETTING_ENUM, AT (choice),
      .get_type = choice_get_type },
  { "text", "A text", RMG_SETTING_STRING, AT (text) },
};

#define FIRST_ID 7

static const RmgSettingTable table = {
  .rows = rows,
  .n_rows = G_N_ELEMENTS (rows),
  .initial = &initial,
  .first_id = FIRST_ID,
  .flags = RMG_SETTINGS_WRITABLE,
};

/* An object with these properties and nothing else. */
typedef struct
{
  GObject parent;
  Fields fields;
} Holder;

typedef GObjectClass HolderClass;

GType holder_get_type (void);
G_DEFINE_TYPE (Holder, holder, G_TYPE_OBJECT)

static void
holder_set_property (
    GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  g_assert_true (
      rmg_setting_table_set (&table, &((Holder *) object)->fields, id, value));
}

static void
holder_get_property (
    GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_assert_true (
      rmg_setting_table_get (&table, &((Holder *) object)->fields, id, value));
}

static void
holder_init (Holder *self)
{
  self->fields = initial;
}

static void
holder_class_init (HolderClass *klass)
{
  klass->set_property = holder_set_property;
  klass->get_property = holder_get_property;
  rmg_setting_table_install (&table, klass);
}

static GParamSpec *
find_spec (const char *name)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (holder_get_type ());

  return g_object_class_find_property (G_OBJECT_CLASS (klass), name);
}

static void
test_settings_every_kind_is_read_back (void)
{
  g_autoptr (GObject) object = g_object_new (holder_get_type (), NULL);
  const Fields *fields = &((Holder *) object)->fields;
  g_autofree char *text = NULL;
  gint choice;

  g_object_set (object, "a-number", 5, "wide", G_MAXINT64, "count", 64,
      "wide-count", G_MAXUINT64, "share", 0.25, "on", FALSE, "choice", 0,
      "text", "other", NULL);
  g_assert_cmpint (fields->number, ==, 5);
  g_assert_cmpint (fields->wide, ==, G_MAXINT64);
  g_assert_cmpuint (fields->count, ==, 64);
  g_assert_cmpuint (fields->wide_count, ==, G_MAXUINT64);
  g_assert_cmpfloat (fields->share, ==, 0.25);
  g_assert_false (fields->on);
  g_assert_cmpstr (fields->text, ==, "other");
  g_object_get (object, "choice", &choice, "text", &text, NULL);
  g_assert_cmpint (choice, ==, 0);
  g_assert_cmpstr (text, ==, "other");
}

static void
test_settings_default_is_the_field_of_initial (void)
{
  g_autoptr (GObject) object = g_object_new (holder_get_type (), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    GParamSpec *spec = find_spec (rows[i].name);
    g_auto (GValue) value = G_VALUE_INIT;

    g_object_get_property (object, rows[i].name, &value);
    g_assert_true (g_param_value_defaults (spec, &value));
  }
}

static void
test_settings_range_is_that_of_the_row (void)
{
  const GParamSpecUInt *count = G_PARAM_SPEC_UINT (find_spec ("count"));
  const GParamSpecInt *number = G_PARAM_SPEC_INT (find_spec ("a-number"));
  const GParamSpecInt64 *wide = G_PARAM_SPEC_INT64 (find_spec ("wide"));
  const GParamSpecUInt64 *wide_count =
      G_PARAM_SPEC_UINT64 (find_spec ("wide-count"));

  g_assert_cmpuint (count->minimum, ==, 1);
  g_assert_cmpuint (count->maximum, ==, 64);
  g_assert_cmpint (number->minimum, ==, -1);
  g_assert_cmpint (number->maximum, ==, G_MAXINT);
  g_assert_cmpint (wide->maximum, ==, G_MAXINT64);
  g_assert_cmpuint (wide_count->maximum, ==, G_MAXUINT64);
}

static void
test_settings_nick_is_the_name_in_words (void)
{
  g_assert_cmpstr (
      g_param_spec_get_nick (find_spec ("a-number")), ==, "A number");
  g_assert_cmpstr (g_param_spec_get_nick (find_spec ("on")), ==, "On");
}

static void
test_settings_unknown_id_is_refused (void)
{
  Fields fields = initial;
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_assert_false (
      rmg_setting_table_set (&table, &fields, FIRST_ID - 1, &value));
  g_assert_false (rmg_setting_table_get (
      &table, &fields, FIRST_ID + G_N_ELEMENTS (rows), &value));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/every-kind-is-read-back",
      test_settings_every_kind_is_read_back);
  g_test_add_func ("/settings/default-is-the-field-of-initial",
      test_settings_default_is_the_field_of_initial);
  g_test_add_func ("/settings/range-is-that-of-the-row",
      test_settings_range_is_that_of_the_row);
  g_test_add_func ("/settings/nick-is-the-name-in-words",
      test_settings_nick_is_the_name_in_words);
  g_test_add_func (
      "/settings/unknown-id-is-refused", test_settings_unknown_id_is_refused);
  return g_test_run ();
}
