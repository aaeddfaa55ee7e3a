/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Sample formats, channels and rates through nodes into containers: the content
 * of each file is compared with the rules. A selection with all pairs of
 * values; all combinations with --all, one container with --container NAME. */

#include "matrix-expect.h"
#include "matrix-media.h"
#include "matrix-sound.h"

#include <rmg/init.h>

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const GstAudioFormat formats[] = { GST_AUDIO_FORMAT_U8,
  GST_AUDIO_FORMAT_S8, GST_AUDIO_FORMAT_S16LE, GST_AUDIO_FORMAT_S16BE,
  GST_AUDIO_FORMAT_S24LE, GST_AUDIO_FORMAT_S24BE, GST_AUDIO_FORMAT_S24_32LE,
  GST_AUDIO_FORMAT_S24_32BE, GST_AUDIO_FORMAT_S32LE, GST_AUDIO_FORMAT_S32BE,
  GST_AUDIO_FORMAT_F32LE, GST_AUDIO_FORMAT_F32BE, GST_AUDIO_FORMAT_F64LE,
  GST_AUDIO_FORMAT_F64BE };
static const int rates_hz[] = { 8000, 11025, 16000, 22050, 44100, 48000,
  96000 };
static const int channels[] = { 1, 2, 6 };

enum
{
  FORMAT,
  RATE,
  CHANNELS,
  NODE,
  CONTAINER,
  N_FIELDS,
};
static const guint n_values[N_FIELDS] = { G_N_ELEMENTS (formats),
  G_N_ELEMENTS (rates_hz), G_N_ELEMENTS (channels), MATRIX_N_NODES,
  MATRIX_N_CONTAINERS };

typedef struct
{
  guint values[N_FIELDS];
} Combination;

typedef struct
{
  char *folder;
  gboolean all;
  char *container; /* (nullable): the only one */
  guint n_run;
  guint n_failed;
} Matrix;

static Matrix matrix;

/* Sets the reason of a failed comparison. */
static gboolean
report (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  *error = g_error_new_valist (
      GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, format, arguments);
  va_end (arguments);
  return FALSE;
}

/* Factor of each input channel in each output channel, as GStreamer mixes. */
static void
get_mix (const GstAudioInfo *from, const GstAudioInfo *to,
    double mix[MATRIX_MAX_CHANNELS][MATRIX_MAX_CHANNELS])
{
  GstAudioInfo in = *from, out = *to;
  const int n_in = in.channels, n_out = out.channels;
  double ones[MATRIX_MAX_CHANNELS * MATRIX_MAX_CHANNELS] = { 0 };
  double columns[MATRIX_MAX_CHANNELS * MATRIX_MAX_CHANNELS] = { 0 };
  GstAudioChannelMixer *mixer =
      gst_audio_channel_mixer_new (GST_AUDIO_CHANNEL_MIXER_FLAGS_NONE,
          GST_AUDIO_FORMAT_F64, n_in, in.position, n_out, out.position);

  for (int i = 0; i < n_in; i++)
    ones[i * n_in + i] = 1;
  gst_audio_channel_mixer_samples (
      mixer, (gpointer[]){ ones }, (gpointer[]){ columns }, n_in);
  gst_audio_channel_mixer_free (mixer);
  for (int o = 0; o < n_out; o++)
    for (int i = 0; i < n_in; i++)
      mix[o][i] = columns[i * n_out + o];
}

/* Whether a tone has its level. Lossy codecs keep the order of the tones in a
 * channel: 8 dB for those that it has, and 8 dB below them for the others. They
 * filter the channel of low frequencies, which has another tone of its own. */
static gboolean
has_level (double found, double wanted, gboolean is_lossy)
{
  const double full = matrix_sound_get_amplitude ();

  if (!is_lossy)
    return fabs (found - wanted) <= 0.01 * full;
  return wanted > 0.1 * full ? found > 0.4 * wanted && found < 1.6 * wanted
                             : found < 0.4 * full;
}

