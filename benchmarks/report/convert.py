# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Conversion of formats, layouts and channels: the section of the report."""

from report import aim_rows, aims
from report.losses import Loss
from report.text import fold, join, number, table

WALK, SAME, LONG = "10 ms", "10 ms, same place", "1 s"

HOW = """\
Each figure is the cost over that of `memcpy` of the same traffic (the mean of the bytes read and written), measured just before in
the same round. Brackets hold microseconds of processor time for a million samples of the side with more channels. Blocks of 10 ms are consecutive
in a million samples, like the buffers of a pipeline, or lie all in one place that stays in the first-level cache, which shows the cost of
the kernel alone. Each program runs twice and the second run counts. Dither is off unless the case names it."""


def list_cases(result):
    """Return (case, blocks) -> {peer: row} of the measured rows, each with its cost over memcpy."""
    cases = {}
    for row in result["rows"]:
        if row.get("state") == "measured":
            rows = cases.setdefault((row["case"], row["blocks"]), {})
            rows[row["peer"]] = {"over_memcpy": compare(row, rows.get("memcpy"))} | row
    return cases


def compare(row, limit):
    """Return the cost over memcpy of a row that was measured in another process."""
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
            *(f"**{peer}**" if peer == "rmg" else peer for peer in peers))
    return table(head, rows)


def render_figure(row, peer):
    if row is None:
        return "-"
    ratio = number(row["over_memcpy"]["median"])
    us = number(row["us_per_million"]["median"])
    if peer == "rmg":
        low, high = (number(row["over_memcpy"][name]) for name in ("p5", "p95"))
        return f"**{ratio}** ({low} to {high}; {us} us)"
    return f"{ratio} ({us})"


def render(result):
    settings = {row["peer"]: (row["peer"], row["library"], row.get("version", "not installed"),
                              row.get("settings", "-"))
                for row in result["rows"] if "peer" in row and row["state"] != "not served"}
    return join(
        "![Cost over memcpy](performance/convert.svg)",
        aims.render_table(aim_rows.judge({"convert": result}, "convert")), HOW,
        "### 10 ms blocks through a million samples", render_blocks(result, WALK),
        fold("10 ms blocks in one place", render_blocks(result, SAME)),
        fold("1 s blocks through a million samples", render_blocks(result, LONG)),
        fold("Settings and versions",
             table(("name here", "library", "version", "settings"), settings.values())))


def list_losses(result):
    """Yield the rows in which a peer costs less."""
    for (case, blocks), rows in list_cases(result).items():
        if "rmg" not in rows:
            continue
        rmg = rows["rmg"]["over_memcpy"]["median"]
        for peer, row in rows.items():
            ratio = row["over_memcpy"]["median"]
            if peer not in ("rmg", "memcpy") and ratio < rmg:
                yield Loss("convert", peer, f"{case}, {blocks}",
                           f"{number(ratio)} x memcpy, rmg {number(rmg)}")
