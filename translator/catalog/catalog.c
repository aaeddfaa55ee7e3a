/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/row.h"

#include "translator/base/nearest.h"
#include "translator/base/words.h"

#include <string.h>

#define GST_PREFIX "gst:"

/* Types that programs added. Rows are never freed: graphs point to them. */
static GMutex hosted_lock;
static GPtrArray *hosted; /* (element-type RmgCatalogRow), under hosted_lock */

static const RmgCatalogFamily *const families[] = { &rmg_catalog_audio,
  &rmg_catalog_values, &rmg_catalog_media };

guint
rmg_catalog_get_n_rows (void)
{
  guint n_rows = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    n_rows += families[i]->n_rows;
  return n_rows;
}

const RmgCatalogRow *
rmg_catalog_get_row (guint index)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++) {
    if (index < families[i]->n_rows)
      return &families[i]->rows[index];
    index -= families[i]->n_rows;
  }
  g_return_val_if_reached (NULL);
}

static const RmgCatalogRow *
find_in_table (const char *name)
{
  for (guint i = 0; i < rmg_catalog_get_n_rows (); i++) {
    const RmgCatalogRow *row = rmg_catalog_get_row (i);

    if (g_str_equal (row->type.name, name) ||
        rmg_words_contain (row->type.aliases, name))
      return row;
  }
  return NULL;
}

static const RmgCatalogRow *
find_hosted (const char *name)
{
  for (guint i = 0; hosted != NULL && i < hosted->len; i++) {
    const RmgCatalogRow *row = g_ptr_array_index (hosted, i);

    if (g_str_equal (row->type.name, name))
      return row;
  }
  return NULL;
}

const RmgCatalogRow *
rmg_catalog_find_row (const char *name)
{
  const RmgCatalogRow *row = find_in_table (name);
  g_autoptr (GMutexLocker) locker = NULL;

  if (row != NULL)
    return row;
  locker = g_mutex_locker_new (&hosted_lock);
  return find_hosted (name);
}

char *
rmg_catalog_hint (const char *name)
{
  RmgNearest nearest;

  rmg_nearest_init (&nearest, name);
  for (guint i = 0; i < rmg_catalog_get_n_types (); i++) {
    const RmgNodeType *type = rmg_catalog_get_type (i);

    rmg_nearest_try (&nearest, type->name);
    rmg_nearest_try_words (&nearest, type->aliases, type->name);
  }
  return rmg_nearest_hint (&nearest);
}

const char *
rmg_catalog_get_factory_name (const char *type)
{
  return g_str_has_prefix (type, GST_PREFIX) ? type + strlen (GST_PREFIX)
                                             : NULL;
}

guint
rmg_catalog_get_n_types (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hosted_lock);

  return rmg_catalog_get_n_rows () + (hosted != NULL ? hosted->len : 0);
}

const RmgNodeType *
rmg_catalog_get_type (guint index)
{
  const guint n_rows = rmg_catalog_get_n_rows ();
  g_autoptr (GMutexLocker) locker = NULL;
  const RmgCatalogRow *row;

  if (index < n_rows)
    return &rmg_catalog_get_row (index)->type;
  locker = g_mutex_locker_new (&hosted_lock);
  g_return_val_if_fail (hosted != NULL && index - n_rows < hosted->len, NULL);
  row = g_ptr_array_index (hosted, index - n_rows);
  return &row->type;
}

const RmgNodeType *
rmg_catalog_find_type (const char *name)
{
  const RmgCatalogRow *row = rmg_catalog_find_row (name);

  return row != NULL ? &row->type : NULL;
}

gboolean
rmg_catalog_add_hosted (const char *type, const char *description)
{
  g_autoptr (GMutexLocker) locker = NULL;
  RmgCatalogRow *row;

  if (find_in_table (type) != NULL ||
      rmg_catalog_get_factory_name (type) != NULL)
    return FALSE;
  locker = g_mutex_locker_new (&hosted_lock);
  if (find_hosted (type) != NULL)
    return TRUE;
  if (hosted == NULL)
    hosted = g_ptr_array_new ();
  row = g_new0 (RmgCatalogRow, 1);
  row->type.name = g_strdup (type);
  row->type.description = g_strdup (description);
  row->flags = RMG_NODE_HOSTED | RMG_NODE_SYNC;
  row->recipe = RMG_RECIPE_HOSTED;
  row->factory = "rmghost";
  g_ptr_array_add (hosted, row);
  return TRUE;
}
