/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Random tests: one function runs for many seeds, and a seed that hangs or
 * crashes is printed. The arguments of the program select the seeds:
 *
 *   --seed N       seed N only
 *   --minutes M    seeds from N, or from a random number, for M minutes; fails
 *                  too if memory, threads or open files grow meanwhile */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RmgTestSeedFunc:
 * @seed: the test depends on @seed alone, apart from the timing of threads
 */
typedef void (*RmgTestSeedFunc) (guint32 seed);

/** rmg_test_seeds_init: g_test_init(), and removes the arguments above. */
void rmg_test_seeds_init (int *argc, char ***argv);

/**
 * rmg_test_seeds_run:
 * @first: first seed if the arguments name no seed
 * @n_seeds: number of seeds if the arguments name neither seed nor duration
 * @limit_s: a seed that runs longer fails the test
 * @func: asserts
 *
 * Runs @func for each seed. For a seed that hangs, the objects of
 * tests/lib/hang-report.h are printed.
 */
void rmg_test_seeds_run (
    guint32 first, guint n_seeds, guint limit_s, RmgTestSeedFunc func);

/** rmg_test_pick: one of the strings of an array. */
#define rmg_test_pick(random, array)                                           \
  ((array)[g_rand_int_range ((random), 0, G_N_ELEMENTS (array))])

G_END_DECLS
