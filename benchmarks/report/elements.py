# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Elements, pad to pad: the section of the page."""

from report import aims, asked
from report.text import join, number, spread, table

HOW = """\
Nanoseconds of processor time for a buffer of 10 ms of one channel, from a pad that pushes to a pad that drops, with messages made and
dropped. In brackets the 5th and 95th percentile. *Own* is what is left without what `identity` takes in the same run. Buffers
share memory with others, so that nobody may work in place."""


def list_groups(result):
    """Return group -> {launch: row}, of what was measured."""
    groups = {}
    for row in result["rows"]:
        if row["state"] == "measured":
            groups.setdefault(row["group"], {})[row["launch"]] = row
    return groups


def own_ns(rows, launch):
    """Return what an element takes beyond identity."""
    return rows[launch]["ns"]["median"] - rows["identity"]["ns"]["median"]


def is_ours(launch):
    return launch.startswith("rmg")


def render_group(rows):
    ours = [launch for launch in rows if is_ours(launch)]
    lines = []
    for launch, row in rows.items():
        if launch == "identity":
            lines.append(("identity", spread(row["ns"]), "-", *("" for _ in ours)))
            continue
        own = own_ns(rows, launch)
        lines.append((f"**{launch}**" if is_ours(launch) else launch, spread(row["ns"]), number(own),
                      *(number(own / own_ns(rows, one), 2) for one in ours)))
    return table(("element", "ns", "own", *(f"over {one}" for one in ours)), lines)


def render(result):
    missing = sorted({row["launch"].split()[0] for row in result["rows"]
                      if row["state"] != "measured"})
    blocks = []
    for group, rows in list_groups(result).items():
        caps = next(iter(rows.values()))
        blocks += [f"### {group}", f"From `{caps['in']}` to `{caps['out']}`.", render_group(rows)]
    return join(
        "![Cost of elements](performance/elements.svg)",
        aims.render_table(asked.judge({"elements": result}, "elements")), HOW,
        f"Not installed: {', '.join(missing)}." if missing else "", *blocks)


def list_losses(result):
    """Yield elements of others that take less than the cheapest of ours for the same work."""
    for group, rows in list_groups(result).items():
        ours = min((launch for launch in rows if is_ours(launch)),
                   key=lambda launch: own_ns(rows, launch), default=None)
        for launch in rows:
            if ours is None or is_ours(launch) or launch == "identity":
                continue
            if own_ns(rows, launch) <= own_ns(rows, ours):
                yield (f"elements {group}, {launch}", "10 ms",
                       f"{number(own_ns(rows, launch))} ns, {ours} {number(own_ns(rows, ours))}")
