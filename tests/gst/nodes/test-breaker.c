/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/breaker.h"

#define OPEN_MS 30
#define MS G_GINT64_CONSTANT (1000)

static const RmgBreakerRules edge_rules = { 5, OPEN_MS, 2 };

/* Events of a script: "o" OFFER, "s" SUCCEEDED, "f" FAILED, "p" FAILED_PERMANENTLY,
 * "c" CANCELLED, "q" SILENCE, "g" GAP; "+" lets the open time pass, "-" all but 1 us of
 * it. */
static const struct
{
  char letter;
  RmgBreakerEvent event;
} letters[] = {
  { 'o', RMG_BREAKER_OFFER },
  { 's', RMG_BREAKER_SUCCEEDED },
  { 'f', RMG_BREAKER_FAILED },
  { 'p', RMG_BREAKER_FAILED_PERMANENTLY },
  { 'c', RMG_BREAKER_CANCELLED },
  { 'q', RMG_BREAKER_SILENCE },
  { 'x', RMG_BREAKER_FAILED_OUTSIDE },
  { 'g', RMG_BREAKER_GAP },
};

static const char states[] = { 'C', 'O', 'H', 'S', 'B' };

static RmgBreakerEvent
read_event (char letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    if (letters[i].letter == letter)
      return letters[i].event;
  g_assert_not_reached ();
}

/* For each event the state after it, in lower case if an OFFER is refused. */
static char *
play (const char *script)
{
  GString *text = g_string_new (NULL);
  RmgBreaker breaker = { 0 };
  gint64 now_us = 0;

  for (; *script != '\0'; script++) {
    RmgBreakerResult result;
    char state;

    if (*script == '+' || *script == '-') {
      now_us += OPEN_MS * MS - (*script == '-');
      continue;
    }
    result = rmg_breaker_handle (
        &breaker, &edge_rules, read_event (*script), now_us);
    state = states[result.to];
    if (*script == 'o' && !result.allowed)
      state = g_ascii_tolower (state);
    g_string_append_c (text, state);
  }
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  const char *script;
  const char *expected;
} Edge;

static const Edge edges[] = {
  { "success", "ososos", "CCCCCC" },
  { "four-failures", "ofofofofoso", "CCCCCCCCCCC" },
  { "fifth-failure", "ofofofofof", "CCCCCCCCCO" },
  { "next-buffer", "ofofofofofo", "CCCCCCCCCOo" },
  { "success-resets", "ofofofofosofofofofof", "CCCCCCCCCCCCCCCCCCCO" },
  { "cancel-does-not-reset", "ofofofofocof", "CCCCCCCCCCCO" },
  { "early", "ofofofofof-o", "CCCCCCCCCOo" },
  { "due", "ofofofofof+o", "CCCCCCCCCOH" },
  { "exactly-two-probes", "ofofofofof+ooo", "CCCCCCCCCOHHh" },
  { "one-healthy-probe", "ofofofofof+osos", "CCCCCCCCCOHHHC" },
  { "closes", "ofofofofof+ososof", "CCCCCCCCCOHHHCCC" },
  { "failed-probe", "ofofofofof+ofo", "CCCCCCCCCOHOo" },
  { "second-probe-fails", "ofofofofof+osof", "CCCCCCCCCOHHHO" },
  { "open-time-restarts", "ofofofofof+of-o", "CCCCCCCCCOHOo" },
  { "opens-again", "ofofofofof+of+o", "CCCCCCCCCOHOH" },
  { "cancelled-probe", "ofofofofof+ocooo", "CCCCCCCCCOHHHHh" },
  { "closed-counts-from-0", "ofofofofof+ososofofofof",
      "CCCCCCCCCOHHHCCCCCCCCC" },
  { "late-failure", "ofofofofoff+o", "CCCCCCCCCOOH" },
  { "permanent", "opo", "CBb" },
  { "permanent-stays", "op+o+oqsfo", "CBbbBBBb" },
  { "probe-fails-permanently", "ofofofofof+op+o", "CCCCCCCCCOHBb" },
  { "silence", "osq", "CCS" },
  { "silence-heals", "osqo", "CCSC" },
  { "silence-heals-with-a-gap", "osqgo", "CCSCC" },
  { "gap-while-closed", "ofgofofofof", "CCCCCCCCCCO" },
  { "gap-while-open", "ofofofofof-go", "CCCCCCCCCOOo" },
  { "gap-after-the-open-time", "ofofofofof+ggo", "CCCCCCCCCOHHH" },
  { "gap-while-broken", "op+gg", "CBBB" },
  { "silence-keeps-no-failures", "ofofofofqofofofofof", "CCCCCCCCSCCCCCCCCCO" },
  { "silence-while-open", "ofofofofofqo", "CCCCCCCCCOOo" },
  { "outside-success-separates-none", "osxosxosxosxosx", "CCCCCCCCCCCCCCO" },
  { "outside-time-separates", "xos+++xosxosxosxosx", "CCCCCCCCCCCCCCCO" },
  { "outside-adds-to-attempts", "ofofofofx", "CCCCCCCCO" },
  { "outside-while-half-open", "ofofofofof+ox", "CCCCCCCCCOHO" },
  { "silence-while-half-open", "ofofofofof+oq", "CCCCCCCCCOHH" },
};

