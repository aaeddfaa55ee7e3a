/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A place in which the paths of the example manifests are good. */
#pragma once

#include <glib.h>

/* Makes a folder with examples (a link to ours) and build/demo (empty), and
 * makes it the current one. Returns: (transfer full): its path. */
char *rmg_test_enter_example_folder (void);

/* Leaves the folder and removes it with what was written. */
void rmg_test_leave_example_folder (const char *path);
