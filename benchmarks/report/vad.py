# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Voice activity: the section of the report."""

from report import aim_rows, aims
from report.losses import Loss
from report.text import fold, join, number, spread, table

RMG = "rmg adaptive"
CURVES = (RMG, "webrtc sum", "speexdsp", "energy")  # with a ROC curve in the picture
VOICES = {"synthetic": "synthetic voices", "recorded": "recorded human voices"}

HOW = """\
Frames of 30 ms at 16 kHz. The corpus is the test half of `elements/design/vad`: voices, languages and noise families that are not part of the
training; the level of the mix moves by 10 dB up and down. A figure is the area under the ROC curve: the probability that a
frame of speech has a higher score than a frame of noise. Means are over white, pink, brown, hum, babble, music and clicks. For synthetic
voices every frame counts, and frames within 40 dB of the loudest of the phrase are speech. For recorded voices frames within 25 dB are speech, and quieter
frames of a phrase are left out. Scores of peers may be late by up to three frames: each peer is judged at its best delay. Costs are those of the detectors alone, without an element."""


def list_areas(result, voice):
    """Return detector -> {ratio in dB: row}."""
    areas = {}
    for row in result["rows"]:
        if "accuracy" in row and row["voice"] == voice:
            areas.setdefault(row["accuracy"], {})[row["snr_db"]] = row
    return areas


def list_costs(result):
    return {row["detector"]: row for row in result["rows"] if "detector" in row}


def list_decisions(result, voice):
    """Return ratio in dB -> row of the adaptive engine at its default threshold."""
    return {row["snr_db"]: row for row in result["rows"]
            if "decisions" in row and row["voice"] == voice}


def find_row(result, key):
    return next((row for row in result["rows"] if key in row), None)


def name_detector(name):
    return f"**{name}**" if name == RMG else name


def render_areas(result, voice):
    areas = list_areas(result, voice)
    if not areas:
        return "Not measured."
    ratios = sorted(next(iter(areas.values())), reverse=True)
    rows = []
    for detector, by_ratio in areas.items():
        cost = list_costs(result).get(detector, {}).get("ns_per_30ms")
        rows.append((name_detector(detector), *(f"{by_ratio[db]['mean']:.3f}" for db in ratios),
                     *(f"{by_ratio[db]['worst']:.3f} {by_ratio[db]['worst_noise']}"
                       for db in ratios), spread(cost)))
    return table(("detector", *(f"mean, {db} dB" for db in ratios),
                  *(f"worst, {db} dB" for db in ratios), "ns a frame"), rows)


def render_noises(result, voice):
    """Return each noise at each ratio, for rmg and the best peer."""
    areas = list_areas(result, voice)
    if RMG not in areas:
        return ""
    rows = []
    for db, rmg in sorted(areas[RMG].items(), reverse=True):
        for noise, area in rmg["noises"].items():
            others = {name: by_ratio[db]["noises"][noise] for name, by_ratio in areas.items()
                      if name != RMG}
            best = max(others, key=others.get, default=None)
            rows.append((f"{noise}, {db} dB", f"{area:.3f}",
                         f"{others[best]:.3f} ({best})" if best else "-"))
    return fold(f"Each noise, {VOICES[voice]}",
                table(("noise", name_detector(RMG), "best peer"), rows))


def render_decisions(result):
    rows = []
    for voice, name in VOICES.items():
        for db, row in list_decisions(result, voice).items():
            rows.append((f"{name}, {db} dB", f"{row['f1']:.3f}", f"{100 * row['miss']:.1f} %",
                         f"{100 * row['false_alarm']:.1f} %"))
    if not rows:
        return ""
    alone = find_row(result, "noise_alone")["false_alarms"]
    edges = find_row(result, "edges")
    return join(
        "### Decisions at the default threshold",
        table(("case", "F1", "missed", "false alarm"), rows),
        "Share of frames reported as speech in noise alone: "
        + ", ".join(f"{noise} {100 * share:.1f} %" for noise, share in alone.items()) + ".",
        f"Median distance of a start of speech from its label at {edges['snr_db']} dB: "
        f"{number(edges['start_ms'])} ms; of an end: {number(edges['end_ms'])} ms.")


def render_settings(result):
    late = {row["accuracy"]: row["late_frames"] for row in result["rows"] if "accuracy" in row}
    rows = [(name, row["library"], row.get("version", row["state"]), row["settings"],
             spread(row["ns_per_30ms"]), str(late.get(name, "-")))
            for name, row in list_costs(result).items()]
    return fold("Settings, versions, costs", table(
        ("name here", "library", "version", "settings", "ns a frame", "late by frames"), rows))


def render(result):
    has_areas = any(list_areas(result, voice) for voice in VOICES)
    return join(
        "![ROC curves](performance/vad.svg)" if has_areas else "",
        aims.render_table(aim_rows.judge({"vad": result}, "vad")), HOW,
        *(block for voice, name in VOICES.items()
          for block in (f"### Area under the ROC curve, {name}", render_areas(result, voice),
                        render_noises(result, voice))),
        render_decisions(result), render_settings(result))


def list_losses(result):
    """Yield noises at which a peer detects better, and peers that cost less."""
    for voice in VOICES:
        areas = list_areas(result, voice)
        if RMG not in areas:
            continue
        for name, by_ratio in areas.items():
            for db, row in by_ratio.items():
                for noise, area in row["noises"].items():
                    rmg = areas[RMG][db]["noises"][noise]
                    if name != RMG and area >= rmg:
                        yield Loss("vad", name, f"{voice}, {noise}, {db} dB",
                               f"area {area:.3f}, rmg {rmg:.3f}")
    costs = {name: row["ns_per_30ms"]["median"] for name, row in list_costs(result).items()
             if row["ns_per_30ms"] and (name == RMG or row["library"] != "RemoteMedia")}
    for name, cost in costs.items():
        if name != RMG and cost <= costs.get(RMG, 0):
            yield Loss("vad", name, "cost", f"{number(cost)} ns, rmg {number(costs[RMG])}")
