/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/resample/enums.h"

#include "elements/dsp/resample/resample.h"

GType
rmg_resample_quality_get_type (void)
{
  static const GEnumValue values[] = {
    { RMG_RESAMPLE_FAST, "80 dB of rejection, 1 ms of latency", "fast" },
    { RMG_RESAMPLE_MEDIUM, "100 dB of rejection, 1.2 ms", "medium" },
    { RMG_RESAMPLE_HIGH, "120 dB of rejection, 2 ms", "high" },
    { RMG_RESAMPLE_BEST, "150 dB of rejection, 2.8 ms", "best" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (
        &type, g_enum_register_static ("RmgResampleQuality", values));
  return type;
}

GType
rmg_resample_engine_get_type (void)
{
  static const GEnumValue values[] = {
    { RMG_RESAMPLE_AUTO, "Polyphase where the ratio allows it", "auto" },
    { RMG_RESAMPLE_POLYPHASE, "Polyphase filters", "polyphase" },
    { RMG_RESAMPLE_LIBSAMPLERATE, "libsamplerate", "libsamplerate" },
    { RMG_RESAMPLE_FFT, "Blocks of spectra, for whole clips", "fft" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (
        &type, g_enum_register_static ("RmgResampleEngine", values));
  return type;
}
