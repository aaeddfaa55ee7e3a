# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Runs without tasks have the results and errors of runs with tasks."""

import asyncio
import math
import os
import random

import numpy as np
import pytest

from remotemedia import (
    AddNode, AudioResampleNode, CalculatorNode, FormatConverterNode, MultiplyNode, NodeError, PassThroughNode, Pipeline, VADNode)
from remotemedia.engine import direct, native
from remotemedia.engine.run import Run

NUMBERS = [1, 2.5, -3, 0, -0.0, math.inf, math.nan, 2**62, 2**63, -2**63, 10**40, True, None, "text", [1, 2], (3, 4.5),
           {"a": 1}, b"x"]


@pytest.fixture
def no_tasks(monkeypatch):
    """Fail a run that makes tasks."""
    monkeypatch.setattr(Run, "stream", None)


def run_with_tasks(pipeline, data):
    """Return the result of run() with tasks, which a function for the progress needs."""
    return pipeline.run_sync(data, progress=lambda done, total: None)


def describe(value):
    """Return a value with the types of all numbers in it; nan is equal to nan."""
    if isinstance(value, (list, tuple)):
        return type(value), [describe(item) for item in value]
    if isinstance(value, np.ndarray):
        return value.dtype, value.shape, value.tobytes()
    return type(value), repr(value)


def make_numbers(seed, kinds):
    choices = random.Random(seed)
    return [choices.choice(kinds) for _ in range(choices.choice((1, 2, 31, 32, 200)))]


@pytest.mark.parametrize("seed", range(40))
def test_numbers_are_those_of_the_nodes_in_python(seed):
    choices = random.Random(seed)
    kinds = NUMBERS if seed % 2 else [1, 2.5, -3, 7, 1e300, 2**62]
    data = make_numbers(seed, kinds)
    first, second = choices.choice((2, 2.0, -1, 1e10, 3.5)), choices.choice((0, 0.0, 1, 2**62, -7.25))
    pipeline = Pipeline([MultiplyNode(first), PassThroughNode(), AddNode(second)])
    results = []
    for item in data:
        for node in pipeline.nodes:
            item = None if item is None else node.process(item)
        results.append(item)
    expected = [item for item in results if item is not None]
    expected = expected if len(expected) > 1 else expected[0] if expected else None
    assert describe(pipeline.run_sync(data)) == describe(expected)
    assert describe(pipeline.run_sync(tuple(data))) == describe(tuple(results)) or None in data
    assert describe(pipeline.run_sync(data, use_rust=False)) == describe(expected)


@pytest.mark.parametrize("last, expected", [(7, 15), (2**62, 2**63 + 1), (2.5, 6.0)])
def test_list_in_slices_has_the_results_of_one_list(last, expected, monkeypatch):
    monkeypatch.setattr(direct, "SLICE_NUMBERS", 40)
    data = [*range(99), last]
    results = Pipeline([MultiplyNode(2), AddNode(1)]).run_sync(data)
    assert describe(results) == describe([2 * item + 1 for item in data]) and results[-1] == expected
    assert Pipeline([MultiplyNode(2), AddNode(1)]).run_sync([tuple(data)]) == tuple(results)


def test_long_list_of_numbers_makes_no_tasks(no_tasks):
    data = [float(number) for number in range(1000)]
    assert Pipeline([MultiplyNode(2.0), AddNode(1.0)]).run_sync(data) == [number * 2.0 + 1.0 for number in data]


def test_calculated_values_are_those_of_a_run_with_tasks():
    data = [3, 2.5, "7", [1, 2], {"operation": "add", "args": [1, 2]}, {"operation": "divide", "operands": [7, 2]}] * 10
    pipeline = Pipeline([CalculatorNode(operation="multiply", operand=3), AddNode(1)])
    expected = describe(run_with_tasks(pipeline, data))
    assert describe(pipeline.run_sync(data)) == describe(asyncio.run(pipeline.run(data))) == expected


def test_calculator_makes_no_tasks(no_tasks):
    assert Pipeline([CalculatorNode(operation="subtract", operand=1)]).run_sync([3] * 40) == [2] * 40


@pytest.mark.parametrize("kind", [list, tuple])
def test_run_outside_a_loop_makes_none(kind, monkeypatch):
    monkeypatch.setattr(asyncio, "new_event_loop", None)
    pipeline = Pipeline([MultiplyNode(2), AddNode(1)])
    assert pipeline.run_sync(kind([1, 2.5, 10**40])) == kind([3, 6.0, 2 * 10**40 + 1])
    assert [*pipeline.run([1, 2])] == [3, 5] and pipeline(3) == 7


