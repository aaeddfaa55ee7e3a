/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The tokens of JSON: strings, numbers and words, with line and column. */
#pragma once

#include "translator/base/diagnostics.h"

G_BEGIN_DECLS

/* A reader of text. Lines are counted up to the last place that was requested,
 * and never twice. */
typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  RmgDiagnostics *diagnostics; /* receives the first problem */
  const char *counted;         /* lines and columns are counted up to here */
  guint line;
  guint column;
} RmgScanText;

void rmg_scan_text_init (RmgScanText *self, const char *text, gsize length,
    RmgDiagnostics *diagnostics);

/** rmg_scan_text_place: line and column of @at, which may only move on. */
void rmg_scan_text_place (
    RmgScanText *self, const char *at, guint *line, guint *column);

/** rmg_scan_text_fail: adds a problem at @at. Returns: %FALSE */
gboolean rmg_scan_text_fail (RmgScanText *self, const char *at, RmgError code,
    const char *hint, const char *format, ...) G_GNUC_PRINTF (5, 6);

/** rmg_scan_text_expected: adds "expected …, found …" at the current place. */
gboolean rmg_scan_text_expected (
    RmgScanText *self, const char *what, const char *hint);

void rmg_scan_text_skip_blanks (RmgScanText *self);

/** rmg_scan_text_take: steps over @character if it is next. */
gboolean rmg_scan_text_take (RmgScanText *self, char character);

/** rmg_scan_text_string: a string; @decoded (nullable) receives its text. */
gboolean rmg_scan_text_string (RmgScanText *self, GString *decoded);

/**
 * rmg_scan_text_number:
 * @long_integers: (nullable) (element-type gsize): receives the offset after
 *   an integer beyond 64 bits; without it such an integer is an error
 */
gboolean rmg_scan_text_number (RmgScanText *self, GArray *long_integers);

/** rmg_scan_text_word: true, false or null. */
gboolean rmg_scan_text_word (RmgScanText *self);

G_END_DECLS
