# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The runtime module under both names, and execute_pipeline()."""

import asyncio
import json
import sys

import numpy as np
import pytest
import remotemedia
import remotemedia_runtime
from remotemedia import AddNode, MultiplyNode, Pipeline
from remotemedia.core import NodeError, PipelineError

CHAIN = json.dumps({
    "version": "v1", "metadata": {"name": "chain"},
    "nodes": [{"id": "x", "node_type": "MultiplyNode", "params": {"factor": 2}},
              {"id": "y", "node_type": "AddNode", "params": {"addend": 10}}],
    "connections": [{"from": "x", "to": "y"}]})


@pytest.fixture(params=["remotemedia_runtime", "remotemedia.runtime"])
def runtime(request):
    __import__(request.param)
    return sys.modules[request.param]


def test_runtime_says_that_it_is_there(runtime):
    assert runtime.is_available() is True
    assert runtime.get_runtime_version() == runtime.__version__ == remotemedia.__version__ >= "0.2.0"


def test_runtime_runs_a_list(runtime):
    assert asyncio.run(runtime.execute_pipeline_with_input(CHAIN, [5, 7, 3], None)) == [20, 24, 16]
    assert asyncio.run(runtime.execute_pipeline_with_input(CHAIN, (5,))) == 20
    assert asyncio.run(runtime.execute_pipeline_with_input(CHAIN, [])) is None
    assert asyncio.run(runtime.execute_pipeline_ffi(CHAIN, [1])) == 12


def test_runtime_runs_a_source(runtime, nodes):
    remotemedia.register_node_class(nodes.Source, "RuntimeTestSource")
    manifest = json.dumps({"version": "v1", "metadata": {"name": "s"}, "connections": [],
                           "nodes": [{"id": "s", "node_type": "RuntimeTestSource"}]})
    assert asyncio.run(runtime.execute_pipeline(manifest, None)) == [0, 1, 2, 3]
    assert asyncio.run(runtime.execute_pipeline_ffi(manifest)) == [0, 1, 2, 3]


def test_runtime_with_metrics_has_a_text_in_json(runtime):
    result = asyncio.run(runtime.execute_pipeline_with_input(CHAIN, [1, 2], True))
    assert result["outputs"] == [12, 14]
    assert [entry["node_id"] for entry in json.loads(result["metrics"])["node_metrics"]] == ["x", "y"]


@pytest.mark.parametrize("text", ["no json", '{"version": "v1"', '{"version": "v1", "nodes": 3}', "[]"])
def test_text_that_is_no_manifest_is_a_value_error(runtime, text):
    with pytest.raises(ValueError, match="^Failed to parse manifest: "):
        asyncio.run(runtime.execute_pipeline_with_input(text, [1], None))


@pytest.mark.parametrize("change, message", [
    ({"version": "v7"}, "Unsupported manifest version: v7"),
    ({"connections": [{"from": "x", "to": "y"}, {"from": "y", "to": "x"}]}, "cycle"),
    ({"connections": [{"from": "x", "to": "z"}]}, "unknown target node: z")])
def test_manifest_that_cannot_be_used_is_a_runtime_error(runtime, change, message):
    with pytest.raises(RuntimeError, match=f"^Execution failed: .*{message}"):
        asyncio.run(runtime.execute_pipeline_with_input(json.dumps({**json.loads(CHAIN), **change}), [1], None))


def test_node_that_fails_is_a_runtime_error(runtime):
    manifest = CHAIN.replace("MultiplyNode", "CalculatorNode").replace('"factor": 2', '"operation": "divide", "operand": 0')
    with pytest.raises(RuntimeError, match="^Execution failed: .*ivision"):
        asyncio.run(runtime.execute_pipeline_with_input(manifest, [1], None))


def test_input_that_is_no_sequence_is_a_type_error(runtime):
    with pytest.raises(TypeError, match="input_data: expected a list, got int"):
        runtime.execute_pipeline_with_input(CHAIN, 3, None)


def test_metrics_are_read_in_both_forms(runtime):
    pipeline = Pipeline([MultiplyNode()], enable_metrics=True)
    pipeline.run_sync(1)
    text = json.dumps(pipeline.get_metrics())
    assert json.loads(runtime.get_metrics(text)) == json.loads(text)
    internal = {"total_duration": {"secs": 1, "nanos": 500_000}, "node_metrics": {"n": {"execution_count": 3}}}
    assert json.loads(runtime.get_metrics_ffi(json.dumps(internal))) == {
        "total_duration_us": 1_000_500, "node_metrics": [{"node_id": "n", "execution_count": 3}]}
    for bad in ("x", "[]", "{}"):
        with pytest.raises(ValueError, match="Failed to parse metrics"):
            runtime.get_metrics(bad)


def test_audio_buffer_wraps_an_array():
    samples = np.arange(6, dtype="f4")
    buffer = remotemedia_runtime.numpy_to_audio_buffer_ffi(samples, 8000)
    assert (buffer.channels, buffer.sample_rate, len(buffer)) == (1, 8000, 6)
    assert np.shares_memory(remotemedia_runtime.audio_buffer_to_numpy_ffi(buffer), samples)
    stereo = remotemedia_runtime.numpy_to_audio_buffer_ffi(samples, 8000, 2)
    assert stereo.samples.tolist() == [[0, 2, 4], [1, 3, 5]]
    with pytest.raises(ValueError, match="whole frames of 4 channels"):
        remotemedia_runtime.numpy_to_audio_buffer_ffi(samples, 8000, 4)


def run(source, data, **settings):
    return asyncio.run(remotemedia.execute_pipeline_with_input(source, data, **settings))


def test_execute_takes_every_form_of_a_pipeline(nodes):
    chain = [MultiplyNode(factor=2), AddNode(addend=10)]

    class Serializable:
        def serialize(self):
            return CHAIN

    for source in (Pipeline(chain), chain, Serializable(), json.loads(CHAIN), CHAIN,
                   [chain[0], {"node_type": "AddNode", "params": {"addend": 10}}]):
        assert run(source, [5, 7, 3]) == [20, 24, 16]
        assert run(source, 5) == 20
    assert run([nodes.Double()], 4) == 8  # a class that no manifest can name
    assert asyncio.run(remotemedia.execute_pipeline([nodes.Source()])) == [0, 1, 2, 3]


def test_execute_with_metrics_leaves_the_pipeline_as_it_is():
    pipeline = Pipeline([MultiplyNode()])
    result = run(pipeline, [1], enable_metrics=True)
    assert result["outputs"] == 2 and json.loads(result["metrics"])["node_metrics"]
    assert not pipeline.enable_metrics


@pytest.mark.parametrize("source, kind, message", [
    (3, TypeError, "got int"), ([], ValueError, "empty list"), ([3], TypeError, r"\[0\]"),
    ([{"params": {}}], TypeError, "node_type"), ([{"node_type": "Nope"}], PipelineError, "Unknown node type 'Nope'")])
def test_execute_of_other_values_is_an_error(source, kind, message):
    with pytest.raises(kind, match=message):
        remotemedia.execute_pipeline_with_input(source, [1])


def test_execute_reports_the_error_of_a_node(nodes):
    with pytest.raises(NodeError, match="two"):
        run([nodes.FailAt(2, ValueError("two"))], [1, 2])


def test_execute_without_runtime_is_an_import_error_first(monkeypatch):
    monkeypatch.setattr(remotemedia, "try_load_rust_runtime", lambda: (False, None, "Module not found: x"))
    for source in (3, []):
        with pytest.raises(ImportError, match="Module not found: x"):
            remotemedia.execute_pipeline(source)