@pytest.mark.skipif("REMOTEMEDIA_TEST_NATIVE" not in os.environ, reason="sessions need the library")
def test_long_clip_outside_a_loop_makes_none(monkeypatch):
    monkeypatch.setattr(asyncio, "new_event_loop", None)
    samples, _ = Pipeline([FormatConverterNode("i16")]).run_sync((np.zeros((2, 1 << 22), "f4"), 48000))[:2]
    assert samples.shape == (2, 1 << 22)


def test_run_inside_a_loop_is_the_same():
    async def run():
        return Pipeline([AddNode(1)]).run_sync([1, 2])

    assert asyncio.run(run()) == [2, 3]


def test_clips_are_those_of_a_run_with_tasks():
    noise = np.random.default_rng(1)
    clips = [(noise.uniform(-1, 1, shape).astype(dtype), 48000)
             for shape in (1, 480, (2, 4800), (1, 9600)) for dtype in ("f4", "f8")]
    pipeline = Pipeline([AudioResampleNode(16000), VADNode(), FormatConverterNode("i16")])
    assert describe(pipeline.run_sync(clips)) == describe(run_with_tasks(pipeline, clips))


@pytest.mark.skipif("REMOTEMEDIA_TEST_NATIVE" not in os.environ, reason="the kernels run beside the loop")
def test_clip_makes_no_tasks(no_tasks):
    (samples, rate_hz) = Pipeline([AudioResampleNode(16000)]).run_sync((np.zeros(4800, "f4"), 48000))
    assert samples.shape == (1, 1600) and rate_hz == 16000


def catch(call, *args):
    with pytest.raises(NodeError) as caught:
        call(*args)
    error = caught.value
    return str(error), error.node_id, error.item_index, error.attempts, type(error.__cause__), len(error.partial)


@pytest.mark.parametrize("nodes, data", [
    ([PassThroughNode(), MultiplyNode(2.0)], [1.0, 2, 10**400, 3]),
    ([MultiplyNode(2.0), AddNode(0.5)], [1.0] * 40 + [10**400]),
    ([PassThroughNode(), CalculatorNode(operation="multiply", operand=2.0)], [1.0, 2, 10**400, 3]),
])
def test_failure_names_node_and_item_as_with_tasks(nodes, data):
    pipeline = Pipeline(nodes)
    *first, n_partial = catch(pipeline.run_sync, data)
    *second, _ = catch(run_with_tasks, pipeline, data)  # whose last nodes may not have got all outputs
    assert first == second and n_partial == data.index(10**400)


def test_changed_parameter_or_method_counts_in_the_next_run():
    node = MultiplyNode(2)
    pipeline = Pipeline([node])
    assert pipeline.run_sync(3) == 6
    node.factor = 2.0
    assert repr(pipeline.run_sync(3)) == "6.0"
    node.factor = 0.0
    assert repr(pipeline.run_sync([3.0] * 40)[0]) == "0.0"
    node.factor = -0.0
    assert repr(pipeline.run_sync([3.0] * 40)[0]) == "-0.0"
    node.factor = np.array([1, 2])
    assert pipeline.run_sync(3).tolist() == pipeline.run_sync(3).tolist() == [3, 6]
    node.process = lambda data: "mine"
    assert pipeline.run_sync(3) == "mine"


def test_changed_method_of_a_class_counts_in_the_next_run(monkeypatch):
    pipeline = Pipeline([AddNode(1)])
    assert pipeline.run_sync(3) == 4
    monkeypatch.setattr(AddNode, "process", lambda self, data: "patched")
    assert pipeline.run_sync(3) == "patched"


def test_added_node_counts_in_the_next_run():
    pipeline = Pipeline([AddNode(1)])
    assert pipeline.run_sync([1] * 40) == [2] * 40
    pipeline.add_node(MultiplyNode(10))
    assert pipeline.run_sync([1] * 40) == [20] * 40


@pytest.mark.parametrize("make", [list, tuple])
def test_long_list_that_no_node_changes_is_the_very_object(make):
    numbers = make(range(40))
    assert Pipeline([PassThroughNode()]).run_sync([numbers, 1])[0] is numbers


def test_run_cleans_an_initialized_pipeline_up():
    async def run():
        pipeline = Pipeline([AddNode(1)])
        await pipeline.initialize()
        outputs = await pipeline.run([1] * 40)
        return outputs, pipeline.is_initialized

    assert asyncio.run(run()) == ([2] * 40, False)


