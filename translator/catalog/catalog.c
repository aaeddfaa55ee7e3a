/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/row.h"

#include "translator/base/nearest.h"

#include <string.h>

#define GST_PREFIX "gst:"

/* Types that programs added. Rows are never freed: graphs point to them. */
static GMutex hosted_lock;
static GPtrArray *hosted; /* (element-type RmgCatalogRow), under hosted_lock */

gboolean
rmg_words_contain (const char *words, const char *word)
{
  gsize length = strlen (word);

  while (words != NULL && *words != '\0') {
    gsize n_bytes = strcspn (words, " ");

    if (n_bytes == length && strncmp (words, word, length) == 0)
      return TRUE;
    words += n_bytes;
    words += strspn (words, " ");
  }
  return FALSE;
}

static const RmgCatalogRow *
find_in_table (const char *name)
{
  for (guint i = 0; i < rmg_catalog_n_rows; i++) {
    const RmgNodeType *type = &rmg_catalog_rows[i].type;

    if (g_str_equal (type->name, name) ||
        rmg_words_contain (type->aliases, name))
      return &rmg_catalog_rows[i];
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

  return rmg_catalog_n_rows + (hosted != NULL ? hosted->len : 0);
}

const RmgNodeType *
rmg_catalog_get_type (guint index)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (index < rmg_catalog_n_rows)
    return &rmg_catalog_rows[index].type;
  locker = g_mutex_locker_new (&hosted_lock);
  g_return_val_if_fail (
      hosted != NULL && index - rmg_catalog_n_rows < hosted->len, NULL);
  return &(
      (RmgCatalogRow *) g_ptr_array_index (hosted, index - rmg_catalog_n_rows))
              ->type;
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
  row->factory = "rmghost";
  g_ptr_array_add (hosted, row);
  return TRUE;
}
