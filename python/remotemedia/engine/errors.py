# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The policies for a run whose node fails."""

from __future__ import annotations

import os
from typing import Any, Sequence

from ..core.exceptions import NodeError
from ..core.node import Node

RAISE, SKIP, STOP = ON_ERROR = ("raise", "skip", "stop")
ENVIRONMENT = "REMOTEMEDIA_ON_ERROR"


def choose(on_error: str | None) -> str:
    """Return the policy of the argument, else of the environment, else "raise".

    Raises:
        ValueError: it is not raise, skip or stop.
    """
    chosen = on_error if on_error is not None else os.environ.get(ENVIRONMENT) or RAISE
    if chosen not in ON_ERROR:
        raise ValueError(f"on_error: expected one of {', '.join(ON_ERROR)}, got {chosen!r}")
    return chosen


def make_node_error(
    node_id: str, node: Node, cause: BaseException, *, item_index: int | None = None, attempts: int = 1,
    kind: type[NodeError] = NodeError,
) -> NodeError:
    """Return the error of a node, caused by an exception that it raised."""
    node_type = type(node).__name__
    place = "" if item_index is None else f" at item {item_index}"
    repeated = f"Retry exhausted after {attempts} attempts: " if attempts > 1 else ""
    error = kind(
        f"Node '{node_id}' ({node_type}) failed{place}: {repeated}{type(cause).__name__}: {cause}",
        node_id=node_id, node_type=node_type, item_index=item_index, attempts=attempts,
        source=getattr(cause, "filename", None))
    error.__cause__ = cause
    return error


def place(error: NodeError, node: Node, item_index: int | None) -> NodeError:
    """Return the error of a node in a part, with the item of the run if it has a number."""
    placed = make_node_error(
        error.node_id or "", node, error.__cause__ or error, item_index=item_index, attempts=error.attempts)
    placed.source = error.source or placed.source
    placed.fault = error.fault
    return placed


def is_error_result(node: Node, result: Any, item: Any = None) -> bool:
    """Whether a built-in node made a dict that stands for an error; its item, returned unchanged, does not."""
    return (result is not item and isinstance(result, dict) and "error" in result and "processed_by" in result
            and type(node).__module__.startswith("remotemedia."))


def unwrap(results: Sequence[Any]) -> Any:
    """Return the results as run() does: None, the only one, or a list."""
    if not results:
        return None
    return results[0] if len(results) == 1 else list(results)
