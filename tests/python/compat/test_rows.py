# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Behaviour that programs for the existing SDK rely on, or that differs on purpose.

docs/migration.md has the tests by subject.
"""

import asyncio
import importlib
import json
import pickle
import re
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import remotemedia
import remotemedia_runtime
from remotemedia import (
    AddNode,
    AudioBuffer,
    AudioResampleNode,
    AudioTransform,
    BufferNode,
    CalculatorNode,
    DataSourceNode,
    FormatConverter,
    FormatConverterNode,
    MultiplyNode,
    Node,
    PassThroughNode,
    Pipeline,
    VADNode,
    VoiceActivityDetector,
)
from remotemedia.core import NodeError, PipelineError
from remotemedia.nodes import params, rust

TONE = (0.5 * np.sin(np.arange(48000) / 20)).astype("f4")


def make_manifest(*nodes, connections=(), **more):
    return {"version": "v1", "metadata": {"name": "m"}, "connections": [
        {"from": start, "to": end} for start, end in connections],
        "nodes": [{"id": node_id, "node_type": kind, "params": values} for node_id, kind, values in nodes], **more}


def test_row_01_base_initialize_can_be_called_and_awaited():
    class Mine(PassThroughNode):
        async def initialize(self):
            await super().initialize()

    async def use():
        node = Mine()
        await node.initialize()
        return node.is_initialized

    assert asyncio.run(use()) is True
    node = PassThroughNode()
    node.initialize()
    assert node.is_initialized and Pipeline(Mine()).run_sync(1) == 1


def test_row_02_cleanup_starts_and_joins_no_thread():
    before = threading.active_count()
    node = PassThroughNode()
    node.initialize()
    assert threading.active_count() == before
    node.cleanup()


@pytest.mark.parametrize("data, expected", [([1, 2], [1, 2]), ([1], 1), ([], None)])
def test_row_03_single_result_is_unwrapped_and_none_without_results(data, expected):
    assert Pipeline(PassThroughNode()).run_sync(data) == expected
    assert Pipeline(PassThroughNode()).run_sync([None]) is None


@pytest.mark.parametrize("item", [(1, 2), {"a": [1]}, "text"])
def test_row_04_list_is_a_batch_and_anything_else_one_item(item):
    assert Pipeline(PassThroughNode()).run_sync(item) == item
    assert Pipeline(PassThroughNode()).run_sync([item, item]) == [item, item]


def test_row_05_failure_raises_by_default_and_stop_returns_partial_results(nodes):
    with pytest.raises(NodeError):
        Pipeline(nodes.FailAt(2, ValueError())).run_sync([1, 2, 3])
    assert Pipeline(nodes.FailAt(2, ValueError()), on_error="stop").run_sync([1, 2, 3]) == 1


def test_row_06_nothing_runs_twice(nodes):
    node = nodes.FailAt(2, ValueError())
    with pytest.raises(NodeError):
        Pipeline(MultiplyNode(factor=1), node).run_sync([1, 2])
    assert node.n_calls == 2


def test_row_07_lists_are_not_flattened_and_a_flush_is_emitted():
    assert Pipeline(BufferNode(buffer_size=2)).run_sync([1, 2, 3]) == [[1, 2], [3]]
    assert Pipeline(BufferNode(buffer_size=2)).run_sync([1, 2, 3, 4])[:2] == [[1, 2], [3, 4]]


def test_row_08_unknown_arguments_are_kept_and_aliases_warn_once():
    node = AudioResampleNode(target_rate=8000, custom="x")
    assert node.config["custom"] == "x" and node.target_sample_rate == 8000
    params.warn_once.cache_clear()
    with pytest.warns(UserWarning) as warned:
        AudioResampleNode(target_rate=8000)
        AudioResampleNode(target_rate=8000)
        AudioResampleNode(target_rate=16000)  # the default
        VADNode(threshold=-20.0)
    assert [str(warning.message).partition(";")[0] for warning in warned] == [
        "target_rate is taken as target_sample_rate", "threshold is taken as energy_threshold"]
    assert VADNode(energy_threshold=0.02, threshold=0.02).energy_threshold == 0.02
    with pytest.raises(ValueError, match="different values"):
        AudioResampleNode(target_sample_rate=8000, output_rate=16000)


def test_row_08_negative_threshold_is_in_decibels():
    assert VADNode(threshold=-20.0).energy_threshold == pytest.approx(0.1)


def test_row_09_parameters_are_in_the_manifest():
    entry = json.loads(Pipeline(AudioResampleNode(target_sample_rate=8000)).serialize())["nodes"][0]
    assert entry["params"]["target_sample_rate"] == 8000


@pytest.mark.parametrize("node", [AudioResampleNode(), VADNode(), FormatConverterNode(), CalculatorNode()])
def test_row_10_error_dict_of_a_call_is_a_failure_of_a_run(node):
    result = node.process("bad")
    assert set(result) >= {"error", "input", "processed_by"}
    assert result["processed_by"] == f"{type(node).__name__}[{node.name}]"
    with pytest.raises(NodeError):
        Pipeline(node).run_sync("bad")


@pytest.mark.parametrize("key", ["audio_data", "audio", "input"])
def test_row_11_dict_goes_in_and_comes_out_under_its_key(key):
    result = AudioResampleNode(target_sample_rate=16000).process({key: TONE, "sample_rate": 48000})
    assert result[key].shape == (1, 16000) and result["sample_rate"] == 16000


def test_row_13_documented_constructors():
    first, second = MultiplyNode(), AddNode()
    assert Pipeline("name").name == "name" and Pipeline(first, second).nodes == [first, second]
    pipeline = Pipeline("x").add_node("double", first, runtime_hint="rust")
    assert pipeline.get_node("double") is first
    for load in (Pipeline.from_json, Pipeline.from_yaml, Pipeline.load):
        assert load(pipeline.serialize(), enable_metrics=True, runtime_hint="auto").run_sync(2) == 4


def test_row_14_runtime_has_both_names():
    for module in (remotemedia_runtime, importlib.import_module("remotemedia.runtime")):
        assert module.is_available() and module.get_runtime_version() == module.__version__


def test_row_16_version_is_at_least_0_2():
    assert tuple(map(int, remotemedia.__version__.split("."))) >= (0, 2, 0)


@pytest.mark.parametrize("name", ["librosa", "av", "aiortc", "grpc", "torch", "scipy", "yaml", "gi"])
def test_row_17_import_needs_numpy_alone(name):
    code = f"import sys; sys.modules[{name!r}] = None; import remotemedia; from remotemedia.nodes import ml, transcription"
    subprocess.run([sys.executable, "-B", "-W", "ignore", "-c", code], check=True)


def test_row_18_calculator_takes_all_three_forms():
    assert CalculatorNode().process({"operation": "add", "args": [1, 2]})["result"] == 3
    assert CalculatorNode().process({"operation": "multiply", "operands": [3, 4]})["result"] == 12
    assert Pipeline(CalculatorNode(operation="add", operand=5)).run_sync(1) == 6
    assert Pipeline(CalculatorNode(operation="multiply", operand=3)).run_sync([1, 2.5, "4", "0.5", "four"]) == [3, 7.5, 12, 1.5, 0]
    with pytest.raises(NodeError, match="Division by zero"):
        Pipeline(CalculatorNode(operation="divide", operand=0)).run_sync(1)


def test_row_19_multiplier_is_factor():
    assert MultiplyNode(multiplier=3, factor=3).process(2) == 6


def test_row_20_integers_stay_integers():
    result = Pipeline(MultiplyNode(factor=2), AddNode(addend=1)).run_sync(3)
    assert result == 7 and isinstance(result, int)


def test_row_21_chains_are_exact():
    expected = 0.1
    chain = []
    for number in range(20):
        chain += [MultiplyNode(factor=1.1), AddNode(addend=0.3)]
        expected = expected * 1.1 + 0.3
    assert Pipeline(*chain).run_sync(0.1) == expected


def test_row_22_floats_are_rounded_half_to_even_and_saturated():
    samples = np.array([1.0, 2.0, -1.0, 0.5 / 32768, 1.5 / 32768], "f4")
    converted, _ = FormatConverterNode("i16").process((samples, 8000))
    assert converted.tolist() == [[32767, 32767, -32768, 0, 2]]
    every = np.arange(-32768, 32768).astype("i2")
    back, _ = FormatConverterNode("i16").process(FormatConverterNode("f32").process((every, 8000)))
    assert (back[0] == every).all()


def test_row_23_i32_is_rounded_and_f64_is_scaled():
    assert FormatConverterNode("i16").process((np.array([0x8000, 0x18000], "i4"), 8000))[0].tolist() == [[0, 2]]
    assert FormatConverterNode("i16").process((np.array([0.5], "f8"), 8000))[0].tolist() == [[16384]]


def test_row_24_shapes_of_the_existing_nodes():
    stereo = np.stack([TONE, TONE])
    mono = AudioTransform(output_sample_rate=48000, output_channels=1)
    assert mono.process((stereo, 48000))[0].shape == (48000,)
    assert mono.process((TONE, 48000))[0].shape == (1, 48000)
    assert AudioTransform(48000, 3).process((TONE, 48000))[0].shape == (3, 48000)
    assert AudioResampleNode(48000).process((TONE, 48000))[0] is TONE
    assert FormatConverterNode("f32").process((TONE, 48000))[0].shape == (1, 48000)


def test_row_25_vad_leaves_out_the_last_frame_and_needs_a_sample_a_frame():
    assert VADNode().process((TONE[:1000], 16000))[2]["total_frames"] == 2
    assert "error" in VADNode(frame_duration_ms=1).process((TONE, 100))


@pytest.mark.parametrize("node", [AudioResampleNode(48000), AudioTransform(48000, 1), VADNode(), FormatConverterNode()])
def test_row_26_triples_and_nested_clips_are_accepted(node):
    assert node.process((TONE, 48000, {"a": 1}))[1] == 48000
    (samples, rate, *_), metadata = node.process(((TONE, 48000), {"a": 1}))
    assert samples.size == 48000 and rate == 48000 and metadata == {"a": 1}


def test_row_26_buffer_takes_the_result_of_vad():
    blocks = Pipeline(VADNode(), AudioBuffer(buffer_size_samples=24000)).run_sync((TONE, 48000))
    assert [samples.shape for samples, _ in blocks] == [(1, 24000), (1, 24000)]


def test_row_27_detector_takes_lists():
    (samples, rate), result = Pipeline(VoiceActivityDetector()).run_sync([[TONE, 48000]])
    assert rate == 48000 and result["is_speech"]


@pytest.mark.parametrize("quality", ["low", "Medium", "HIGH", "Fast"])
def test_row_28_quality_has_any_case(quality):
    assert AudioResampleNode(16000, quality).process((TONE, 48000))[0].shape == (1, 16000)


@pytest.mark.parametrize("n", [1, 7, 1001, 44100])
def test_row_29_length_is_the_exact_ceiling(n):
    assert AudioResampleNode(16000).process((TONE[:n], 44100))[0].shape[1] == -(-n * 16000 // 44100)


def test_row_31_generator_gets_the_item(nodes):
    assert Pipeline(nodes.Repeat()).run_sync(1) == [1, 2, 3]


def test_row_32_streaming_node_without_generator_is_an_error(nodes):
    class Wrong(nodes.Double):
        is_streaming = True

    with pytest.raises(NodeError, match="TypeError"):
        Pipeline(Wrong()).run_sync([1])
    Wrong.process = lambda self, data: 5
    with pytest.raises(PipelineError, match="asynchronous generator"):
        Pipeline(Wrong()).run_sync([1])


def test_row_33_source_is_called_once_without_argument(nodes):
    assert Pipeline(nodes.Source()).run_sync() == [0, 1, 2, 3]


def test_row_34_input_feeds_a_first_data_source():
    assert Pipeline(DataSourceNode(), MultiplyNode()).run_sync([1, 2]) == [2, 4]


def test_row_35_unconnected_chains_are_independent():
    manifest = make_manifest(("a", "MultiplyNode", {"factor": 10}), ("b", "AddNode", {"addend": 1}))
    assert Pipeline.load(manifest).run_sync([1, 2]) == [10, 2, 20, 3]


def test_row_36_branches_join_item_by_item():
    manifest = make_manifest(
        ("in", "PassThroughNode", {}), ("x", "MultiplyNode", {"factor": 2}), ("y", "AddNode", {"addend": 100}),
        ("out", "PassThroughNode", {}), connections=[("in", "x"), ("in", "y"), ("x", "out"), ("y", "out")])
    assert Pipeline.load(manifest).run_sync([1, 2]) == [2, 101, 4, 102]


def test_row_37_streaming_nodes_of_graphs_are_finished():
    manifest = make_manifest(
        ("in", "PassThroughNode", {}), ("x", "AudioBuffer", {"buffer_size_samples": 30000}),
        ("y", "PassThroughNode", {}), connections=[("in", "x"), ("in", "y")])
    outputs = Pipeline.load(manifest).run_sync((TONE, 48000))
    assert sorted(samples.size for samples, _ in outputs) == [18000, 30000, 48000]


def test_row_39_cycle_has_its_path():
    manifest = make_manifest(("A", "AddNode", {}), ("B", "AddNode", {}), ("C", "AddNode", {}),
                             connections=[("A", "B"), ("B", "C"), ("C", "A")])
    with pytest.raises(PipelineError, match="Pipeline contains a cycle - cannot execute.*A -> B -> C -> A|B -> C -> A"):
        Pipeline.load(manifest)
    with pytest.raises(PipelineError, match="Unsupported manifest version: v9"):
        Pipeline.load({**manifest, "version": "v9"})


@pytest.mark.parametrize("hint", ["rust_python", "cpython", "cpython_wasm", "auto", "rust", "python"])
def test_row_40_hints_of_code_and_documents_are_accepted(hint):
    manifest = make_manifest(("a", "AddNode", {"addend": 1}))
    manifest["nodes"][0]["runtime_hint"] = hint
    assert Pipeline.load(manifest).run_sync(1) == 2


def test_row_40_other_hints_are_an_error():
    manifest = make_manifest(("a", "AddNode", {"addend": 1}))
    manifest["nodes"][0]["runtime_hint"] = "fortran"
    with pytest.raises(PipelineError, match=r"nodes\[0\]\.runtime_hint: expected one of auto, native, rust, .*, got 'fortran'"):
        Pipeline.load(manifest)


def test_row_41_unknown_fields_and_null_parameters_are_accepted():
    manifest = make_manifest(("a", "AddNode", None), whatever=1)
    assert Pipeline.load(manifest).run_sync(1) == 1
    del manifest["connections"]
    with pytest.raises(PipelineError, match="connections: is missing"):
        Pipeline.load(manifest)


def test_row_42_documented_form_of_manifests():
    manifest = {"version": "1.0", "name": "m", "nodes": [
        {"id": "a", "type": "MultiplyNode", "params": {"factor": 3}}, {"id": "b", "type": "AddNode", "params": {}}],
        "edges": [{"from": "a", "to": "b"}], "config": {"enable_metrics": True}}
    pipeline = Pipeline.load(manifest)
    assert pipeline.run_sync(2) == 6 and pipeline.get_metrics() is not None


def test_row_43_names_with_spaces_come_back():
    pipeline = Pipeline(AddNode(addend=1, name="my node"))
    assert Pipeline.from_json(pipeline.serialize()).run_sync(1) == 2


def test_row_44_node_metrics_are_a_list_and_a_map():
    pipeline = Pipeline([AddNode(name="a")], enable_metrics=True)
    pipeline.run_sync([1, 2])
    entries = pipeline.get_metrics()["node_metrics"]
    assert entries[0]["node_id"] == "a_0" and entries["a_0"]["success_count"] == 2
    assert dict(entries.items())["a_0"] is entries[0] and isinstance(entries[0]["total_duration_us"], int)


def test_row_45_metrics_of_the_runtime_are_a_text():
    result = asyncio.run(remotemedia_runtime.execute_pipeline_with_input(
        json.dumps(make_manifest(("a", "AddNode", {}))), [1], True))
    assert isinstance(result["metrics"], str) and result["outputs"] == 1


def test_row_46_metrics_are_there_on_the_python_path(nodes):
    pipeline = Pipeline([nodes.Double()], enable_metrics=True)
    assert pipeline.get_metrics() is None
    pipeline.run_sync(1)
    assert pipeline.get_metrics()["total_executions"] == 1


def test_row_50_import_prints_nothing():
    ran = subprocess.run([sys.executable, "-B", "-W", "ignore", "-c", "import remotemedia_runtime"],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    assert (ran.stdout, ran.stderr) == (b"", b"")


@pytest.mark.parametrize("value", [(1, 2), {3: 4}, float("inf"), 10**40, b"\x00", object(), np.zeros(1, "i2")])
def test_row_51_python_objects_pass_by_reference(value):
    assert Pipeline(PassThroughNode(), PassThroughNode()).run_sync([value, value])[0] is value


@pytest.mark.parametrize("key", ["session_id", "metadata", "user_name", "timestamp"])
def test_row_52_metadata_has_one_of_four_keys(key):
    node = PassThroughNode()
    assert node.split_data_metadata((1, 2, {key: 3})) == ((1, 2), {key: 3})
    assert node.split_data_metadata((1, {key: 3})) == (1, {key: 3})
    assert node.split_data_metadata((1, {"is_speech": 3})) == ((1, {"is_speech": 3}), None)


def test_row_53_counts_of_the_definition_are_texts():
    metadata = Pipeline(AddNode()).export_definition()["metadata"]
    assert [metadata[key] for key in ("node_count", "remote_node_count", "has_streaming_nodes")] == ["1", "0", "False"]


def test_row_54_trailing_arguments_can_be_left_out():
    manifest = json.dumps(make_manifest(("a", "AddNode", {})))
    assert asyncio.run(remotemedia_runtime.execute_pipeline_with_input(manifest, [1])) == 1


def test_row_55_wrong_node_shows_its_class():
    with pytest.raises(PipelineError, match="Expected Node instance, got <class 'str'>"):
        Pipeline([AddNode(), "x"])


def test_row_56_run_is_a_coroutine_and_a_value():
    assert asyncio.run(Pipeline(AddNode(addend=1)).run(1)) == 2
    samples, rate = Pipeline(AudioResampleNode(16000)).run((TONE, 48000))
    assert samples.shape == (1, 16000) and rate == 16000
    assert Pipeline(AudioResampleNode(16000))(TONE, 48000)[1] == 16000


def test_row_60_pickles_are_refused():
    data = {"serialized_object": "gASVBAAAAAAAAABLAS4=", "method_name": "bit_length"}
    result = asyncio.run(remotemedia.SerializedClassExecutorNode().process(data))
    assert "allow_pickle=True" in result["error"]


def test_row_61_integer_audio_is_scaled_for_vad():
    loud, quiet = (TONE * 32767).astype("i2"), (TONE * 100).astype("i2")
    assert VADNode().process((loud, 48000))[2]["is_speech"] and not VADNode().process((quiet, 48000))[2]["is_speech"]
    assert VADNode(energy_threshold=20).process((quiet, 48000))[2]["is_speech"]


@pytest.mark.parametrize("dtype", ["i2", "i4", "f4", "f8"])
def test_row_62_63_resampling_keeps_the_format(dtype):
    samples = FormatConverterNode({"i2": "i16", "i4": "i32", "f4": "f32", "f8": "f64"}[dtype]).process((TONE, 48000))[0]
    assert AudioResampleNode(16000).process((samples, 48000))[0].dtype == np.dtype(dtype)


def test_row_64_results_have_two_and_three_elements():
    clip = (TONE, 48000, {"a": 1})
    assert len(AudioResampleNode(16000).process(clip)) == len(FormatConverterNode("i16").process(clip)) == 2
    assert len(VADNode().process(clip)) == 3


def test_row_70_clips_of_a_list_are_independent():
    clips = [(TONE, 48000), (TONE[:30000], 44100), (TONE, 48000)]
    pipeline = Pipeline(AudioResampleNode(16000))
    together = pipeline.run_sync(clips)
    for (samples, rate), clip in zip(together, clips):
        alone = pipeline.run_sync(clip)
        assert np.array_equal(samples, alone[0]) and rate == alone[1] == 16000


def test_row_72_unchanged_arrays_are_the_object_and_results_are_writable():
    assert Pipeline(PassThroughNode(), AudioResampleNode(48000)).run_sync((TONE, 48000))[0] is TONE
    samples, _ = Pipeline(AudioResampleNode(16000)).run_sync((TONE, 48000))
    samples *= 2


def test_row_74_format_converter_converts_audio_and_passes_the_rest():
    item = {"x": 1}
    assert FormatConverter().process(item) is item
    assert FormatConverter("i16").process((TONE, 48000))[0].dtype == np.int16
    manifest = make_manifest(("a", "Resample", {"target_sample_rate": 16000}))
    assert Pipeline.load(manifest).run_sync((TONE, 48000))[1] == 16000


def test_row_75_threshold_is_linear():
    level = VADNode().energy_threshold
    assert level == 0.02
    above = np.full(480, 0.0201, "f4")
    assert VADNode().process((above, 16000))[2]["is_speech"] and not VADNode().process((above * 0.98, 16000))[2]["is_speech"]


def test_row_76_documented_names_and_results():
    assert (rust.RustVADNode, rust.RustResampleNode, rust.RustFormatConverterNode) == (
        VADNode, AudioResampleNode, FormatConverterNode)
    for name in ("execute_pipeline_ffi", "get_metrics_ffi", "numpy_to_audio_buffer_ffi", "audio_buffer_to_numpy_ffi"):
        assert callable(getattr(remotemedia_runtime, name))


@pytest.mark.parametrize("item, options, settings, rate_hz", [
    ((TONE, 48000), {"sample_rate": 24000}, {"input_rate": 12000}, 48000),
    (TONE, {"sample_rate": 24000}, {"input_rate": 12000}, 12000),
    ({"audio": TONE}, {"sample_rate": 24000}, {"input_rate": 12000}, 12000),
    ({"audio": TONE.astype("f8")}, {}, {"input_rate": 12000}, 12000),
    (TONE, {"sample_rate": 24000}, {}, 24000)])
@pytest.mark.parametrize("use_rust", [True, False])
def test_row_76_rate_of_an_array_is_its_own_then_of_the_node_then_of_the_run(item, options, settings, rate_hz, use_rust):
    result = Pipeline(AudioResampleNode(8000, **settings)).run_sync(item, use_rust, **options)
    samples = result["audio"] if isinstance(result, dict) else result[0]
    assert samples.shape == (1, -(-TONE.shape[-1] * 8000 // rate_hz))


@pytest.mark.parametrize("place", [0, 1])
def test_row_76_rate_of_the_node_is_that_of_the_first_in_order_of_the_data(place):
    nodes = [{"id": "rate", "node_type": "AudioResampleNode", "params": {"target_sample_rate": 8000, "input_rate": 12000}},
             {"id": "format", "node_type": "FormatConverterNode", "params": {"target_format": "i16"}}]
    ids = ["rate", "format"] if place == 0 else ["format", "rate"]
    for ordered in (nodes, nodes[::-1]):
        pipeline = Pipeline.from_json({"version": "v1", "metadata": {"name": "m"}, "nodes": ordered,
                                       "connections": [{"from": ids[0], "to": ids[1]}]})
        rate_hz = (12000, 24000)[place]
        assert pipeline.run_sync(TONE, sample_rate=24000)[0].shape == (1, -(-TONE.shape[-1] * 8000 // rate_hz))


def test_row_76_array_without_a_rate_has_that_of_the_node_with_one_warning():
    params.warn_without_rate.cache_clear()
    with pytest.warns(UserWarning, match="samples without a rate: AudioResampleNode takes them as 8000 Hz") as caught:
        samples, rate_hz = Pipeline(AudioResampleNode(8000)).run_sync([TONE, TONE])[1]
    assert samples is TONE and rate_hz == 8000 and len(caught) == 1


@pytest.mark.parametrize("use_rust", [True, False])
@pytest.mark.parametrize("key", ["audio", "input", "audio_data"])
def test_row_76_result_of_a_dict_has_output_and_metrics(key, use_rust):
    manifest = make_manifest(("r", "AudioResampleNode", {"target_sample_rate": 16000}), ("v", "VADNode", {}), connections=[("r", "v")])
    pipeline = Pipeline.from_yaml(json.dumps(manifest), enable_metrics=True)
    result = pipeline.run_sync({key: TONE.astype("f8"), "sample_rate": 48000}, use_rust)
    assert result["output"] is result[key] is result.get("output") and result["output"].shape == (1, 16000)
    assert result["metrics"]["total_duration_us"] > 0 and result["metrics"]["node_metrics"]["v"]["success_count"] == 1
    assert isinstance(result, dict) and set(result) == {key, "sample_rate", "is_speech", "speech_frames", "total_frames"}
    assert result.get("nothing", 5) == 5 and pickle.loads(pickle.dumps(result)).keys() == result.keys()
    with pytest.raises(KeyError):
        result["nothing"]
    assert Pipeline([AudioResampleNode(16000)]).run_sync({key: TONE}, sample_rate=16000)["metrics"] is None
    assert Pipeline([AudioResampleNode(8000)]).run_sync(result)["output"].shape == (1, 8000)
    del result[key]
    assert result.get("output", 5) == 5
    with pytest.raises(KeyError):
        result["output"]


def test_row_77_variables_of_manifests_have_defaults(monkeypatch):
    text = json.dumps(make_manifest(("a", "AddNode", {"addend": 0}))).replace('"addend": 0', '"addend": ${ADDEND:-7}')
    assert Pipeline.load(text).run_sync(1) == 8
    monkeypatch.setenv("ADDEND", "3")
    assert Pipeline.load(text).run_sync(1) == 4


def test_row_81_f64_is_a_format():
    assert FormatConverterNode("f64").process((TONE, 48000))[0].dtype == np.float64
    assert FormatConverter("f64").process((TONE, 48000))[0].dtype == np.float64
    with pytest.raises(ValueError, match="^Unsupported format: f99"):
        FormatConverterNode("f99")


def test_row_82_wrapper_has_the_detection():
    wrapper = importlib.import_module("remotemedia.runtime_wrapper")
    assert wrapper.is_rust_runtime_available is remotemedia.is_rust_runtime_available


def test_definitions_bring_equal_nodes_back():
    class_names = [type(node).__name__ for node in Pipeline(AddNode(addend=3), MultiplyNode(factor=4))]
    again = asyncio.run(Pipeline.from_definition(Pipeline(AddNode(addend=3), MultiplyNode(factor=4)).export_definition()))
    assert [type(node).__name__ for node in again] == class_names and again.run_sync(1) == 16


def test_nodes_can_be_subclassed_with_any_arguments():
    class Mine(Node):
        def process(self, data):
            return data + self.config["offset"]

    assert Pipeline(Mine(offset=2)).run_sync(1) == 3


def test_page_about_migration_names_tests_that_exist():
    page = (Path(__file__).parents[3] / "docs/migration.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`(test_\w+)`", page))
    text = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
    assert len(names) > 40 and names <= set(re.findall(r"^def (test_\w+)", text, re.MULTILINE))
    files = set(re.findall(r"`(?:[\w/]+/)?(test_\w+\.py)`", page))
    assert files <= {path.name for path in Path(__file__).parents[1].rglob("test_*.py")}


def test_each_row_has_a_test():
    names = {name for path in Path(__file__).parent.glob("test_*rows.py")
             for name in re.findall(r"^def test_row_([\d_]+)_", path.read_text(encoding="utf-8"), re.MULTILINE)}
    assert {int(number) for name in names for number in name.split("_")} == set(range(1, 86))
