# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Resampling: the section of the report."""

from report import aim_rows, aims, dominance
from report.losses import Loss
from report.text import fold, join, number, spread, table

HOW = """\
`fN` is the lower of the two Nyquist frequencies. *Rejection* is the level of the worst alias or image, from 1.1 fN on and from
1.0 fN on. *Ripple* is the largest deviation up to 0.9 fN. *-3 dB* is the frequency of that gain, over fN. All three are read from the
transfer function, which is computed from at least 96 impulses in every phase of the filter. *THD+N* is measured with a tone of 997 Hz at
half of full scale. *Delay* is the worst of 16 impulses fed frame by frame: the duration of the input between an impulse and
the output of its peak.

Costs are microseconds of processor time for a second of audio (F32, interleaved, noise): medians of rounds in which all settings take
turns, each after a warm-up run. Brackets hold the 5th and 95th percentile. *x rmg* is the cost over that of the cheapest rmg setting with at least the same rejection from
1.1 fN, a pass band as wide within 0.02 fN and, in 10 ms blocks, no more delay, or a delay of at most 10 ms; `-` without such a setting. *x limit* is the cost over that of a Kaiser-window FIR filter of the same
rejection and -3 dB point in which only multiply-adds take time, at the peak rate measured in the same run."""

MIN_KAISER_DB = 21.0  # Kaiser's estimate does not hold below


def estimate_limit_us(setting, peak_gflops):
    """Return us per second of audio of the shortest FIR filter at peak, or None.

    Kaiser, "Nonrecursive digital filter design using the I0-sinh window function"
    (1974): taps = (dB - 7.95) / (14.36 * transition / rate). The transition
    lies on both sides of its middle, for which the -3 dB point is taken.
    """
    rejection_db = setting.quality["rejection_1.1_db"]
    edge_fn = setting.quality["edge_fn"]
    if rejection_db < MIN_KAISER_DB or not peak_gflops:
        return None
    transition_hz = 2 * (1.1 - edge_fn) * min(setting.in_hz, setting.out_hz) / 2
    taps = (rejection_db - 7.95) / (14.36 * transition_hz / setting.in_hz)
    return 2 * taps * setting.out_hz / (peak_gflops * 1e3)


def find_peak_gflops(result):
    limits = find_limits(result)
    return max((value["median"] for name, value in limits.items() if "gflops" in name), default=0)


def find_limits(result):
    for row in result["rows"]:
        if "limits" in row:
            return {name: value for name, value in row.items() if name != "limits"}
    return {}


def render_row(setting, rmg, peak_gflops):
    best = dominance.find_cheapest_as_good(setting, rmg, 1, "10 ms")
    limit_us = estimate_limit_us(setting, peak_gflops)
    q = setting.quality
    name = f"**{setting.peer}**" if setting.is_rmg else setting.peer
    return (
        name, spread(setting.costs[1, "10 ms"]), number(setting.cost(1, "1 s")),
        number(setting.cost(1, "clip")), number(setting.cost(2)),
        number(setting.cost() / best.cost(), 2) if best else "-",
        number(setting.cost() / limit_us, 2) if limit_us else "-",
        f"{max(0, q['rejection_1.1_db']):.0f} / {max(0, q['rejection_1.0_db']):.0f}", number(q["ripple_db"], 2),
        f"{q['edge_fn']:.3f}", f"{q['thdn_db']:.0f}", number(q["delay_ms"]),
        number(setting.row["open_us"]["median"] / 1e3, 2))


def render_ratio(ratio, settings, peak_gflops):
    rows = [one for one in settings if one.ratio == ratio]
    rmg = [one for one in rows if one.is_rmg]
    rows.sort(key=lambda one: one.cost())
    return table(
        ("setting", "10 ms blocks, us/s", "1 s", "clip", "10 ms, 2 ch", "x rmg", "x limit",
         "rejection 1.1 / 1.0 fN, dB", "ripple, dB", "-3 dB, fN", "THD+N, dB", "delay, ms",
         "opening, ms"),
        [render_row(one, rmg, peak_gflops) for one in rows])


def explain(peer, rmg, rejection):
    """Return the property in which each rmg setting is worse than a peer."""
    cheaper = [one for one in rmg if one.cost() < peer.cost()]
    if not cheaper:
        best = min(rmg, key=lambda one: one.cost())
        return f"costs {number(peer.cost())} us/s, rmg at least {number(best.cost())}"
    wide = [one for one in cheaper if one.quality["edge_fn"]
            >= peer.quality["edge_fn"] - dominance.EDGE_TOLERANCE_FN]
    if not wide:
        return f"passes more: -3 dB at {peer.quality['edge_fn']:.3f} fN"
    early = [one for one in wide if one.quality["delay_ms"] <= peer.quality["delay_ms"]]
    if not early:
        return f"is earlier: {number(peer.quality['delay_ms'])} ms"
    best = max(early, key=lambda one: one.quality[rejection])
    return (f"rejects {peer.quality[rejection]:.0f} dB, {best.peer} {best.quality[rejection]:.0f}")


