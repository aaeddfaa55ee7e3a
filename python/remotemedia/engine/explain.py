# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The answer of Pipeline.explain(): where each node runs, as rows, a table, or a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Iterator, overload

from ..core.node import Node
from .graph import Graph
from .parts import NATIVE, Row

HEADINGS = ("node_id", "node_type", "runs", "by", "reason")
COLORS = {NATIVE: "#cde8cf", "python": "#fbe3b4"}
BOX = "border:1px solid #888;border-radius:6px;padding:4px 8px;margin:3px;background:{color};color:#000"


class Explanation(Sequence[Row]):
    """Rows in the order of the manifest; str() is a table, and notebooks show a drawing."""

    def __init__(self, graph: Graph[Node], rows: Sequence[Row]) -> None:
        self._graph = graph
        self._rows = list(rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __str__(self) -> str:
        table = [HEADINGS, *([getattr(row, heading) for heading in HEADINGS] for row in self._rows)]
        widths = [max(len(line[column]) for line in table) for column in range(len(HEADINGS))]
        return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip() for line in table)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Draw the nodes, one column for each step of the data."""
        columns: dict[int, list[str]] = {}
        depths = self._find_depths()
        for row in self._rows:
            columns.setdefault(depths[row.node_id], []).append(draw(row))
        arrow = '<div style="margin:auto 4px">&rarr;</div>'
        drawn = ['<div>' + "".join(columns[depth]) + "</div>" for depth in sorted(columns)]
        return f'<div style="display:flex;font-family:sans-serif;font-size:90%">{arrow.join(drawn)}</div>'

    def _find_depths(self) -> dict[str, int]:
        depths: dict[str, int] = {}
        for node_id in self._graph.order:
            depths[node_id] = max((depths[start] + 1 for start in self._graph.get_inputs(node_id)), default=0)
        return depths


def draw(row: Row) -> str:
    style = BOX.format(color=COLORS[row.runs])
    return (f'<div style="{style}" title="{escape(row.reason)}"><b>{escape(row.node_id)}</b><br>'
            f"{escape(row.node_type)}<br><small>{escape(row.runs)}: {escape(row.by)}</small></div>")
