/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* ThreadSanitizer knows the order that pthreads and atomic operations of
 * instrumented code make. The libraries GLib and GStreamer are not instrumented
 * and lock by futex, so their locks, reference counts and queues make no order
 * that it can see. The files of this folder define the functions of the
 * libraries again, for the test program and for all that it loads: each declares
 * the order and calls the function of the library.
 *
 * A function that a library calls in itself is not seen. */
#pragma once

#include <glib.h>

/* The program exports the definitions that follow. */
#pragma GCC visibility push(default)

/* All accesses before the release of an address happen before those after a later
 * acquire of the same address. */
void __tsan_acquire (void *address);
void __tsan_release (void *address);

/* Returns: the function @name of the libraries; @slot keeps it */
G_GNUC_INTERNAL gpointer rmg_tsan_find (gpointer *slot, const char *name);

/* The function of the library that the program has defined again. */
#define RMG_TSAN_REAL(name)                                                    \
  ({                                                                           \
    static gpointer slot;                                                      \
    (__typeof__ (&(name))) rmg_tsan_find (&slot, #name);                       \
  })