/* Compares the tones of one channel; @factors are those of the mix. */
static gboolean
compare_channel (const MatrixTones *tones, const double *factors, guint channel,
    const MatrixResult *expected, gboolean is_lossy, GError **error)
{
  const gboolean is_low = is_lossy &&
      expected->info.position[channel] == GST_AUDIO_CHANNEL_POSITION_LFE1;

  for (guint t = 0; t < MATRIX_MAX_CHANNELS; t++) {
    double wanted = fabs (factors[t]) * matrix_sound_get_amplitude ();

    if (!(is_low && t == channel) &&
        !has_level (tones->amplitudes[t], wanted, is_lossy))
      return report (error, "channel %u: tone %u has %.4f instead of %.4f",
          channel, t, tones->amplitudes[t], wanted);
  }
  if (!is_low && tones->snr_db < expected->snr_db)
    return report (error, "channel %u: %.1f dB of %.1f dB", channel,
        tones->snr_db, expected->snr_db);
  return TRUE;
}

static gboolean
compare_exactly (const double *found, gsize n_found, const GstAudioInfo *input,
    GBytes *sound, GError **error)
{
  gsize n_wanted;
  g_autofree double *wanted = matrix_sound_unpack (input, sound, &n_wanted);

  if (n_found != n_wanted)
    return report (error,
        "%" G_GSIZE_FORMAT " frames instead of %" G_GSIZE_FORMAT, n_found,
        n_wanted);
  for (gsize i = 0; i < n_wanted * (gsize) input->channels; i++)
    if (found[i] != wanted[i])
      return report (error,
          "sample %" G_GSIZE_FORMAT " is %.9g instead of %.9g", i, found[i],
          wanted[i]);
  return TRUE;
}

static gboolean
compare_header (const char *path, const GstAudioInfo *found,
    const MatrixResult *expected, const MatrixContainer *container,
    GError **error)
{
  const GstAudioInfo *wanted = &expected->info;
  const gboolean is_opus = strcmp (container->extension, "opus") == 0;
  int rate_hz =
      is_opus ? (int) matrix_media_read_opus_rate (path) : found->rate;

  if (rate_hz != wanted->rate || found->channels != wanted->channels)
    return report (error, "%d Hz, %d channels instead of %d Hz, %d", rate_hz,
        found->channels, wanted->rate, wanted->channels);
  if (found->channels > 2 &&
      memcmp (found->position, wanted->position,
          sizeof (found->position[0]) * (gsize) found->channels) != 0)
    return report (error, "other positions");
  if (container->is_lossy || found->finfo->depth == wanted->finfo->depth)
    return TRUE;
  return report (
      error, "%s instead of %s", found->finfo->name, wanted->finfo->name);
}

static gboolean
compare (const char *path, const GstAudioInfo *input, GBytes *sound,
    const MatrixResult *expected, const MatrixContainer *container,
    GError **error)
{
  double mix[MATRIX_MAX_CHANNELS][MATRIX_MAX_CHANNELS] = { { 0 } };
  g_autofree double *samples = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GstAudioInfo found;
  gsize n_frames;

  bytes = matrix_media_read (
      path, container->has_header ? NULL : &expected->info, &found, error);
  if (bytes == NULL ||
      !compare_header (path, &found, expected, container, error))
    return FALSE;
  samples = matrix_sound_unpack (&found, bytes, &n_frames);
  if (expected->is_exact)
    return compare_exactly (samples, n_frames, input, sound, error);
  get_mix (input, &expected->info, mix);
  for (guint c = 0; c < (guint) found.channels; c++) {
    MatrixTones tones = matrix_sound_measure (
        samples, n_frames, (guint) found.channels, c, (guint) found.rate);

    if (!compare_channel (
            &tones, mix[c], c, expected, container->is_lossy, error))
      return FALSE;
  }
  return TRUE;
}

