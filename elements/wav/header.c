/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/wav/header.h"
#include "wav/bytes.h"

/* Steps of the reader: the bytes that it needs. */
enum
{
  STEP_START,
  STEP_W64_START,
  STEP_CHUNK,
  STEP_DS64,
  STEP_FORMAT,
  STEP_SOUND,
  STEP_AFTER_DATA,
};

#define SOUND_BYTES 8
#define AFTER_DATA_BYTES 8

/* Sizes that programs write for samples whose number they do not know: of
 * streams to pipes, and of recordings that were never finished. */
static const guint32 open_sizes[] = { 0xfffff000, 0x7fffffff, 0x7ffff000,
  0x7fff0000 };

static void
ask (RmgWavHeader *self, int step, guint64 offset, gsize need)
{
  self->status = RMG_WAV_NEEDS_BYTES;
  self->step = step;
  self->offset = offset;
  self->need = need;
}

static void fail (RmgWavHeader *self, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

static void
fail (RmgWavHeader *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_free (self->problem);
  self->problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->status = RMG_WAV_INVALID;
}

static void
ask_for_chunk (RmgWavHeader *self, guint64 offset)
{
  ask (self, STEP_CHUNK, offset, rmg_wav_chunk_header_bytes (&self->start));
}

static void
read_start (RmgWavHeader *self, const guint8 *bytes)
{
  if (!rmg_wav_start_read (&self->start, bytes))
    fail (self, "The file is neither WAV nor AIFF.");
  else if (self->start.container == RMG_WAV_W64)
    ask (self, STEP_W64_START, 0, RMG_WAV_W64_START_BYTES);
  else
    ask_for_chunk (self, self->start.first_chunk);
}

static void
read_w64_start (RmgWavHeader *self, const guint8 *bytes)
{
  if (rmg_wav_start_read_w64 (&self->start, bytes))
    ask_for_chunk (self, self->start.first_chunk);
  else
    fail (self, "The file is not Wave64.");
}

static gboolean
has_format (const RmgWavHeader *self)
{
  return self->format.frame_bytes > 0;
}

static gboolean
is_open_size (guint64 n_bytes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (open_sizes); i++)
    if (n_bytes == open_sizes[i])
      return TRUE;
  return FALSE;
}

/* Records where the samples are. A size of 0 needs another look: a recorder that
 * did not finish its file leaves 0 there, and so does a file without sound. */
static void
complete (RmgWavHeader *self)
{
  if (self->declared_bytes == 0)
    ask (self, STEP_AFTER_DATA, self->data_offset, AFTER_DATA_BYTES);
  else
    self->status = RMG_WAV_COMPLETE;
}

static void
find_data (RmgWavHeader *self, guint64 offset, guint64 n_bytes)
{
  self->has_data = TRUE;
  self->data_offset = offset;
  self->declared_bytes = n_bytes;
  if (self->start.container == RMG_WAV_RIFF && n_bytes == G_MAXUINT32)
    self->declared_bytes =
        self->ds64_bytes > 0 ? self->ds64_bytes : RMG_WAV_UNKNOWN_BYTES;
  if (has_format (self))
    complete (self);
  else if (self->declared_bytes == RMG_WAV_UNKNOWN_BYTES)
    fail (self, "The file has no format before its samples.");
  else
    ask_for_chunk (self, self->chunk.end);
}

/* The format is known; the samples may have come before it, as AIFF allows. */
static void
go_on (RmgWavHeader *self)
{
  if (self->has_data)
    complete (self);
  else
    ask_for_chunk (self, self->chunk.end);
}

/* Bytes after an empty chunk of samples are the next chunk, or samples whose
 * number was never written. */
static void
read_after_data (RmgWavHeader *self, const guint8 *bytes, gsize n_bytes)
{
  gboolean is_chunk = TRUE;

  for (gsize i = 0; i < MIN (n_bytes, 4); i++)
    is_chunk = is_chunk && g_ascii_isprint ((char) bytes[i]);
  if (n_bytes > 0 && !is_chunk)
    self->declared_bytes = RMG_WAV_UNKNOWN_BYTES;
  self->status = RMG_WAV_COMPLETE;
}

