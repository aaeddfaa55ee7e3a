/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/packages.h"

#include "translator/base/words.h"

static const struct
{
  const char *package;
  const char *factories;
} rows[] = {
  { "libgstreamer1.0-0", "queue tee identity capsfilter filesrc fdsrc fdsink" },
  { "gstreamer1.0-plugins-base",
      "decodebin rawaudioparse vorbisenc opusenc oggmux" },
  { "gstreamer1.0-plugins-good",
      "wavenc flacenc lamemp3enc mp4mux mulawdec alawdec souphttpsrc" },
  { "gstreamer1.0-libav", "avenc_aac" },
};

const char *
rmg_plan_find_package (const char *factory)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rmg_words_contain (rows[i].factories, factory))
      return rows[i].package;
  return NULL;
}