def test_sessions_of_former_parameters_are_released():
    store = native.SessionStore()
    for number in range(20):
        store.put(object(), str(number), False)
    assert len(store.clear()) == native.MAX_MANIFESTS


def test_other_tasks_have_turns(monkeypatch):
    monkeypatch.setattr(direct, "TURN_S", 0.0)

    async def run():
        turns = 0

        async def count():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        other = asyncio.ensure_future(count())
        await Pipeline([PassThroughNode(), AddNode(1)]).run(["text"] * 50)
        other.cancel()
        return turns

    assert asyncio.run(run()) >= 50


def make_manifest(seed, kinds):
    """Return a manifest with one source, random branches and joins, and its nodes in any order."""
    choices = random.Random(seed)
    ids = [f"n{index}" for index in range(choices.randint(2, 7))]
    nodes = [{"id": node_id, "node_type": kind, "params": params}
             for node_id in ids for kind, params in [choices.choice(kinds)]]
    links = [{"from": start, "to": ids[index]} for index in range(1, len(ids))
             for start in choices.sample(ids[:index], min(index, choices.choice((1, 1, 2))))]
    choices.shuffle(nodes)
    choices.shuffle(links)
    return {"version": "v1", "metadata": {"name": "random"}, "nodes": nodes, "connections": links}


@pytest.mark.parametrize("seed", range(12))
def test_branches_and_joins_of_numbers_are_those_with_tasks(seed):
    manifest = make_manifest(seed, [("MultiplyNode", {"factor": 2}), ("AddNode", {"addend": 1.5}), ("PassThroughNode", {}),
                                    ("CalculatorNode", {"operation": "subtract", "operand": 3})])
    pipeline, data = Pipeline.from_json(manifest), [1, 2.5, None, [3, 4]] * 9
    expected = describe(run_with_tasks(pipeline, data))
    assert describe(pipeline.run_sync(data)) == describe(asyncio.run(pipeline.run(data))) == expected
    assert describe(pipeline.run_sync(data, use_rust=False)) == expected


@pytest.mark.parametrize("seed", range(12))
def test_branches_and_joins_of_clips_are_those_with_tasks(seed):
    manifest = make_manifest(seed, [("AudioResampleNode", {"target_sample_rate": 16000}), ("VADNode", {}),
                                    ("FormatConverterNode", {"target_format": "i16"}), ("PassThroughNode", {})])
    noise = np.random.default_rng(seed)
    clips = [(noise.uniform(-1, 1, (2, n_samples)).astype("f4"), 48000) for n_samples in (480, 4800)]
    pipeline = Pipeline.from_json(manifest)
    expected = describe(run_with_tasks(pipeline, clips))
    assert describe(pipeline.run_sync(clips)) == describe(asyncio.run(pipeline.run(clips))) == expected


def test_branch_makes_no_tasks(no_tasks):
    pipeline = Pipeline.from_json({
        "version": "v1", "metadata": {"name": "branch"},
        "nodes": [{"id": "a", "node_type": "PassThroughNode"}, {"id": "b", "node_type": "AddNode", "params": {"addend": 1}},
                  {"id": "c", "node_type": "MultiplyNode", "params": {"factor": 10}}],
        "connections": [{"from": "a", "to": "c"}, {"from": "a", "to": "b"}, {"from": "b", "to": "c"}]})
    assert pipeline.run_sync([1, 2]) == [10, 20, 20, 30]


@pytest.mark.parametrize("use_rust", [True, False])
def test_results_are_in_the_order_of_the_sinks_in_the_manifest(use_rust):
    pipeline = Pipeline.from_json({
        "version": "v1", "metadata": {"name": "sinks"},
        "nodes": [{"id": "all", "node_type": "PassThroughNode"},
                  {"id": "lower", "node_type": "AudioResampleNode", "params": {"target_sample_rate": 16000}},
                  {"id": "samples", "node_type": "ExtractAudioDataNode"},
                  {"id": "short", "node_type": "FormatConverterNode", "params": {"target_format": "i16"}}],
        "connections": [{"from": "all", "to": "lower"}, {"from": "lower", "to": "short"}, {"from": "all", "to": "samples"}]})
    samples, (short, rate_hz) = pipeline.run_sync((np.zeros(480, "f4"), 48000), use_rust=use_rust)
    assert samples.size == 480 and short.dtype == np.int16 and rate_hz == 16000
