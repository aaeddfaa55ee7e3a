/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/growth.h"

#include <malloc.h>

#define MIN_USES 30

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

/* An opened folder is a file too, in each measurement. */
RmgTestUse
rmg_test_use_measure (void)
{
  const struct mallinfo2 heap = mallinfo2 ();

  return (RmgTestUse){
    .n_bytes = heap.uordblks + heap.hblkhd,
    .n_threads = count_entries ("/proc/self/task"),
    .n_files = count_entries ("/proc/self/fd"),
  };
}

typedef struct
{
  const char *name;
  gsize offset;
  guint64
      tolerance; /* tables grow in steps, idle threads of a pool stay for 15 s */
} Column;

static const Column columns[] = {
  { "memory", G_STRUCT_OFFSET (RmgTestUse, n_bytes), 1024 * 1024 },
  { "threads", G_STRUCT_OFFSET (RmgTestUse, n_threads), 40 },
  { "files", G_STRUCT_OFFSET (RmgTestUse, n_files), 4 },
};

static guint64
find_lowest (const RmgTestUse *uses, guint n_uses, const Column *column)
{
  guint64 lowest = G_MAXUINT64;

  for (guint i = 0; i < n_uses; i++)
    lowest = MIN (lowest, G_STRUCT_MEMBER (guint64, &uses[i], column->offset));
  return lowest;
}

const char *
rmg_test_find_growth (const RmgTestUse *uses, guint n_uses)
{
  const guint third = n_uses / 3;

  for (guint i = 0; n_uses >= MIN_USES && i < G_N_ELEMENTS (columns); i++) {
    const guint64 before = find_lowest (uses, third, &columns[i]);
    const guint64 after =
        find_lowest (uses + n_uses - third, third, &columns[i]);

    if (after > before + columns[i].tolerance)
      return columns[i].name;
  }
  return NULL;
}
