# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pictures of the figures, as SVG without dates, on a light background."""

import matplotlib

from report import convert, dominance, elements, files, vad
from report.text import number

matplotlib.use("svg")
from matplotlib import pyplot, ticker  # noqa: E402  # after the choice of the back end

matplotlib.rcParams.update({
    "svg.fonttype": "none", "svg.hashsalt": "remotemedia", "font.size": 9, "figure.dpi": 72,
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
    "figure.facecolor": "#fbfbf8", "axes.facecolor": "#fbfbf8", "savefig.facecolor": "#fbfbf8",
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True,
    "grid.color": "#e2e2dc", "grid.linewidth": 0.6, "axes.axisbelow": True})

RMG_COLOUR = "#c8102e"
COLOURS = {  # by library; names next to the points distinguish them without colour
    "RemoteMedia": RMG_COLOUR, "libsoxr": "#1f5fa8", "speexdsp": "#8a5a00",
    "libswresample": "#2e7d32", "zita-resampler": "#6a3d9a", "libsamplerate": "#455a64",
    "GStreamer": "#00838f"}


def save(path, figure, stamp):
    """Write a picture; stamp identifies its figures."""
    figure.savefig(path, metadata={"Date": None, "Description": f"results {stamp}"})
    if path.with_suffix(".png").exists():
        figure.savefig(path.with_suffix(".png"), dpi=110)
    pyplot.close(figure)


