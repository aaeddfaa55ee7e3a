# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Conversion of formats, layouts and channels: the section of the page."""

from report import aims, asked
from report.text import fold, join, number, table

WALK, SAME, LONG = "10 ms", "10 ms, same place", "1 s"

HOW = """\
Each figure is the cost over that of `memcpy` of the same traffic, the mean of the bytes read and written, measured right before in
the same round; in brackets microseconds of processor time for a million samples of the side with more channels. Blocks of 10 ms lie one behind
the other through a million samples, as buffers of a pipeline do, or all in one place that stays in the first-level cache, where
nothing hides what a kernel costs. Each walks twice and the second walk counts, so that each finds the caches as it leaves them
itself. Dither is off unless told."""


def list_cases(result):
    """Return (case, blocks) -> {peer: row}, of what was measured, each over memcpy."""
    cases = {}
    for row in result["rows"]:
        if row.get("state") == "measured":
            rows = cases.setdefault((row["case"], row["blocks"]), {})
            rows[row["peer"]] = {"over_memcpy": compare(row, rows.get("memcpy"))} | row
    return cases


def compare(row, limit):
    """Return the cost over memcpy of what did not take turns with it."""
    if limit is None:
        return None
    return {"median": row["us_per_million"]["median"] / limit["us_per_million"]["median"]}


def list_peers(result):
    return list(dict.fromkeys(row["peer"] for row in result["rows"] if "peer" in row))


def render_blocks(result, blocks):
    peers = [peer for peer in list_peers(result) if peer != "memcpy"]
    rows = []
    for (case, place), measured in list_cases(result).items():
        if place == blocks:
            rows.append((case, number(measured["memcpy"]["us_per_million"]["median"]),
                         *(render_figure(measured.get(peer), peer) for peer in peers)))
    head = ("conversion", "memcpy, us",
            *(f"**{peer}**" if peer == "ours" else peer for peer in peers))
    return table(head, rows)


def render_figure(row, peer):
    if row is None:
        return "-"
    ratio = number(row["over_memcpy"]["median"])
    us = number(row["us_per_million"]["median"])
    if peer == "ours":
        low, high = (number(row["over_memcpy"][name]) for name in ("p5", "p95"))
        return f"**{ratio}** ({low} to {high}; {us} us)"
    return f"{ratio} ({us})"


def render(result):
    settings = {row["peer"]: (row["peer"], row["library"], row.get("version", "not installed"),
                              row.get("settings", "-"))
                for row in result["rows"] if "peer" in row and row["state"] != "not served"}
    return join(
        "![Cost over memcpy](performance/convert.svg)",
        aims.render_table(asked.judge({"convert": result}, "convert")), HOW,
        "### 10 ms blocks through a million samples", render_blocks(result, WALK),
        fold("10 ms blocks in one place", render_blocks(result, SAME)),
        fold("1 s blocks through a million samples", render_blocks(result, LONG)),
        fold("Settings and versions",
             table(("name here", "library", "version", "settings"), settings.values())))


def list_losses(result):
    """Yield the rows in which somebody else is cheaper."""
    for (case, blocks), rows in list_cases(result).items():
        if "ours" not in rows:
            continue
        ours = rows["ours"]["over_memcpy"]["median"]
        for peer, row in rows.items():
            ratio = row["over_memcpy"]["median"]
            if peer not in ("ours", "memcpy") and ratio < ours:
                yield (f"convert {case}, {peer}", blocks,
                       f"{number(ratio)} x memcpy, ours {number(ours)}")
