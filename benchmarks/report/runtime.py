# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The runtime around the elements: the section of the report."""

from report import aim_rows, aims
from report.text import join, number, table

HOW = """\
Processor time that a further node adds to a buffer (bare, metered, guarded), time to start 100 mixed nodes from
the text of the manifest to the first output, and resident memory of a session when open and after its first buffer.
Items: time of a number in a list, of a push and its pull, of the longest slice of a push, and of a cancel.
No other program does the same work, so the figures are compared with the aims only."""

# Case of bench-items, name, field, unit.
ITEM_FIGURES = (
    ("numbers", "a number of a list, through two nodes", "number_ns", "ns"),
    ("borrowed", "push, pull and settling of 10 ms of borrowed memory", "push_pull_ns", "ns"),
    ("wrapped", "push and pull of 10 ms that are handed over", "push_pull_ns", "ns"),
    ("slices", "longest slice of a long item", "longest_ms", "ms"),
    ("cancel", "cancel of a long item", "cancel_ms", "ms"),
)

STEPS = ("parse", "check", "plan", "build_start", "first_output", "total", "close")


def render(result):
    nodes = [row for row in result["rows"] if "further_node_ns" in row]
    starts = [row for row in result["rows"] if "total_us" in row]
    sessions = [row for row in result["rows"] if "opened_bytes" in row]
    items = [(row, figure) for row in result["rows"] for figure in ITEM_FIGURES if row["case"] == figure[0]]
    return join(
        aims.render_table(aim_rows.judge({"runtime": result}, "runtime")), HOW,
        table(("case", "ns a further node", "at best", "ns for push and pull through one"),
              [(row["case"], number(row["further_node_ns"]), number(row["further_node_best_ns"]),
                number(row["push_pull_ns"])) for row in nodes]),
        table(("start of 100 nodes, us", *(step.replace("_", ", ") for step in STEPS)),
              [(row["case"], *(number(row[f"{step}_us"]) for step in STEPS)) for row in starts]),
        table(("sessions", "open, bytes each", "after a buffer", "opening, us", "closing, us"),
              [(row["case"], str(row["opened_bytes"]), str(row["fed_bytes"]),
                number(row["open_us"]), number(row["close_us"])) for row in sessions]),
        table(("items", "median", "shortest", "longest"),
              [(name, *(f"{number(row[f'{field}{end}'])} {unit}" for end in ("", "_min", "_max")))
               for row, (_, name, field, unit) in items]))


def list_losses(result):
    """Return nothing: no other program is compared."""
    return []
