# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Elements, pad to pad: the section of the report."""

from report import aim_rows, aims
from report.losses import Loss
from report.text import join, number, spread, table

HOW = """\
Nanoseconds of processor time for a buffer of 10 ms of one channel, from a pad that pushes to a pad that drops. Messages are created
and dropped. Brackets hold the 5th and 95th percentile. *Own* is the time minus that of `identity` in the same run. Buffers
share their memory, so no element can work in place."""


def list_groups(result):
    """Return group -> {launch line: row} of the measured rows."""
    groups = {}
    for row in result["rows"]:
        if row["state"] == "measured":
            groups.setdefault(row["group"], {})[row["launch"]] = row
    return groups


def own_ns(rows, launch):
    """Return the time of an element minus that of identity."""
    return rows[launch]["ns"]["median"] - rows["identity"]["ns"]["median"]


def is_rmg(launch):
    return launch.startswith("rmg")


def render_group(rows):
    rmg = [launch for launch in rows if is_rmg(launch)]
    lines = []
    for launch, row in rows.items():
        if launch == "identity":
            lines.append(("identity", spread(row["ns"]), "-", *("" for _ in rmg)))
            continue
        own = own_ns(rows, launch)
        lines.append((f"**{launch}**" if is_rmg(launch) else launch, spread(row["ns"]), number(own),
                      *(number(own / own_ns(rows, one), 2) for one in rmg)))
    return table(("element", "ns", "own", *(f"over {one}" for one in rmg)), lines)


def render(result):
    missing = sorted({row["launch"].split()[0] for row in result["rows"]
                      if row["state"] != "measured"})
    blocks = []
    for group, rows in list_groups(result).items():
        caps = next(iter(rows.values()))
        blocks += [f"### {group}", f"From `{caps['in']}` to `{caps['out']}`.", render_group(rows)]
    return join(
        "![Cost of elements](performance/elements.svg)",
        aims.render_table(aim_rows.judge({"elements": result}, "elements")), HOW,
        f"Not installed: {', '.join(missing)}." if missing else "", *blocks)


def list_losses(result):
    """Yield peers that take less time than the fastest element of this project."""
    for group, rows in list_groups(result).items():
        rmg = min((launch for launch in rows if is_rmg(launch)),
                   key=lambda launch: own_ns(rows, launch), default=None)
        for launch in rows:
            if rmg is None or is_rmg(launch) or launch == "identity":
                continue
            if own_ns(rows, launch) <= own_ns(rows, rmg):
                yield Loss("elements", launch, group,
                           f"{number(own_ns(rows, launch))} ns, {rmg} {number(own_ns(rows, rmg))}")
