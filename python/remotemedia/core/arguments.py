# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The forms of the arguments of Pipeline()."""

from __future__ import annotations

import inspect
from typing import Any, Iterable, NamedTuple, Sequence

from .exceptions import PipelineError
from .node import Node

SIGNATURE = inspect.signature(  # as it is documented; the one of Python cannot express all forms
    lambda self, nodes=None, name=None, enable_metrics=False, *more, runtime_hint=None, on_error=None: None)


class Arguments(NamedTuple):
    nodes: list[Any]
    name: str | None
    enable_metrics: bool


def read(values: Sequence[Any], enable_metrics: bool) -> Arguments:
    """Sort positional arguments: nodes and iterables of nodes, a name, whether runs are measured.

    Raises:
        PipelineError: two names.
    """
    names = {value for value in values if isinstance(value, str)}
    if len(names) > 1:
        raise PipelineError(f"Expected Node instance, got {str}; a pipeline has one name, got {sorted(names)}")
    nodes = [node for value in values if not is_setting(value) for node in spread(value)]
    is_measured = any(value is True for value in values)
    return Arguments(nodes, next(iter(names), None), enable_metrics or is_measured)


def is_setting(value: Any) -> bool:
    return value is None or isinstance(value, (str, bool))


def spread(value: Any) -> Iterable[Any]:
    """Return the items of an iterable; a node counts as one item."""
    return value if isinstance(value, Iterable) and not isinstance(value, (Node, type)) else [value]
