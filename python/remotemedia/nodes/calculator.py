# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""CalculatorNode, with the input forms that manifests and scripts use."""

from __future__ import annotations

import operator
from typing import Any

from ..core.node import Node
from .simple_math import Operation, apply, is_number, to_python

def check_divisor(operation: Operation) -> Operation:
    """Return a division with the error text of the node."""
    def divide(number: Any, divisor: Any) -> Any:
        if divisor == 0:
            raise ZeroDivisionError("Division by zero")
        return operation(number, divisor)

    return divide


OPERATIONS: dict[str, Operation] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": check_divisor(operator.truediv),
    "power": operator.pow,
    "modulo": check_divisor(operator.mod),
}


class CalculatorNode(Node):
    """Calculates with the numbers of its input.

    A dict with "operation" and "args" (two numbers or more) returns a dict with
    the result; one with "operands" returns {result, operation, operands}. A number
    or a list of numbers is combined with the parameters operation and operand; with
    these, a text is the number that it spells, or 0. A failure is a dict with "error".
    """

    def process(self, data: Any) -> Any:
        try:
            return self._calculate(data)
        except Exception as error:
            return {"error": str(error), "input": data, "processed_by": self._label()}

    def _calculate(self, data: Any) -> Any:
        if not isinstance(data, dict):
            return self._combine(data)
        if "operands" in data:
            result = fold(data.get("operation"), data["operands"])
            return {"result": result, "operation": data["operation"], "operands": data["operands"]}
        result = fold(data.get("operation"), data.get("args"))
        return {
            "operation": data["operation"],
            "args": data["args"],
            "result": result,
            "processed_by": self._label(),
            "node_config": self.config,
        }

    def _combine(self, data: Any) -> Any:
        if "operation" not in self.config and not is_number(data):
            raise ValueError("Input must be a dictionary")
        name, operand = self.config.get("operation", "add"), to_python(self.config.get("operand", 0.0))
        if name not in OPERATIONS:
            return data
        return apply(OPERATIONS[name], read_number(data) if isinstance(data, str) else data, operand)

    def _label(self) -> str:
        return f"CalculatorNode[{self.name}]"


def read_number(text: str) -> int | float:
    """Return the number that a text spells, 0 for others."""
    try:
        number = float(text)
    except ValueError:
        return 0
    return int(number) if number.is_integer() else number


def fold(name: Any, numbers: Any) -> Any:
    """Combine numbers from the left."""
    operation = OPERATIONS.get(name)
    if operation is None:
        raise ValueError(f"Unknown operation: {name}; expected one of {', '.join(OPERATIONS)}")
    if not isinstance(numbers, (list, tuple)) or len(numbers) < 2:
        raise ValueError("Expected a list of at least 2 numbers")
    result, *others = map(to_python, numbers)
    for number in others:
        result = operation(result, number)
    return result


