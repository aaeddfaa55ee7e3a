/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/packages.h"

#define BASE "gstreamer1.0-plugins-base"
#define GOOD "gstreamer1.0-plugins-good"
#define BAD "gstreamer1.0-plugins-bad"
#define UGLY "gstreamer1.0-plugins-ugly"
#define LIBAV "gstreamer1.0-libav"

/* The first row that contains the caps counts. */
static const struct
{
  const char *caps;
  const char *source;
} rows[] = {
  { "audio/mpeg, mpegversion=1", "mpg123audiodec of " GOOD },
  { "audio/mpeg", "avdec_aac of " LIBAV },
  { "audio/x-opus", "opusdec of " BASE },
  { "audio/x-vorbis", "vorbisdec of " BASE },
  { "audio/x-flac", "flacdec of " GOOD },
  { "audio/x-speex", "speexdec of " GOOD },
  { "audio/x-wavpack", "wavpackdec of " GOOD },
  { "audio/x-mulaw", "mulawdec of " GOOD },
  { "audio/x-alaw", "alawdec of " GOOD },
  { "audio/x-adpcm, layout={ dvi, microsoft }", "adpcmdec of " BAD },
  { "audio/x-adpcm", "avdec_adpcm_ima_qt and others of " LIBAV },
  { "audio/x-gsm", "gsmdec of " BAD },
  { "audio/ms-gsm", "avdec_gsm_ms of " LIBAV },
  { "audio/x-ac3", "avdec_ac3 of " LIBAV },
  { "audio/x-eac3", "avdec_eac3 of " LIBAV },
  { "audio/x-dts", "avdec_dca of " LIBAV },
  { "audio/x-alac", "avdec_alac of " LIBAV },
  { "audio/x-wma", "avdec_wmav2 and others of " LIBAV },
  { "audio/AMR", "avdec_amrnb of " LIBAV },
  { "audio/AMR-WB", "avdec_amrwb of " LIBAV },
  { "audio/G722", "avdec_g722 of " LIBAV },
  { "audio/G729", "avdec_g729 of " LIBAV },
  { "audio/x-tta", "avdec_tta of " LIBAV },
  { "audio/x-ttafile", "avdemux_tta of " LIBAV },
  { "application/x-ape", "avdemux_ape of " LIBAV },
  { "audio/x-ffmpeg-parsed-ape", "avdec_ape of " LIBAV },
  { "audio/x-musepack", "musepackdec of " BAD },
  { "audio/midi", "fluiddec of " BAD },
  { "audio/x-mod", "openmptdec of " BAD },
  { "audio/x-au", "auparse of " GOOD },
  { "audio/x-amr-nb-sh", "avdemux_amr of " LIBAV },
  { "audio/x-amr-wb-sh", "avdemux_amr of " LIBAV },
  { "audio/x-caf", "avdemux_caf of " LIBAV },
  { "audio/x-m4a", "qtdemux of " GOOD },
  { "video/quicktime", "qtdemux of " GOOD },
  { "audio/x-matroska", "matroskademux of " GOOD },
  { "video/x-matroska", "matroskademux of " GOOD },
  { "audio/webm", "matroskademux of " GOOD },
  { "video/webm", "matroskademux of " GOOD },
  { "application/ogg", "oggdemux of " BASE },
  { "audio/ogg", "oggdemux of " BASE },
  { "video/ogg", "oggdemux of " BASE },
  { "video/x-msvideo", "avidemux of " GOOD },
  { "video/x-flv", "flvdemux of " GOOD },
  { "video/x-ms-asf", "asfdemux of " UGLY },
  { "application/vnd.rn-realmedia", "rmdemux of " UGLY },
  { "video/mpegts", "tsdemux of " BAD },
  { "video/mpeg, systemstream=true", "mpegpsdemux of " BAD },
  { "application/x-id3", "id3demux of " GOOD },
  { "application/x-apetag", "apedemux of " GOOD },
};

const char *
rmg_package_find (const GstCaps *caps)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GstCaps) known = gst_caps_from_string (rows[i].caps);

    if (gst_caps_is_subset (caps, known))
      return rows[i].source;
  }
  return NULL;
}
