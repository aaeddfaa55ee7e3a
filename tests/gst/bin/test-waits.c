/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/waits.h"

#include <string.h>

/* Elements as "NODE ROLE FLAGS": role "n" node, "q" queue, "j" join, "f" fuse,
 * "t" tee, "g" guard, "c" commit; flags "e" entered, "t" task, and a digit for the element whose leg
 * lacks data. Links as "FROM>TO" by index. Waits as "N@E" inside element E, "N>M"
 * until M takes data, "N<M" for data of M, "N?" for input. */
typedef struct
{
  const char *name;
  const char *elements;
  const char *links;
  const char *waits;
  guint blocking;
} WaitRow;

#define NONE RMG_PLAN_NONE

static const WaitRow rows[] = {
  { "idle", "0n 1n", "0>1", "0? 1<0", 0 },
  { "source-works", "0nt 1n", "0>1", "0@0 1<0", 0 },
  { "sink-blocks", "0nt 1ne", "0>1", "0>1 1@1", 1 },
  { "chain-blocks", "0nt 1ne 2ne", "0>1 1>2", "0>1 1>2 2@2", 2 },
  { "middle-blocks", "0nt 1ne 2n", "0>1 1>2", "0>1 1@1 2<1", 1 },
  { "inside-of-one-node", "0nt 1ne 1ne 1n", "0>1 1>2 2>3", "0>1 1@2", 1 },
  { "guard-pushes-output", "0nt 1ge 1n 1c 2ge 2ne", "0>1 1>2 2>3 3>4 4>5",
      "0>1 1>2 2@5", 2 },
  { "guard-waits", "0nt 1ge 1n 1c 2g 2n", "0>1 1>2 2>3 3>4 4>5", "0>1 1@1 2<1",
      1 },
  { "queue-full", "0nt 1qet 1ne", "0>1 1>2", "0>1 1@2", 1 },
  { "queue-empty", "0n 1qt 1n", "0>1 1>2", "0? 1<0", 0 },
  { "queue-moves", "0nt 1qet 1n", "0>1 1>2", "0>1 1<0", NONE },
  { "leg-blocks", "0nt 0te 1fe 1qet 1ne 2f 2qt 2n",
      "0>1 1>2 2>3 3>4 1>5 5>6 6>7", "0>1 1@4 2<0", 1 },
  { "join-lacks-second-leg", "0nt 1n 2n 3j2 3n", "0>1 0>2 1>3 2>3 3>4",
      "0@0 1<0 2<0 3<2", 0 },
  { "join-holds-first-leg", "0qt 1ne 2n 3je2 3n", "0>1 1>3 2>3 3>4",
      "0>1 1>3 2? 3<2", 2 },
  { "join-pushes", "0nt 1je3 1ne 2n 3ne", "0>1 3>1 1>2 2>4", "0>1 1>3 2? 3@4",
      NONE },
};

static RmgElementRole
read_role (char letter)
{
  static const struct
  {
    char letter;
    RmgElementRole role;
  } roles[] = {
    { 'n', RMG_ROLE_NODE },
    { 'q', RMG_ROLE_QUEUE },
    { 'j', RMG_ROLE_JOIN },
    { 'f', RMG_ROLE_FUSE },
    { 't', RMG_ROLE_TEE },
    { 'g', RMG_ROLE_GUARD },
    { 'c', RMG_ROLE_COMMIT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i].letter == letter)
      return roles[i].role;
  g_assert_not_reached ();
}

static RmgWaitElement
read_element (const char *word)
{
  RmgWaitElement element = { word[0] - '0', read_role (word[1]), FALSE, FALSE,
    RMG_PLAN_NONE };

  for (const char *flag = word + 2; *flag != '\0'; flag++) {
    element.is_entered |= *flag == 'e';
    element.has_task |= *flag == 't';
    if (g_ascii_isdigit (*flag))
      element.lacks = *flag - '0';
  }
  return element;
}

static GArray *
read_links (const char *text)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (RmgPlanLink));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    RmgPlanLink link = { .from = words[i][0] - '0', .to = words[i][2] - '0' };

    g_array_append_val (links, link);
  }
  return links;
}

static char *
write_waits (const RmgWait *waits, guint n_nodes)
{
  static const char signs[] = { '@', '>', '<', '?' };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_nodes; i++) {
    g_string_append_printf (
        text, "%s%u%c", i > 0 ? " " : "", i, signs[waits[i].reason]);
    if (waits[i].reason == RMG_WAIT_INSIDE)
      g_string_append_printf (text, "%u", waits[i].element);
    else if (waits[i].node != RMG_PLAN_NONE)
      g_string_append_printf (text, "%u", waits[i].node);
  }
  return g_string_free (text, FALSE);
}

static void
test_waits_graph_has_expected_waits (gconstpointer data)
{
  const WaitRow *row = data;
  g_auto (GStrv) words = g_strsplit (row->elements, " ", -1);
  g_autoptr (GArray) links = read_links (row->links);
  RmgWaitElement elements[9];
  RmgWait waits[9];
  guint n_elements = g_strv_length (words);
  g_autofree char *seen = NULL;
  guint n_nodes = 0;

  for (guint i = 0; i < n_elements; i++) {
    elements[i] = read_element (words[i]);
    n_nodes = MAX (n_nodes, elements[i].node + 1);
  }
  rmg_waits_find (elements, n_elements, links, waits, n_nodes);
  seen = write_waits (waits, n_nodes);
  g_assert_cmpstr (seen, ==, row->waits);
  if (row->blocking != NONE)
    g_assert_cmpuint (
        rmg_waits_find_blocking (waits, NULL, n_nodes), ==, row->blocking);
}

static void
test_waits_without_another_node_nothing_blocks (void)
{
  const RmgWait waits[] = { { RMG_WAIT_INSIDE, RMG_PLAN_NONE, 0 } };

  g_assert_cmpuint (
      rmg_waits_find_blocking (waits, NULL, 1), ==, RMG_PLAN_NONE);
}

/* A live source waits for its clock while a leg is blocked: 0 works, 1 and 2 wait
 * for it, and 4 waits for 3. */
static void
test_waits_node_that_moves_blocks_less_than_a_still_one (void)
{
  const RmgWait waits[] = { { RMG_WAIT_INSIDE, RMG_PLAN_NONE, 0 },
    { RMG_WAIT_DATA, 0, RMG_PLAN_NONE }, { RMG_WAIT_DATA, 0, RMG_PLAN_NONE },
    { RMG_WAIT_INSIDE, RMG_PLAN_NONE, 3 },
    { RMG_WAIT_DATA, 3, RMG_PLAN_NONE } };
  const guint64 moving[] = { 5, 5, 5, 5, 5 };
  const guint64 still[] = { 5, 5, 5, 2 * GST_SECOND, 2 * GST_SECOND };
  const guint64 unknown[] = { 5, 5, 5, G_MAXUINT64, 5 };

  g_assert_cmpuint (rmg_waits_find_blocking (waits, moving, 5), ==, 0);
  g_assert_cmpuint (rmg_waits_find_blocking (waits, still, 5), ==, 3);
  g_assert_cmpuint (rmg_waits_find_blocking (waits, unknown, 5), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/waits/graph/", rows[i].name, NULL);

    g_test_add_data_func (path, &rows[i], test_waits_graph_has_expected_waits);
  }
  g_test_add_func (
      "/waits/single", test_waits_without_another_node_nothing_blocks);
  g_test_add_func (
      "/waits/still", test_waits_node_that_moves_blocks_less_than_a_still_one);
  return g_test_run ();
}
