# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipeline.map(): order, errors, processes, progress and resuming; and pickled pipelines."""

import copy
import pickle
import sys
import threading
import types

import numpy as np
import pytest
from remotemedia import (AddNode, AudioResampleNode, FormatConverterNode, MapResult, MultiplyNode, NodeError,
                         Pipeline, TextTransformNode, VADNode)


def map_quietly(pipeline, inputs, **options):
    return list(pipeline.map(inputs, progress=False, **options))


def test_results_are_in_order_with_index_and_value(nodes):
    assert map_quietly(Pipeline(nodes.Double()), [1, [2, 3], "a"]) == [
        MapResult(0, True, 2), MapResult(1, True, [2, 3, 2, 3]), MapResult(2, True, "aa")]


def test_error_is_collected_with_its_index(nodes):
    first, second, third = map_quietly(Pipeline(nodes.FailAt(2, KeyError("x"))), [1, 2, 3])
    assert (first.value, second.value, third.value) == (1, None, 3) and not second.ok
    assert isinstance(second.error, NodeError) and isinstance(second.error.__cause__, KeyError)


def test_error_is_raised_after_the_results_before_it(nodes):
    results = Pipeline(nodes.FailAt(2, KeyError("x"))).map([1, 2, 3], on_error="raise", progress=False)
    assert next(results).value == 1
    with pytest.raises(NodeError, match="KeyError"):
        next(results)


def test_inputs_are_read_one_by_one(nodes):
    n_read = 0

    def read():
        nonlocal n_read
        for n_read in range(1, 1000):
            yield n_read

    results = Pipeline(nodes.Double()).map(read(), progress=False)
    assert [next(results).value, next(results).value] == [2, 4] and n_read == 2
    results.close()


@pytest.mark.parametrize("options, error, message", [
    ({"workers": 0}, ValueError, "workers: expected 1 or more, got 0"),
    ({"workers": 1.5}, TypeError, "workers: expected a number of processes, got 1.5"),
    ({"on_error": "ignore"}, ValueError, "on_error: expected one of collect, raise, got 'ignore'")])
def test_wrong_argument_is_an_error_at_once(nodes, options, error, message):
    with pytest.raises(error, match=message):
        Pipeline(nodes.Double()).map([1], **options)


def test_several_processes_have_the_results_of_one():
    pipeline = Pipeline(MultiplyNode(factor=3), AddNode(addend=1))
    inputs = [1, 2.5, {"not": "a number"}, 10**40, *range(20)]
    here, there = (map_quietly(pipeline, inputs, workers=workers) for workers in (1, 2))
    assert [(r.index, r.ok, r.value) for r in there] == [(r.index, r.ok, r.value) for r in here]
    assert [type(r.error) for r in there] == [type(r.error) for r in here]


def test_input_that_cannot_be_sent_to_a_process_is_an_error_of_its_own():
    results = map_quietly(Pipeline(MultiplyNode(factor=3)), [1, threading.Lock(), 2], workers=2)
    assert [(r.index, r.ok, r.value) for r in results] == [(0, True, 3), (1, False, None), (2, True, 6)]
    assert "pickle" in str(results[1].error)


def test_pipeline_that_no_process_can_load_is_an_error_with_its_cause(nodes):
    class Unloadable(nodes.Double):
        def __reduce__(self):
            return int, ("no number",)

    results = map_quietly(Pipeline(Unloadable()), [1, 2], workers=2)
    assert [(r.index, r.ok) for r in results] == [(0, False), (1, False)]
    assert all("invalid literal" in str(r.error) for r in results)


def test_progress_is_a_function(nodes):
    calls = []
    list(Pipeline(nodes.Double()).map([1, 2], progress=lambda *call: calls.append(call)))
    list(Pipeline(nodes.Double()).map(iter([1]), progress=lambda *call: calls.append(call)))
    assert calls == [(1, 2), (2, 2), (1, None)]


