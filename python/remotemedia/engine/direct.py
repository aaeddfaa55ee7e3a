# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Items through nodes that need neither tasks nor queues.

Untouched nodes of the library and of numbers neither wait nor hold items back, so
that one item after the other has the results of a run with tasks.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Mapping, Protocol, Sequence

from ..core.exceptions import NodeError
from ..core.node import Node
from . import errors, parts
from .graph import Graph
from .native import NativeStage, SessionStore
from .stages import call_in_pool

VALUES = ("MultiplyNode", "AddNode")  # that the library computes too
PASSING = "PassThroughNode"
PLAIN_TYPES = {*VALUES, PASSING, "CalculatorNode"}
TYPES = {*PLAIN_TYPES, *parts.NATIVE_TYPES}
MIN_NUMBERS = 32  # of a list for which a session costs less than Python
SLICE_NUMBERS = 1 << 18  # of a list that a session takes at once: between two slices signals are handled
TURN_S = 0.005  # after which other tasks of the loop have a turn


class Step(Protocol):
    """One node, or nodes of one session."""

    @property
    def nodes(self) -> Mapping[str, Node]: ...
    def is_long(self, value: Any) -> bool: ...
    def process(self, value: Any) -> Any: ...


class ValueStep:
    """Nodes for numbers: long lists in a session if there is one, other values in Python.

    Args:
        manifest: of the nodes; None if no session may be used.
    """

    def __init__(self, nodes: Mapping[str, Node], manifest: str | None, store: SessionStore) -> None:
        self.nodes: Mapping[str, Node] = nodes
        self._manifest = manifest
        self._store = store

    def is_long(self, value: Any) -> bool:
        return False

    def process(self, value: Any) -> Any:
        results = self.process_all(value) if isinstance(value, (list, tuple)) else None
        if results is not None:
            return results
        for node_id, node in self.nodes.items():
            try:
                item, value = value, node.process(value)
                if errors.is_error_result(node, value, item):
                    raise ValueError(value["error"])
            except Exception as cause:
                raise errors.make_node_error(node_id, node, cause) from cause
        return value

    def process_all(self, numbers: Sequence[Any]) -> Sequence[Any] | None:
        """Return the results for many numbers; None if they are other values, or exceed 64 bits."""
        if self._manifest is None or len(numbers) < MIN_NUMBERS:
            return None
        results = self._process_slices(numbers if isinstance(numbers, list) else [*numbers], self._manifest)
        return tuple(results) if results is not None and isinstance(numbers, tuple) else results

    def _process_slices(self, numbers: list[Any], manifest: str) -> list[Any] | None:
        session = self._store.take(manifest, False)
        results: list[Any] = []
        try:
            for start in range(0, len(numbers), SLICE_NUMBERS):
                part = numbers if len(numbers) <= SLICE_NUMBERS else numbers[start : start + SLICE_NUMBERS]
                item = session.run_numbers(part)
                if item is None:
                    break
                results += item[0]
        except NodeError:  # the session has failed, and Python is exact
            return None
        self._store.put(session, manifest, False)
        return None if item is None else results


def admits(node: Node) -> bool:
    """Whether a node may be one of a run without tasks, as far as its class goes."""
    return type(node).__name__ in TYPES and type(node).__module__.startswith(parts.PACKAGE_PREFIX)


@dataclass(frozen=True)
class Plan:
    """The steps of a run in order of the data.

    Attributes:
        inputs: of each step, the numbers of the steps that feed it in the order of the
            connections; none for the first, which gets the items.
        sinks: the numbers of the steps whose outputs are those of the run.
    """

    steps: Sequence[Step]
    inputs: Sequence[Sequence[int]]
    sinks: Sequence[int]

    def process(self, value: Any) -> list[Any]:
        """Return the outputs of an item."""
        found: list[list[Any]] = []
        for step, inputs in zip(self.steps, self.inputs):
            outputs = [step.process(item) for item in gather(value, inputs, found)]
            found.append([output for output in outputs if output is not None])
        return [output for index in self.sinks for output in found[index]]

    async def process_beside(self, value: Any) -> list[Any]:
        """Return the outputs of an item; long work is done on another thread."""
        found: list[list[Any]] = []
        for step, inputs in zip(self.steps, self.inputs):
            outputs = [await call_in_pool(step.process, item) if step.is_long(item) else step.process(item)
                       for item in gather(value, inputs, found)]
            found.append([output for output in outputs if output is not None])
        return [output for index in self.sinks for output in found[index]]


def gather(value: Any, inputs: Sequence[int], found: Sequence[list[Any]]) -> list[Any]:
    """Return the inputs of a step: the outputs of others, or the item of the run, if there is one."""
    if not inputs:
        return [] if value is None else [value]
    return found[inputs[0]] if len(inputs) == 1 else [item for index in inputs for item in found[index]]


