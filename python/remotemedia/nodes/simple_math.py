# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Arithmetic on numbers and lists of numbers, in the types of Python: int with int is int."""

from __future__ import annotations

import operator
import sys
from typing import Any, Callable

import numpy as np

from ..core.node import Node
from .params import resolve, take_number

Operation = Callable[[Any, Any], Any]


FACTOR = 2.0  # the default


def apply(operation: Operation, data: Any, operand: Any) -> Any:
    """Apply an operation to a number, or to each number of a list or tuple.

    Other values, and booleans, pass unchanged. An integer of numpy counts as int,
    which does not overflow.
    """
    if isinstance(data, list):
        return [apply(operation, item, operand) for item in data]
    if isinstance(data, tuple):
        return tuple(apply(operation, item, operand) for item in data)
    return operation(to_python(data), operand) if is_number(data) else data


def to_python(value: Any) -> Any:
    """Return an integer of numpy as one of Python, and other values as they are."""
    return int(value) if isinstance(value, np.integer) else value


def apply_to_levels(operation: Operation, data: Any, operand: Any) -> Any:
    """Apply an operation as apply() does; ValueError for lists within lists that are too deep."""
    try:
        return apply(operation, data, operand)
    except RecursionError:
        raise ValueError(f"data: expected fewer than {sys.getrecursionlimit()} lists within each other") from None


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


class MultiplyNode(Node):
    """Multiplies by factor (also called multiplier)."""

    def __init__(self, factor: float = FACTOR, name: str | None = None, **kwargs: Any) -> None:
        factor = resolve("factor", factor, kwargs, aliases=("multiplier",), default=FACTOR)
        factor = take_number("factor", factor)
        super().__init__(name=name, factor=factor, **kwargs)
        self.factor = factor

    def process(self, data: Any) -> Any:
        return apply_to_levels(operator.mul, data, self.factor)


class AddNode(Node):
    """Adds addend."""

    def __init__(self, addend: float = 0.0, name: str | None = None, **kwargs: Any) -> None:
        addend = take_number("addend", addend)
        super().__init__(name=name, addend=addend, **kwargs)
        self.addend = addend

    def process(self, data: Any) -> Any:
        return apply_to_levels(operator.add, data, self.addend)