def test_progress_is_a_bar_of_tqdm(nodes, monkeypatch):
    calls = []

    class Bar:
        def __init__(self, total):
            calls.append(total)

        def update(self, n_more):
            calls.append(n_more)

        def close(self):
            calls.append("closed")

    module = types.ModuleType("tqdm.auto")
    module.tqdm = Bar
    monkeypatch.setitem(sys.modules, "tqdm", types.ModuleType("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", module)
    list(Pipeline(nodes.Double()).map([1, 2]))
    assert calls == [2, 1, 1, "closed"]


def test_without_tqdm_there_is_no_bar(nodes, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert [result.value for result in Pipeline(nodes.Double()).map([1])] == [2]


def test_resuming_skips_the_inputs_that_succeeded(nodes, tmp_path):
    journal, inputs = tmp_path / "done.jsonl", ["a.wav", "b.wav", "c.wav"]
    pipeline = Pipeline(nodes.FailAt("b.wav", KeyError("x"), n_times=1))
    assert [result.ok for result in map_quietly(pipeline, inputs, resume=journal)] == [True, False, True]
    assert map_quietly(pipeline, inputs, resume=journal) == [MapResult(1, True, "b.wav")]
    assert map_quietly(pipeline, inputs, resume=journal) == []
    assert [r.value for r in map_quietly(pipeline, ["a.wav", "new.wav"], resume=journal)] == ["new.wav"]


def test_resuming_after_an_incomplete_line(nodes, tmp_path):
    journal = tmp_path / "done.jsonl"
    journal.write_text('{"index": 0, "input": "a"}\n{"index": 1, "inp', encoding="utf-8")
    assert [r.value for r in map_quietly(Pipeline(nodes.Double()), ["a", "b"], resume=journal)] == ["bb"]
    assert map_quietly(Pipeline(nodes.Double()), ["a", "b"], resume=journal) == []


def test_pickled_pipeline_has_equal_results_and_settings():
    pipeline = Pipeline(AudioResampleNode(8000, quality="low"), VADNode(threshold=-40.0), name="speech",
                        enable_metrics=True, on_error="skip")
    pipeline.add_node("last", FormatConverterNode("i16", name="own"))
    clip = (np.random.default_rng(1).normal(0, 0.2, (2, 16000)).astype("f4"), 16000)
    again = pickle.loads(pickle.dumps(pipeline))
    first, second = pipeline.run_sync(clip), again.run_sync(clip)
    assert np.array_equal(first[0], second[0]) and first[1:] == second[1:]
    assert (again.name, again.enable_metrics, again.on_error, len(again)) == ("speech", True, "skip", 3)
    assert again.get_node("last") is again.nodes[2]


def test_attribute_that_was_set_later_is_pickled():
    node = MultiplyNode(factor=2)
    node.factor = 10
    assert pickle.loads(pickle.dumps(Pipeline(node))).run_sync(3) == 30


def test_copy_has_the_same_nodes(nodes):
    class Named(Pipeline):
        def __init__(self, label):
            super().__init__(nodes.Double(), MultiplyNode(factor=2))
            self.label = label

    pipeline = Named("x")
    again = copy.copy(pipeline)
    assert (again.label, again.run_sync(3)) == ("x", 12)
    assert all(mine is other for mine, other in zip(again, pipeline))


def test_pickled_branches_stay_branches():
    manifest = {"version": "v1", "metadata": {"name": "x"},
                "nodes": [{"id": name, "node_type": "AddNode", "params": {"addend": addend}}
                          for name, addend in (("a", 1), ("b", 10), ("c", 100))],
                "connections": [{"from": "a", "to": "b"}, {"from": "a", "to": "c"}]}
    pipeline = Pipeline.load(manifest)
    assert pickle.loads(pickle.dumps(pipeline)).run_sync(1) == pipeline.run_sync(1) == [12, 102]


def test_node_with_a_function_is_pickled_as_an_object():
    pipeline = Pipeline(TextTransformNode(transform_func=str.upper))
    assert pickle.loads(pickle.dumps(pipeline)).run_sync("a") == "A"