def make_plan(
    graph: Graph[Node], rows: Sequence[parts.Row], name: str, store: SessionStore, has_library: bool
) -> Plan | None:
    """Return the steps of all nodes; None if the graph needs a run with tasks."""
    kinds = {row.node_id: get_kind(row) for row in rows}
    if None in kinds.values() or len(graph.get_sources()) != 1:
        return None
    chains = [chain for kind in (parts.NATIVE, parts.PYTHON)
              for chain in parts.find_rows(graph, [node_id for node_id in kinds if kinds[node_id] == kind])]
    by_first = {chain[0]: chain for chain in chains}
    short = parts.collapse(graph, chains)
    places = {node_id: index for index, node_id in enumerate(short.order)}
    steps: list[Step] = []
    for first in short.order:
        nodes = {node_id: graph.nodes[node_id] for node_id in by_first[first]}
        if kinds[first] == parts.NATIVE:
            steps.append(NativeStage(nodes, parts.make_manifest(name, graph, by_first[first]), store))
        else:
            steps.append(ValueStep(nodes, make_value_manifest(nodes) if has_library else None, store))
    return Plan(steps, [[places[start] for start in short.get_inputs(node_id)] for node_id in short.order],
                [places[node_id] for node_id in short.get_sinks()])


def get_kind(row: parts.Row) -> str | None:
    if row.runs == parts.NATIVE:
        return parts.NATIVE
    is_value = row.by == parts.PACKAGE and row.node_type in PLAIN_TYPES
    return parts.PYTHON if is_value else None


def make_value_manifest(nodes: Mapping[str, Node]) -> str | None:
    """Return the manifest of nodes for numbers; None if they change nothing, or the library cannot have their parameters."""
    kinds = {type(node).__name__ for node in nodes.values()}
    if kinds == {PASSING} or not kinds <= {PASSING, *VALUES}:
        return None
    found: dict[str, tuple[str, parts.Params]] = {}
    for index, node in enumerate(nodes.values()):
        kind = type(node).__name__
        params = {} if kind == PASSING else read_operand(node)
        if params is None:
            return None
        found[f"n{index}"] = (kind, params)
    return parts.write_manifest("numbers", found, tuple(zip(found, list(found)[1:])))


def read_operand(node: Any) -> parts.Params | None:
    """Return the parameter of a node for numbers, if it is a number of 64 bits."""
    name = "factor" if type(node).__name__ == "MultiplyNode" else "addend"
    operand = getattr(node, name)
    is_int = type(operand) is int and -2**63 <= operand < 2**63
    is_float = type(operand) is float and abs(operand) < float("inf")
    return {name: operand} if is_int or is_float else None


def run_now(plan: Plan, items: Sequence[Any]) -> list[Any]:
    """Return the outputs of all items, without an event loop.

    Raises:
        NodeError: a node failed; partial has the outputs before.
    """
    outputs = run_numbers(plan, items)
    if outputs is not None:
        return outputs
    outputs = []
    for index, value in enumerate(items):
        try:
            outputs += plan.process(value)
        except Exception as cause:
            raise make_error(plan, cause, index, outputs) from cause.__cause__
    return outputs


async def run(plan: Plan, items: Sequence[Any]) -> list[Any]:
    """Return the outputs of all items.

    Raises:
        NodeError: a node failed; partial has the outputs before.
    """
    outputs = run_numbers(plan, items)
    return outputs if outputs is not None else await run_each(plan, items)


def run_numbers(plan: Plan, items: Sequence[Any]) -> list[Any] | None:
    """Return the outputs of items that are numbers, computed as one list; None for other items."""
    step = plan.steps[0]
    if len(plan.steps) != 1 or not isinstance(step, ValueStep):
        return None
    results = step.process_all(items)
    return None if results is None else [*results]


async def run_each(plan: Plan, items: Sequence[Any]) -> list[Any]:
    outputs: list[Any] = []
    turn_s = time.monotonic() + TURN_S
    for index, value in enumerate(items):
        try:
            outputs += await plan.process_beside(value)
        except Exception as cause:
            raise make_error(plan, cause, index, outputs) from cause.__cause__
        if time.monotonic() >= turn_s:
            await asyncio.sleep(0)
            turn_s = time.monotonic() + TURN_S
    return outputs


def make_error(plan: Plan, cause: Exception, index: int, outputs: list[Any]) -> NodeError:
    """Return the error of the node that failed, with the item and the outputs before it."""
    nodes = {node_id: node for step in plan.steps for node_id, node in step.nodes.items()}
    if isinstance(cause, NodeError) and cause.node_id in nodes:
        error = errors.place(cause, nodes[cause.node_id], index)
    else:
        node_id, node = next(iter(nodes.items()))
        error = errors.make_node_error(node_id, node, cause, item_index=index)
    error.partial = outputs
    return error