static void
read_chunk (RmgWavHeader *self, const guint8 *bytes)
{
  const gboolean is_aiff = self->start.container == RMG_WAV_AIFF;
  RmgWavChunk *chunk = &self->chunk;
  guint64 size;

  rmg_wav_chunk_read (chunk, &self->start, bytes, self->offset);
  size = chunk->bytes;
  if (!is_aiff && rmg_wav_chunk_is (chunk, "data"))
    find_data (self, chunk->body, size);
  else if (!is_aiff && rmg_wav_chunk_is (chunk, "fmt ") &&
      size >= RMG_WAV_FORMAT_MIN_BYTES)
    ask (self, STEP_FORMAT, chunk->body, MIN (size, RMG_WAV_FORMAT_MAX_BYTES));
  else if (rmg_wav_chunk_is (chunk, "ds64") && size >= 16)
    ask (self, STEP_DS64, chunk->body, 16);
  else if (is_aiff && rmg_wav_chunk_is (chunk, "COMM") &&
      size >= RMG_WAV_COMMON_MIN_BYTES)
    ask (self, STEP_FORMAT, chunk->body, MIN (size, RMG_WAV_COMMON_MAX_BYTES));
  else if (is_aiff && rmg_wav_chunk_is (chunk, "SSND") && size >= SOUND_BYTES)
    ask (self, STEP_SOUND, chunk->body, SOUND_BYTES);
  else
    ask_for_chunk (self, chunk->end);
}

static void
read_format (RmgWavHeader *self, const guint8 *bytes, gsize n_bytes)
{
  char *problem = self->start.container == RMG_WAV_AIFF
      ? rmg_wav_format_read_common (&self->format, bytes, n_bytes)
      : rmg_wav_format_read (
            &self->format, bytes, n_bytes, self->start.big_endian);

  if (problem == NULL) {
    go_on (self);
    return;
  }
  g_free (self->problem);
  self->problem = problem;
  self->status = RMG_WAV_INVALID;
}

/* "SSND" begins with the offset of the first sample and a block size. */
static void
read_sound (RmgWavHeader *self, const guint8 *bytes)
{
  const guint64 skip = SOUND_BYTES + (guint64) rmg_bytes_read_32 (bytes, TRUE);

  find_data (self, self->offset + skip,
      self->chunk.bytes > skip ? self->chunk.bytes - skip : 0);
}

static void
read_ds64 (RmgWavHeader *self, const guint8 *bytes)
{
  self->start.riff_bytes = rmg_bytes_read_64 (bytes, FALSE);
  self->ds64_bytes = rmg_bytes_read_64 (bytes + 8, FALSE);
  ask_for_chunk (self, self->chunk.end);
}

static void
end_early (RmgWavHeader *self)
{
  switch (self->step) {
    case STEP_START:
    case STEP_W64_START:
      fail (self, "The file is too short for a header.");
      break;
    case STEP_CHUNK:
      fail (self,
          has_format (self) ? "The file has no samples."
                            : "The file has neither a format nor "
                              "samples.");
      break;
    default:
      fail (self, "The file ends within its header.");
      break;
  }
}

void
rmg_wav_header_init (RmgWavHeader *self)
{
  *self = (RmgWavHeader){ 0 };
  ask (self, STEP_START, 0, RMG_WAV_START_BYTES);
}

void
rmg_wav_header_clear (RmgWavHeader *self)
{
  g_clear_pointer (&self->problem, g_free);
}

void
rmg_wav_header_read (RmgWavHeader *self, const guint8 *bytes, gsize n_bytes)
{
  g_return_if_fail (self->status == RMG_WAV_NEEDS_BYTES);

  if (self->step == STEP_AFTER_DATA) {
    read_after_data (self, bytes, n_bytes);
    return;
  }
  if (n_bytes < self->need) {
    end_early (self);
    return;
  }
  switch (self->step) {
    case STEP_START:
      read_start (self, bytes);
      break;
    case STEP_W64_START:
      read_w64_start (self, bytes);
      break;
    case STEP_CHUNK:
      read_chunk (self, bytes);
      break;
    case STEP_DS64:
      read_ds64 (self, bytes);
      break;
    case STEP_FORMAT:
      read_format (self, bytes, n_bytes);
      break;
    case STEP_SOUND:
      read_sound (self, bytes);
      break;
    default:
      g_assert_not_reached ();
  }
}

guint64
rmg_wav_header_measure (
    const RmgWavHeader *self, guint64 file_bytes, gboolean *is_short)
{
  const guint64 declared = self->declared_bytes;
  guint64 there = RMG_WAV_UNKNOWN_BYTES;
  gboolean is_open = declared == RMG_WAV_UNKNOWN_BYTES;

  *is_short = FALSE;
  if (file_bytes != RMG_WAV_UNKNOWN_BYTES)
    there = file_bytes > self->data_offset ? file_bytes - self->data_offset : 0;
  if (declared > there || there == RMG_WAV_UNKNOWN_BYTES)
    is_open = is_open || is_open_size (declared);
  if (is_open)
    return there;
  *is_short = there != RMG_WAV_UNKNOWN_BYTES && declared > there;
  return *is_short ? there : declared;
}