static void
test_breaker_edge_has_expected_states (gconstpointer data)
{
  const Edge *edge = data;
  g_autofree char *seen = play (edge->script);

  g_assert_cmpstr (seen, ==, edge->expected);
}

static void
test_breaker_without_limit_never_opens (void)
{
  const RmgBreakerRules never = { 0, OPEN_MS, 1 };
  RmgBreaker breaker = { 0 };

  for (guint i = 0; i < 1000; i++)
    g_assert_cmpint (
        rmg_breaker_handle (&breaker, &never, RMG_BREAKER_FAILED, i).to, ==,
        RMG_BREAKER_CLOSED);
}

static void
test_breaker_limit_of_no_probes_is_one (void)
{
  const RmgBreakerRules none = { 1, 0, 0 };
  RmgBreaker breaker = { 0 };

  rmg_breaker_handle (&breaker, &none, RMG_BREAKER_FAILED, 0);
  g_assert_true (
      rmg_breaker_handle (&breaker, &none, RMG_BREAKER_OFFER, 0).allowed);
  g_assert_false (
      rmg_breaker_handle (&breaker, &none, RMG_BREAKER_OFFER, 0).allowed);
  g_assert_cmpint (
      rmg_breaker_handle (&breaker, &none, RMG_BREAKER_SUCCEEDED, 0).to, ==,
      RMG_BREAKER_CLOSED);
}

static void
test_breaker_names_are_those_of_messages (void)
{
  static const char *const expected[] = { "closed", "open", "half-open", "open",
    "open" };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (rmg_breaker_state_get_name (i), ==, expected[i]);
  g_assert_false (rmg_breaker_is_open (RMG_BREAKER_CLOSED));
  g_assert_true (rmg_breaker_is_open (RMG_BREAKER_OPEN));
  g_assert_false (rmg_breaker_is_open (RMG_BREAKER_HALF_OPEN));
  g_assert_true (rmg_breaker_is_open (RMG_BREAKER_SILENT));
  g_assert_true (rmg_breaker_is_open (RMG_BREAKER_BROKEN));
}

/* The reference model keeps no state: it decides from the history since the last
 * transition, as the description of the breaker reads. */
typedef struct
{
  GString *events; /* since the last transition, as letters */
  gint64 since_us;
  char state;
} Model;

static guint
count_letters (const Model *model, char letter)
{
  guint n = 0;

  for (gsize i = 0; i < model->events->len; i++)
    n += model->events->str[i] == letter;
  return n;
}

static guint
count_failures_in_a_row (const Model *model)
{
  guint n = 0;

  for (gsize i = model->events->len; i-- > 0;) {
    if (model->events->str[i] == 's')
      break;
    n += model->events->str[i] == 'f';
  }
  return n;
}

/* Probes that were let through and not cancelled. */
static guint
count_probes (const Model *model, guint limit)
{
  guint n = 0;

  for (gsize i = 0; i < model->events->len; i++) {
    if (model->events->str[i] == 'o' && n < limit)
      n++;
    else if (model->events->str[i] == 'c' && n > 0)
      n--;
  }
  return n;
}

