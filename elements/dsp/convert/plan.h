/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A conversion is a list of stages that is planned once, when it is opened.
 * Each stage takes a view of some frames to a view of the next; the last one
 * writes the output. */
#pragma once

#include "elements/dsp/convert/kernels.h"
#include "elements/dsp/base/cpu.h"
#include "elements/dsp/convert/convert.h"

/* Scratch memory on either side of a stage. */
#define RMG_CONVERT_SCRATCH_BYTES (16 * 1024)
#define RMG_CONVERT_MAX_STAGES 10

typedef struct _RmgConvertStage RmgConvertStage;
typedef void (*RmgConvertStageRun) (RmgConvert *convert,
    const RmgConvertStage *stage, const RmgFrames *in, const RmgFrames *out);

struct _RmgConvertStage
{
  RmgConvertStageRun run;
  RmgConvertSide to;
  RmgConvertRun samples; /* the work of the stage on each plane, if it is
                            nothing else, otherwise NULL */
};

struct _RmgConvert
{
  const RmgCpuVariant *variant;
  const RmgConvertKernels *kernels; /* of the variant */
  RmgConvertConfig config;
  RmgConvertSide from;
  RmgConvertStage stages[RMG_CONVERT_MAX_STAGES];
  unsigned n_stages;
  bool is_copy, mixes_planes; /* the only stage does */
  double *matrix; /* of as many rows as there are channels left, or NULL */
  RmgNoise noise;
  unsigned dithered;    /* channels that take of the noise */
  RmgConvertRun packed; /* all there is to do with samples side by side, or
                           NULL */
  size_t block;         /* frames that fit into half of the scratch memory */
  uint8_t scratch[2][RMG_CONVERT_SCRATCH_BYTES];
};

/* Fills in the stages of a converter that has its config, kernels and matrix,
 * in place of earlier stages. */
void rmg_convert_plan (RmgConvert *convert);

/* Samples that lie side by side in each plane. */
static inline size_t
rmg_frames_count_samples (const RmgFrames *frames)
{
  return frames->n_frames * (frames->interleaved ? frames->channels : 1);
}
