# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Arithmetic on numbers of numpy; numbers of Python are in engine/test_direct.py."""

import numpy as np
import pytest

from remotemedia import AddNode, CalculatorNode, MultiplyNode, Pipeline


@pytest.mark.parametrize("value, expected", [
    (np.int64(2**62), 2**64), (np.uint8(200), 800), (np.int8(-128), -512), (np.float64(0.5), 2.0), (np.float32(0.5), 2.0),
    ([np.int16(20000), np.bool_(True)], [80000, True]), ((np.int64(3), 4), (12, 16))])
def test_numbers_of_numpy_are_multiplied_exactly(value, expected):
    assert MultiplyNode(4).process(value) == expected
    assert Pipeline([MultiplyNode(4)]).run_sync((value,)) == (expected,)


def test_integer_of_numpy_becomes_one_of_python():
    assert type(AddNode(1).process(np.int64(2**63 - 1))) is int
    assert AddNode(1).process(np.int64(2**63 - 1)) == 2**63
    assert CalculatorNode(operation="add", operand=1).process(np.uint8(255)) == 256
    assert CalculatorNode(operation="multiply", operand=np.int64(4)).process(2**62) == 2**64
    assert CalculatorNode().process({"operation": "multiply", "args": [np.int64(2**62), 4]})["result"] == 2**64
    assert CalculatorNode().process({"operation": "add", "operands": [np.uint8(200), np.uint8(100)]})["result"] == 300


@pytest.mark.parametrize("value", ["text", None, {"operation": None}, [None, "text"], [], True])
@pytest.mark.parametrize("operation", ["divide", "modulo"])
def test_calculator_divides_only_numbers_by_zero(value, operation):
    node = CalculatorNode(operation=operation, operand=0)
    result = node.process([value])
    assert result == [value]
    assert node.process([value, 1])["error"] == "Division by zero"