static char
get_next_state (
    const Model *model, const RmgBreakerRules *rules, char event, gint64 now_us)
{
  gboolean is_due = now_us - model->since_us >= rules->open_ms * MS;

  if (model->state == 'C' && event == 'p')
    return 'B';
  if (model->state == 'C' && event == 'q')
    return 'S';
  if (model->state == 'C' && event == 'f')
    return count_failures_in_a_row (model) + 1 >= rules->failures ? 'O' : 'C';
  if (model->state == 'O' && event == 'o' && is_due)
    return 'H';
  if (model->state == 'H' && event == 'p')
    return 'B';
  if (model->state == 'H' && event == 'f')
    return 'O';
  if (model->state == 'H' && event == 's')
    return count_letters (model, 's') + 1 == rules->probes ? 'C' : 'H';
  return model->state == 'S' && event == 'o' ? 'C' : model->state;
}

static gboolean
model_handle (
    Model *model, const RmgBreakerRules *rules, char event, gint64 now_us)
{
  char next = get_next_state (model, rules, event, now_us);
  guint n_before = 0;

  if (next != model->state) {
    g_string_truncate (model->events, 0);
    model->since_us = now_us;
    model->state = next;
    /* Only the offer that begins the probes belongs to the new state. */
    if (event != 'o' || next != 'H')
      return event == 'o';
  } else {
    n_before = count_probes (model, rules->probes);
  }
  /* A success ends the series, so that the history stays short. */
  if (model->state == 'C' && event == 's')
    g_string_truncate (model->events, 0);
  if (model->state == 'H' || event == 'f')
    g_string_append_c (model->events, event);
  return event == 'o' &&
      (model->state == 'C' ||
          (model->state == 'H' && n_before < rules->probes));
}

#define N_EVENTS 1000000
#define N_RULES 100

/* Offers and outcomes mostly alternate; "p" is rare, because it ends the breaker. */
static char
draw_event (GRand *random)
{
  static const char common[] = "oooofffsc";
  gint32 draw = g_rand_int_range (random, 0, 1000);

  if (draw == 0)
    return 'p';
  if (draw < 30)
    return 'q';
  return common[draw % (sizeof common - 1)];
}

static void
compare_with_model (GRand *random, guint n_events)
{
  const RmgBreakerRules drawn = { g_rand_int_range (random, 1, 7),
    g_rand_int_range (random, 0, 40), g_rand_int_range (random, 1, 4) };
  g_autoptr (GString) events = g_string_new (NULL);
  Model model = { events, 0, 'C' };
  RmgBreaker breaker = { 0 };
  gint64 now_us = 0;

  for (guint i = 0; i < n_events; i++) {
    char event = draw_event (random);
    RmgBreakerResult result;
    char before = model.state;
    gboolean allowed;

    now_us += g_rand_int_range (random, 0, 20) * MS / 4;
    result = rmg_breaker_handle (&breaker, &drawn, read_event (event), now_us);
    allowed = model_handle (&model, &drawn, event, now_us);
    g_assert_cmpint (states[result.from], ==, before);
    g_assert_cmpint (states[result.to], ==, model.state);
    g_assert_cmpint (result.allowed, ==, allowed);
    if (model.state == 'B' && g_rand_int_range (random, 0, 50) == 0) {
      breaker = (RmgBreaker){ 0 };
      model = (Model){ g_string_truncate (events, 0), now_us, 'C' };
    }
  }
}

static void
test_breaker_random_events_agree_with_the_model (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20);

  for (guint i = 0; i < N_RULES; i++)
    compare_with_model (random, N_EVENTS / N_RULES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (edges); i++) {
    g_autofree char *path = g_strconcat ("/breaker/edge/", edges[i].name, NULL);

    g_test_add_data_func (
        path, &edges[i], test_breaker_edge_has_expected_states);
  }
  g_test_add_func ("/breaker/never", test_breaker_without_limit_never_opens);
  g_test_add_func ("/breaker/probes", test_breaker_limit_of_no_probes_is_one);
  g_test_add_func ("/breaker/names", test_breaker_names_are_those_of_messages);
  g_test_add_func (
      "/breaker/random", test_breaker_random_events_agree_with_the_model);
  return g_test_run ();
}
