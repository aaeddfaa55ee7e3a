/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/detectors.h"

gboolean
rmg_vad_detectors_open (
    RmgVadDetectors *self, const RmgVadConfig *config, gboolean each)
{
  rmg_vad_detectors_close (self);
  self->each = each;
  self->n = each ? config->channels : 1;
  self->all = g_new0 (RmgVadDetector, self->n);
  for (guint i = 0; i < self->n; i++) {
    RmgVadConfig own = *config;

    own.channel = each ? i + 1 : 0;
    self->all[i].vad = rmg_vad_open (&own);
    if (self->all[i].vad == NULL) {
      rmg_vad_detectors_close (self);
      return FALSE;
    }
  }
  return TRUE;
}

void
rmg_vad_detectors_close (RmgVadDetectors *self)
{
  for (guint i = 0; i < self->n; i++)
    rmg_vad_close (self->all[i].vad);
  g_clear_pointer (&self->all, g_free);
  self->n = 0;
}

void
rmg_vad_detectors_reset (RmgVadDetectors *self)
{
  for (guint i = 0; i < self->n; i++) {
    rmg_vad_reset (self->all[i].vad);
    rmg_vad_segmenter_reset (&self->all[i].segmenter);
  }
}

guint64
rmg_vad_detectors_get_held_bytes (const RmgVadDetectors *self)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->n; i++)
    bytes += rmg_vad_get_held_bytes (self->all[i].vad);
  return bytes;
}

gboolean
rmg_vad_detectors_is_open (const RmgVadDetectors *self, gint except)
{
  for (guint i = 0; i < self->n; i++)
    if ((gint) i != except &&
        rmg_vad_segmenter_is_open (&self->all[i].segmenter))
      return TRUE;
  return FALSE;
}

gsize
rmg_vad_detectors_push (RmgVadDetectors *self, const RmgFrames *frames,
    gsize first, const RmgVadSettings *settings, bool *decided)
{
  gsize n = 0;

  for (guint i = 0; i < self->n; i++)
    n = rmg_vad_push (self->all[i].vad, frames, first, settings,
        &self->all[i].decision, decided);
  return n;
}

gsize
rmg_vad_detectors_push_silence (RmgVadDetectors *self, gsize n_frames,
    const RmgVadSettings *settings, bool *decided)
{
  gsize n = 0;

  for (guint i = 0; i < self->n; i++)
    n = rmg_vad_push_silence (
        self->all[i].vad, n_frames, settings, &self->all[i].decision, decided);
  return n;
}

gboolean
rmg_vad_detectors_drain (RmgVadDetectors *self, const RmgVadSettings *settings)
{
  gboolean due = FALSE;

  for (guint i = 0; i < self->n; i++)
    due = rmg_vad_drain (self->all[i].vad, settings, &self->all[i].decision);
  return due;
}
