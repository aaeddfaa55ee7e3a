/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The rules of the page about conversions, as a table of its own: the result
 * that a node and a container must have for an input. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

typedef struct
{
  const char *extension;
  const char *plugin; /* of its encoder */
  gboolean has_header;
  gboolean is_lossy;
  const char *formats; /* "U8 S16LE"; "": any */
  int rates_hz[16];    /* ends with 0; none: any */
  int max_channels;    /* 0: any */
  double snr_db;       /* of a lossy codec, at least */
} MatrixContainer;

typedef struct
{
  const char *name;
  const char *line;   /* (nullable): for rmg_test_manifest() */
  const char *format; /* (nullable): keeps that of the input */
  int rate_hz;        /* 0: keeps that of the input */
  int channels;       /* 0: keeps that of the input */
} MatrixNode;

#define MATRIX_N_CONTAINERS 8
#define MATRIX_N_NODES 6
extern const MatrixContainer matrix_containers[MATRIX_N_CONTAINERS];
extern const MatrixNode matrix_nodes[MATRIX_N_NODES];

typedef struct
{
  GstAudioInfo
      info; /* of the samples in the file; a lossy codec has no format */
  gboolean is_exact; /* the samples are those of the input */
  double snr_db;     /* otherwise, at least */
} MatrixResult;

void matrix_expect (const GstAudioInfo *input, const MatrixNode *node,
    const MatrixContainer *container, MatrixResult *result);

G_END_DECLS