static void
run_combination (const Combination *one)
{
  const MatrixNode *node = &matrix_nodes[one->values[NODE]];
  const MatrixContainer *container = &matrix_containers[one->values[CONTAINER]];
  g_autofree char *input = g_build_filename (matrix.folder, "input", NULL);
  g_autofree char *name = g_strconcat ("output.", container->extension, NULL);
  g_autofree char *output = g_build_filename (matrix.folder, name, NULL);
  g_autoptr (GBytes) sound = NULL;
  g_autoptr (GError) error = NULL;
  GstAudioInfo info;
  MatrixResult expected;

  matrix_sound_set_format (&info, formats[one->values[FORMAT]],
      rates_hz[one->values[RATE]], channels[one->values[CHANNELS]]);
  matrix_expect (&info, node, container, &expected);
  sound = matrix_sound_new (&info);
  g_assert_true (g_file_set_contents (input, g_bytes_get_data (sound, NULL),
      (gssize) g_bytes_get_size (sound), NULL));
  matrix.n_run++;
  if (!matrix_media_run (input, &info, node->line, output, &error) ||
      !compare (output, &info, sound, &expected, container, &error)) {
    g_test_message ("%s, %d Hz, %d channels, %s to %s: %s", info.finfo->name,
        info.rate, info.channels, node->name, container->extension,
        error != NULL ? error->message : "no reason");
    matrix.n_failed++;
  }
  g_unlink (output);
}

/* Pairs of values that a selected combination has. */
typedef struct
{
  GHashTable *pairs;
} Coverage;

/* Whether @one has a pair of values that no combination before it has. */
static gboolean
cover (Coverage *self, const Combination *one)
{
  gboolean is_new = FALSE;

  for (guint a = 0; a < N_FIELDS; a++)
    for (guint b = a + 1; b < N_FIELDS; b++) {
      guint pair =
          ((a * N_FIELDS + b) * 16 + one->values[a]) * 16 + one->values[b];

      is_new |= g_hash_table_add (self->pairs, GUINT_TO_POINTER (pair + 1));
    }
  return is_new;
}

static void
read_combination (guint index, Combination *one)
{
  for (guint f = 0; f < N_FIELDS; f++) {
    one->values[f] = index % n_values[f];
    index /= n_values[f];
  }
}

static guint
count_combinations (void)
{
  guint n_combinations = 1;

  for (guint f = 0; f < N_FIELDS; f++)
    n_combinations *= n_values[f];
  return n_combinations;
}

static gboolean
is_selected (const MatrixContainer *container)
{
  return matrix.container == NULL ||
      strcmp (matrix.container, container->extension) == 0;
}

static void
test_matrix_content_follows_the_rules (gconstpointer data)
{
  const guint container = GPOINTER_TO_UINT (data);
  const guint n_combinations = count_combinations ();
  /* no divisor in common, so that it visits each combination once */
  const guint64 step = 7919;
  g_autoptr (GHashTable) pairs = g_hash_table_new (NULL, NULL);
  g_autoptr (GstElementFactory) factory = NULL;
  Coverage coverage = { pairs };

  if (matrix_containers[container].has_header)
    factory = gst_element_factory_find (matrix_containers[container].plugin);
  if (matrix_containers[container].has_header && factory == NULL) {
    g_test_skip ("the encoder is not installed");
    return;
  }
  matrix.n_run = matrix.n_failed = 0;
  for (guint i = 0; i < n_combinations; i++) {
    Combination one;

    read_combination ((guint) (i * step % n_combinations), &one);
    if (one.values[CONTAINER] == container &&
        (cover (&coverage, &one) || matrix.all))
      run_combination (&one);
  }
  g_test_message ("%u of %u failed", matrix.n_failed, matrix.n_run);
  g_assert_cmpuint (matrix.n_failed, ==, 0);
}

static void
parse_options (int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &matrix.all, "All combinations", NULL },
    { "container", 'c', 0, G_OPTION_ARG_STRING, &matrix.container,
        "Only this container", "NAME" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_parse (context, argc, argv, NULL);
}

int
main (int argc, char **argv)
{
  int failed;

  parse_options (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  matrix.folder = g_dir_make_tmp ("rmg-matrix-XXXXXX", NULL);
  for (guint i = 0; i < MATRIX_N_CONTAINERS; i++) {
    g_autofree char *path =
        g_strconcat ("/writer/matrix/", matrix_containers[i].extension, NULL);

    if (is_selected (&matrix_containers[i]))
      g_test_add_data_func (
          path, GUINT_TO_POINTER (i), test_matrix_content_follows_the_rules);
  }
  g_test_set_nonfatal_assertions ();
  failed = g_test_run ();
  g_rmdir (matrix.folder);
  g_free (matrix.folder);
  return failed;
}
