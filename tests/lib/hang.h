/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

/** RMG_TEST_HANG_S: time limit in seconds, for alarm() and for messages of a bus. A
 * test or a seed that takes longer hangs. Each needs a small part of it, also on a loaded machine. */
#define RMG_TEST_HANG_S 60