def _scatter(axes, settings):
    """Draw cost against rejection; hollow: too late for a live stream."""
    for one in settings:
        colour = COLOURS.get(one.row["library"], "#777777")
        is_late = one.quality["delay_ms"] > dominance.STREAMING_DELAY_MS
        axes.scatter(one.cost(), max(one.quality["rejection_1.1_db"], 0),
                     s=60 if one.is_rmg else 30, marker="D" if one.is_rmg else "o",
                     facecolor="none" if is_late else colour, edgecolor=colour, linewidth=1.3,
                     zorder=3 if one.is_rmg else 2)
    rmg = sorted((one for one in settings if one.is_rmg
                   and one.quality["delay_ms"] <= dominance.STREAMING_DELAY_MS),
                  key=lambda one: one.cost())
    axes.plot([one.cost() for one in rmg], [one.quality["rejection_1.1_db"] for one in rmg],
              color=RMG_COLOUR, linewidth=1, alpha=0.5, zorder=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.xaxis.set_minor_formatter(ticker.NullFormatter())
    axes.set_ylim(-8, 185)


def _label(axes, settings):
    """Write names next to points, moving names that would overlap.

    A pixel is a point here: figures have 72 to the inch.
    """
    places = {one.peer: axes.transData.transform(
        (one.cost(), max(one.quality["rejection_1.1_db"], 0))) for one in settings}
    taken = [(x - 4, y - 4, x + 4, y + 4) for x, y in places.values()]
    left = axes.transAxes.transform((0, 0))[0]
    taken.append((-1e4, -1e4, left, 1e4))
    for one in sorted(settings, key=lambda one: (not one.is_rmg, one.cost())):
        x, y = places[one.peer]
        text = (f"{one.peer}  {one.quality['edge_fn']:.2f} fN"
                f"  {number(one.quality['delay_ms'], 2)} ms")
        width, height = (4.3 if one.is_rmg else 3.9) * len(text), 9
        for dx, dy in _list_shifts(width):
            box = (x + dx, y + dy - height / 2, x + dx + width, y + dy + height / 2)
            if not any(_touch(box, other) for other in taken):
                break
        taken.append(box)
        axes.annotate(text, (x, y), (x + dx, y + dy), xycoords="figure points",
                      textcoords="figure points", va="center", fontsize=7,
                      color=COLOURS.get(one.row["library"], "#777777"),
                      fontweight="bold" if one.is_rmg else "normal",
                      arrowprops={"arrowstyle": "-", "linewidth": 0.4, "color": "#999999",
                                  "shrinkA": 0, "shrinkB": 2} if abs(dy) > 10 else None)


def _list_shifts(width):
    for rise in (0, 10, 20, 30, 40, 50, 60):
        for dx in (7, -width - 7):
            yield from ((dx, rise), (dx, -rise))


def _touch(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _key(figure, settings, **where):
    libraries = list(dict.fromkeys(one.row["library"] for one in settings))
    handles = [pyplot.Line2D([], [], linestyle="", marker="D" if name == "RemoteMedia" else "o",
                             color=COLOURS.get(name, "#777777"), label=name)
               for name in libraries]
    handles.append(pyplot.Line2D([], [], linestyle="", marker="o", markerfacecolor="none",
                                 color="#555555", label="delays more than 10 ms"))
    figure.legend(handles=handles, frameon=False, fontsize=8, handletextpad=0.1,
                  columnspacing=1.2, **where)


def draw_resample(result):
    settings = [one for one in dominance.list_settings(result) if one.ratio == "48>16"]
    figure, axes = pyplot.subplots(figsize=(10, 6.6))
    figure.subplots_adjust(left=0.07, right=0.97, top=0.9, bottom=0.13)
    _scatter(axes, settings)
    costs = [one.cost() for one in settings]
    axes.set_xlim(min(costs) / 1.5, max(costs) * 4)
    figure.suptitle("48 to 16 kHz, one channel, 10 ms blocks: up and to the left is better",
                    x=0.07, ha="left", fontweight="bold")
    axes.set_title("after each name: its -3 dB point and its delay", loc="left",
                   fontsize=8)
    axes.set_xlabel("microseconds of one core per second of audio")
    axes.set_ylabel("rejection from 1.1 fN, dB")
    figure.canvas.draw()
    _label(axes, settings)
    _key(figure, settings, loc="lower center", ncol=8)
    return figure


def draw_resample_ratios(result):
    settings = dominance.list_settings(result)
    ratios = [ratio for ratio in dict.fromkeys(one.ratio for one in settings) if ratio != "48>16"]
    figure, grid = pyplot.subplots(2, 3, figsize=(10, 6.4), sharey=True)
    figure.subplots_adjust(left=0.07, right=0.98, top=0.91, bottom=0.13, hspace=0.35, wspace=0.08)
    for axes, ratio in zip(grid.flat, ratios):
        _scatter(axes, [one for one in settings if one.ratio == ratio])
        axes.set_title(f"{ratio} kHz", loc="left", fontsize=9)
    for axes in grid.flat[len(ratios):]:
        axes.set_axis_off()
    figure.suptitle("The other ratios: us per second of audio against rejection from 1.1 fN, dB",
                    x=0.07, ha="left", fontweight="bold")
    _key(figure, settings, loc="lower center", ncol=8)
    return figure


def _draw_dots(axes, names, series, limit=None):
    """One line a name, one dot a series: (label, colour, marker, values or None)."""
    places = range(len(names), 0, -1)
    for label, colour, marker, values in series:
        known = [(value, place) for value, place in zip(values, places) if value is not None]
        axes.scatter([value for value, _ in known], [place for _, place in known], s=34,
                     marker=marker, color=colour, label=label, zorder=3 if marker == "D" else 2)
    axes.set_yticks(list(places), names)
    axes.set_ylim(0.3, len(names) + 0.7)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(ticker.NullFormatter())
    if limit is not None:
        axes.axvline(limit, color="#333333", linewidth=1)


CONVERT_PEERS = (("rmg", RMG_COLOUR, "D"), ("plain C", "#555555", "o"),
                 ("swr", COLOURS["libswresample"], "o"),
                 ("audioconvert", COLOURS["GStreamer"], "o"), ("numpy", "#b8a000", "o"))


def draw_convert(result):
    cases = convert.list_cases(result)
    figure, panels = pyplot.subplots(1, 2, figsize=(10, 7.4), sharey=True)
    figure.subplots_adjust(left=0.17, right=0.98, top=0.9, bottom=0.1, wspace=0.06)
    for axes, blocks, title in zip(
            panels, (convert.WALK, convert.SAME),
            ("10 ms blocks through a million samples", "10 ms blocks in one place, in cache")):
        rows = {case: peers for (case, place), peers in cases.items() if place == blocks}
        series = [(peer, colour, marker,
                   [row[peer]["over_memcpy"]["median"] if peer in row else None
                    for row in rows.values()]) for peer, colour, marker in CONVERT_PEERS]
        _draw_dots(axes, list(rows), series, limit=1)
        axes.set_title(title, loc="left", fontsize=9)
    figure.suptitle("Cost over memcpy of the same traffic: left is better, the line is memcpy",
                    x=0.17, ha="left", fontweight="bold")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="lower center", ncol=5,
                  frameon=False)
    return figure


VAD_COLOURS = {vad.RMG: RMG_COLOUR, "webrtc sum": "#1f5fa8", "speexdsp": "#8a5a00",
               "energy": "#7f8c8d"}


def draw_vad(result):
    """ROC curves: a row a kind of voice, a column a ratio."""
    ratios = sorted({row["snr_db"] for row in result["rows"] if "accuracy" in row}, reverse=True)
    figure, grid = pyplot.subplots(len(vad.VOICES), len(ratios), figsize=(10, 5.6), sharex=True,
                                   sharey=True, squeeze=False)
    figure.subplots_adjust(left=0.08, right=0.98, top=0.89, bottom=0.15, hspace=0.25, wspace=0.08)
    for line, (voice, name) in zip(grid, vad.VOICES.items()):
        for axes, snr_db in zip(line, ratios):
            _draw_curves(axes, vad.list_areas(result, voice), snr_db)
            axes.set_title(f"{name}, {snr_db} dB", loc="left", fontsize=8)
        line[0].set_ylabel("speech detected")
    for axes in grid[-1]:
        axes.set_xlabel("false alarms")
    figure.suptitle("Speech detected against false alarms, mean over seven noises: up and to the"
                    " left is better", x=0.08, ha="left", fontweight="bold")
    figure.legend(*grid[0][0].get_legend_handles_labels(), loc="lower center", ncol=6,
                  frameon=False)
    return figure


def _draw_curves(axes, areas, snr_db):
    for name, by_ratio in areas.items():
        row = by_ratio[snr_db]
        if name in VAD_COLOURS:
            axes.plot(row["false_alarms"], row["hits"], color=VAD_COLOURS[name], label=name,
                      linewidth=2 if name == vad.RMG else 1.2,
                      zorder=3 if name == vad.RMG else 2)
    axes.set_xlim(0, 0.5)
    axes.set_xticks((0, 0.2, 0.4))
    axes.set_ylim(0.3, 1.005)


def draw_elements(result):
    names, values, colours = [], [], []
    for group, rows in elements.list_groups(result).items():
        for launch in rows:
            if launch != "identity":
                names.append(f"{group}:  {launch.split(' echo-cancel')[0]}")
                values.append(elements.own_ns(rows, launch))
                colours.append(RMG_COLOUR if elements.is_rmg(launch) else "#7f8c8d")
    figure, axes = pyplot.subplots(figsize=(10, 0.8 + 0.24 * len(names)))
    figure.subplots_adjust(left=0.33, right=0.93, top=0.92, bottom=0.08)
    places = range(len(names), 0, -1)
    axes.barh(list(places), values, color=colours, height=0.66)
    for place, value in zip(places, values):
        axes.annotate(f"{value:,.0f}", (max(value, 1), place), (4, 0),
                      textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(list(places), names)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_ylim(0.3, len(names) + 0.7)
    figure.suptitle("Nanoseconds for 10 ms beyond identity, pad to pad (red: rmg)", x=0.33,
                    ha="left", fontweight="bold")
    return figure


def draw_files(result):
    formats = files.list_formats(result)
    n_bars = sum(len(rows) for rows in formats.values())
    figure, panels = pyplot.subplots(
        len(formats), 1, figsize=(10, 1 + 0.3 * n_bars), sharex=True,
        gridspec_kw={"height_ratios": [len(rows) for rows in formats.values()]}, squeeze=False)
    figure.subplots_adjust(left=0.27, right=0.93, top=0.93, bottom=0.06, hspace=0.2)
    for axes, (name, rows) in zip(panels.flat, formats.items()):
        ordered = sorted(rows.items(), key=lambda item: item[1]["times_real_time"])
        colours = [RMG_COLOUR if files.is_rmg(program)
                   else "#c9cdd0" if files.ALONE in program else "#7f8c8d"
                   for program, _ in ordered]
        speeds = [row["times_real_time"] for _, row in ordered]
        axes.barh(range(len(ordered)), speeds, color=colours, height=0.66)
        for place, speed in enumerate(speeds):
            axes.annotate(f"{speed:,.0f}", (speed, place), (4, 0),
                          textcoords="offset points", va="center", fontsize=8)
        axes.set_yticks(range(len(ordered)), [program for program, _ in ordered])
        axes.set_title(name.upper(), loc="left", fontsize=9)
    figure.suptitle("Whole files, times real time: longer is better (red: rmg)", x=0.27,
                    ha="left", fontweight="bold")
    return figure


# File, subject of its figures, function that draws it.
PICTURES = (
    ("resample.svg", "resample", draw_resample),
    ("resample-ratios.svg", "resample", draw_resample_ratios),
    ("convert.svg", "convert", draw_convert),
    ("vad.svg", "vad", draw_vad),
    ("elements.svg", "elements", draw_elements),
    ("files.svg", "files", draw_files),
)
