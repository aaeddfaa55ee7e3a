/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/resample/settings.h"

const RmgResampleSettings rmg_resample_default_settings = {
  .quality = RMG_RESAMPLE_HIGH,
  .engine = RMG_RESAMPLE_AUTO,
};

const RmgResampleFacts rmg_resample_no_facts = { .implementation = "none" };

static GType
quality_get_type (void)
{
  static const GEnumValue values[] = {
    { RMG_RESAMPLE_FAST, "84 dB of rejection, 0.8 ms of latency", "fast" },
    { RMG_RESAMPLE_MEDIUM, "100 dB of rejection, 1.3 ms", "medium" },
    { RMG_RESAMPLE_HIGH, "120 dB of rejection, 2 ms", "high" },
    { RMG_RESAMPLE_BEST, "150 dB of rejection, 2.8 ms", "best" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  return rmg_setting_register_enum (&type, "RmgResampleQuality", values);
}

static GType
engine_get_type (void)
{
  static const GEnumValue values[] = {
    { RMG_RESAMPLE_AUTO, "Polyphase where the ratio allows it", "auto" },
    { RMG_RESAMPLE_POLYPHASE, "Polyphase filters", "polyphase" },
    { RMG_RESAMPLE_LIBSAMPLERATE, "libsamplerate", "libsamplerate" },
    { RMG_RESAMPLE_FFT, "Blocks of spectra, for whole clips", "fft" },
    { RMG_RESAMPLE_INTERPOLATED, "Filters between phases, for any ratio",
        "interpolated" },
    { RMG_RESAMPLE_CLIP,
        "Engine fft where it serves the ratio, otherwise auto and steep",
        "clip" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  return rmg_setting_register_enum (&type, "RmgResampleEngine", values);
}

static const RmgSetting setting_rows[] = {
  { "quality", "Rejection of aliases and images; more costs time and latency",
      RMG_SETTING_ENUM, G_STRUCT_OFFSET (RmgResampleSettings, quality),
      .get_type = quality_get_type },
  { "rate", "Output rate in Hz; 0: negotiated with downstream", RMG_SETTING_INT,
      G_STRUCT_OFFSET (RmgResampleSettings, rate_hz) },
  { "engine", "Engine that computes the output", RMG_SETTING_ENUM,
      G_STRUCT_OFFSET (RmgResampleSettings, engine),
      .get_type = engine_get_type },
  { "steep",
      "Reject aliases and images from the Nyquist frequency on, not from 1.1 "
      "times; doubles the latency",
      RMG_SETTING_BOOLEAN, G_STRUCT_OFFSET (RmgResampleSettings, steep) },
  { "drift-ppm",
      "How much faster than its rate the input is, in millionths; engines auto "
      "and interpolated follow",
      RMG_SETTING_DOUBLE, G_STRUCT_OFFSET (RmgResampleSettings, drift_ppm),
      .least = -RMG_RESAMPLE_MAX_DRIFT_PPM,
      .most = RMG_RESAMPLE_MAX_DRIFT_PPM },
};

static const RmgSetting fact_rows[] = {
  { "implementation",
      "Engine and instruction set in use; none before caps are known",
      RMG_SETTING_STRING, G_STRUCT_OFFSET (RmgResampleFacts, implementation) },
  { "held-bytes",
      "Memory that the resampler holds, without shared filter tables",
      RMG_SETTING_UINT64, G_STRUCT_OFFSET (RmgResampleFacts, held_bytes) },
};

const RmgSettingTable rmg_resample_setting_table = {
  .rows = setting_rows,
  .n_rows = G_N_ELEMENTS (setting_rows),
  .initial = &rmg_resample_default_settings,
  .first_id = 1,
  .flags = RMG_SETTINGS_WRITABLE,
};

const RmgSettingTable rmg_resample_fact_table = {
  .rows = fact_rows,
  .n_rows = G_N_ELEMENTS (fact_rows),
  .initial = &rmg_resample_no_facts,
  .first_id = 1 + G_N_ELEMENTS (setting_rows),
  .flags = RMG_SETTINGS_READABLE,
};