def list_dominated_by_peers(settings, **how):
    """Return lines: an rmg setting, and the peers that dominate it."""
    peers = [one for one in settings if not one.is_rmg]
    for one in settings:
        better = dominance.find_dominators(one, peers, **how) if one.is_rmg else []
        if better:
            yield f"- {one.ratio} {one.peer}: {', '.join(other.peer for other in better)}"


def list_not_dominated(settings, **how):
    """Return rows: peers of up to 10 ms delay that no rmg setting dominates."""
    rmg = [one for one in settings if one.is_rmg]
    for one in settings:
        if one.is_rmg or one.quality["delay_ms"] > dominance.STREAMING_DELAY_MS:
            continue
        if not dominance.find_dominators(one, rmg, **how):
            same = [other for other in rmg if other.ratio == one.ratio]
            yield (f"{one.ratio} {one.peer}",
                   explain(one, same, how.get("rejection", "rejection_1.1_db")))


def count_streaming(settings):
    return sum(not one.is_rmg and one.quality["delay_ms"] <= dominance.STREAMING_DELAY_MS
               for one in settings)


def render_dominance(settings):
    blocks = ["### Dominance",
              "A setting dominates another setting if it costs less in 10 ms blocks of one channel, rejects at "
              "least as much, has as wide a pass band within 0.02 fN, and delays no more. Computed from the tables above. "
              "The rmg filters for streams reject from 1.1 fN on, which keeps their delay low; the engine for whole "
              "clips rejects from 1.0 fN on."]
    for name, figure in (("1.1", "rejection_1.1_db"), ("1.0", "rejection_1.0_db")):
        lines = "\n".join(list_dominated_by_peers(settings, rejection=figure))
        left = list(list_not_dominated(settings, rejection=figure))
        n_peers = count_streaming(settings)
        blocks += [
            f"**Rejection from {name} fN.** rmg settings that a peer dominates: "
            + (f"\n\n{lines}" if lines else "none."),
            f"Of {n_peers} settings of peers that delay at most 10 ms, {n_peers - len(left)} are "
            f"dominated by an rmg setting. The others:" if left else
            f"All {n_peers} settings of peers that delay at most 10 ms are dominated by an rmg setting.",
            fold(f"{len(left)} settings", table(("setting", "because it"), left)) if left else ""]
    return join(*blocks)


def render_settings(result):
    seen = {}
    for row in result["rows"]:
        if "library" in row:
            version = row.get("version", row.get("state"))
            seen.setdefault(row["peer"], (row["peer"], row["library"], version, row["settings"],
                                          row.get("implementation") or "-"))
    return fold("Settings and versions", table(
        ("name here", "library", "version", "settings", "implementation"), seen.values()))


def render_shapes(result):
    """Return the cost of formats, layouts and channels: a line a shape, a column a quality."""
    rows = [row for row in result["rows"] if "shape" in row]
    blocks = []
    for ratio in dict.fromkeys(dominance.name_ratio(row) for row in rows):
        figures = {(row["shape"], row["peer"]): row["over_one_channel"]["median"]
                   for row in rows if dominance.name_ratio(row) == ratio}
        shapes = dict.fromkeys(shape for shape, _ in figures)
        peers = list(dict.fromkeys(peer for _, peer in figures))
        blocks += [f"{ratio} kHz", table(
            ("shape", *peers),
            [(shape, *(number(figures[shape, peer]) for peer in peers)) for shape in shapes])]
    return fold("Formats, layouts and channels: the cost of a channel over one of F32",
                join(*blocks)) if rows else ""


def render(result):
    settings = dominance.list_settings(result)
    if not settings:
        return "Not measured."
    ratios = list(dict.fromkeys(one.ratio for one in settings))
    peak_gflops = find_peak_gflops(result)
    tables = [f"### {ratios[0]} kHz", render_ratio(ratios[0], settings, peak_gflops)]
    tables += [fold(f"{ratio} kHz", render_ratio(ratio, settings, peak_gflops))
               for ratio in ratios[1:]]
    missing = ", ".join(f"{peer} ({state})" for peer, state in dominance.list_missing(result))
    return join(
        "![Cost against rejection](performance/resample.svg)",
        "![The same at other ratios](performance/resample-ratios.svg)",
        aims.render_table(aim_rows.judge({"resample": result}, "resample")),
        HOW, f"Without a figure: {missing}." if missing else "", *tables,
        render_shapes(result), render_dominance(settings), render_settings(result))


def list_losses(result):
    """Yield peers that cost less than each rmg setting of at least their quality."""
    settings = dominance.list_settings(result)
    rmg = [one for one in settings if one.is_rmg]
    for one in settings:
        if one.is_rmg:
            continue
        for channels, block in one.costs:
            if one.costs[channels, block] is None:
                continue
            best = dominance.find_cheapest_as_good(one, rmg, channels, block)
            if best is None:
                yield Loss("resample", one.peer, f"{one.ratio}, {channels} ch, {block}",
                       f"rejects {max(0, one.quality['rejection_1.1_db']):.0f} dB and passes up to "
                       f"{one.quality['edge_fn']:.2f} fN: no rmg setting does")
            elif best.cost(channels, block) >= one.cost(channels, block):
                yield Loss("resample", one.peer, f"{one.ratio}, {channels} ch, {block}",
                       f"{number(one.cost(channels, block))} us/s, "
                       f"{best.peer} {number(best.cost(channels, block))}")
