/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A folder in which the paths of the example manifests are valid. */
#pragma once

#include <glib.h>

/* Creates a folder with examples (a link to the project's) and build/demo (empty),
 * and makes it the current folder. Returns: (transfer full): its path. */
char *rmg_test_enter_example_folder (void);

/* Leaves the folder and removes it with all files. */
void rmg_test_leave_example_folder (const char *path);
