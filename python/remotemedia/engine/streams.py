# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Opening a session for a whole pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import MAX_CHANNELS, check_rate
from ..core.exceptions import PipelineError
from ..core.node import Node
from . import library, parts
from .graph import Graph
from .native import DTYPES

if TYPE_CHECKING:
    from ..sessions import Session


def open_session(
    graph: Graph[Node],
    name: str,
    runtime_hint: str | None,
    *,
    sample_rate: Any,
    channels: Any = None,
    dtype: Any = None,
    metrics: bool = False,
) -> Session:
    """Open a session with all nodes of a graph.

    Raises:
        TypeError, ValueError: an argument is wrong.
        PipelineError: the library is not there, or a node does not run in it.
    """
    rate_hz = check_rate(sample_rate)
    n_channels = check_channels(channels)
    code = check_code(dtype)
    check_nodes(graph, library.find_circumstances(True, runtime_hint, is_stream=True))
    from ..sessions import Session

    return Session(parts.make_manifest(name, graph, list(graph.nodes)), sample_rate=rate_hz, channels=n_channels,
                   dtype=code, metrics=metrics)


def check_channels(channels: Any) -> int:
    """Return the number of channels, 0 for that of the first push."""
    if channels is None:
        return 0
    if isinstance(channels, bool) or not isinstance(channels, (int, np.integer)):
        raise TypeError(f"channels: expected a number from 1 to {MAX_CHANNELS}, got {channels!r}")
    if not 1 <= channels <= MAX_CHANNELS:
        raise ValueError(f"channels: expected a number from 1 to {MAX_CHANNELS}, got {channels!r}")
    return int(channels)


def check_code(dtype: Any) -> str | None:
    """Return the code of a format of samples, None for that of the first push."""
    if dtype is None:
        return None
    try:
        found = np.dtype(dtype)
    except TypeError as error:
        raise TypeError(f"dtype: expected f4, f8, i2 or i4, got {dtype!r}") from error
    if found not in DTYPES:
        raise ValueError(f"dtype: expected f4, f8, i2 or i4, got {dtype!r}")
    return found.str[1:]


def check_nodes(graph: Graph[Node], circumstances: parts.Circumstances) -> None:
    """Raise PipelineError with all nodes that do not run in the library."""
    if not graph.nodes:
        raise PipelineError("Cannot open a session of an empty pipeline")
    if circumstances.obstacle is not None:
        raise PipelineError(f"a session needs the library: {circumstances.obstacle}")
    rows = [row for row in parts.decide(graph, circumstances) if row.runs != parts.NATIVE]
    if rows:
        problems = "; ".join(f"node '{row.node_id}' ({row.node_type}): {row.reason}" for row in rows)
        raise PipelineError(f"a session runs nodes of the library only: {problems}", problems=rows)
