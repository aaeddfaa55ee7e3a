# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Markdown: tables and numbers."""

import math


def table(head, rows):
    """Return a table; the first column holds words, the others numbers."""
    lines = [f"| {' | '.join(head)} |", "| --- |" + " ---: |" * (len(head) - 1)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def number(value, digits=3):
    """Return a number with that many significant digits, without an exponent."""
    if value is None or not math.isfinite(value):
        return "-"
    if isinstance(value, int):
        return str(value)
    if abs(value) < 5e-5:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:.{min(decimals, 4)}f}"


def spread(value, digits=3):
    """Return a median and its 5th to 95th percentile."""
    if value is None:
        return "-"
    low, high = number(value["p5"], digits), number(value["p95"], digits)
    return f"{number(value['median'], digits)} ({low} to {high})"


def fold(summary, body):
    """Return a section that the reader opens."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def join(*blocks):
    return "\n\n".join(block for block in blocks if block)
