# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The results of each node class of the existing SDK, by its number in test_catalogue.py, which has the arguments."""

import asyncio
import base64
import pickle

import numpy as np
import pytest
import remotemedia
from remotemedia import Pipeline, nodes
from remotemedia.media import AudioFrame
from remotemedia.nodes import audio, grpc_source

RAMP = np.linspace(-0.5, 0.5, 48000, dtype="f4")
STEREO = np.stack([RAMP, -RAMP / 2])
TONE = (0.5 * np.sin(np.arange(48000) / 20)).astype("f4")


async def generate(*items):
    for item in items:
        yield item


def stream(node, *items):
    """Return the outputs of process() of a streaming node."""

    async def collect():
        return [output async for output in node.process(generate(*items))]

    return asyncio.run(collect())


# 1.10 and 1.11

@pytest.mark.parametrize("form", [tuple, list])
def test_07_resample_returns_channels_by_samples_and_the_rate(form):
    for samples, shape in ((RAMP, (1, 16000)), (STEREO, (2, 16000))):
        result = nodes.AudioResampleNode(target_sample_rate=16000).process(form([samples, 48000, {"dropped": 1}]))
        assert type(result) is tuple and len(result) == 2 and result[1] == 16000
        assert result[0].shape == shape and result[0].dtype == np.float32


def test_07_resample_at_the_target_rate_passes_the_object_without_reshape():
    samples, rate = nodes.AudioResampleNode(target_sample_rate=48000).process((RAMP, 48000))
    assert samples is RAMP and rate == 48000


def test_08_vad_returns_a_triple():
    samples, rate, result = nodes.VADNode().process((TONE, 48000))
    assert samples.shape == (1, 48000) and np.shares_memory(samples, TONE) and rate == 48000
    assert result == {"is_speech": True, "speech_frames": 33, "total_frames": 33}
    assert [type(value) for value in result.values()] == [bool, int, int]


def test_09_converter_returns_a_pair_and_the_same_array_for_the_same_format():
    samples, rate = nodes.FormatConverterNode("i16").process((STEREO, 48000))
    assert samples.shape == (2, 48000) and samples.dtype == np.int16 and rate == 48000
    assert nodes.FormatConverterNode("f32").process((STEREO, 48000))[0] is STEREO
    assert np.shares_memory(nodes.FormatConverterNode("f32").process((RAMP, 48000))[0], RAMP)


@pytest.mark.parametrize("kind", ["AudioResampleNode", "VADNode", "FormatConverterNode"])
@pytest.mark.parametrize("bad, message", [
    ("x", "Input must be a tuple of (audio_data, sample_rate)"), ((1,), "Input must be a tuple of (audio_data, sample_rate)"),
    ({"other": 1}, "Input must be a tuple of (audio_data, sample_rate)"), (None, "Input must be a tuple of (audio_data, sample_rate)"),
    (("x", 48000), "Audio data must be a numpy array"), ((None, 48000), "Audio data must be a numpy array")])
def test_bad_input_is_a_dict(kind, bad, message):
    assert getattr(nodes, kind)(name="n").process(bad) == {
        "error": message, "input": bad, "processed_by": f"{kind}[n]"}


def test_attributes_that_tests_read():
    for hint in ("auto", "rust", "python"):
        for node in (nodes.AudioResampleNode(runtime_hint=hint), nodes.VADNode(runtime_hint=hint),
                     nodes.FormatConverterNode(runtime_hint=hint)):
            assert node.runtime_hint == hint and isinstance(node._use_rust, bool)
            assert hint != "python" or node._use_rust is False
    assert nodes.AudioResampleNode(8000).target_sample_rate == 8000 and nodes.FormatConverterNode("I16").target_format == "i16"


@pytest.mark.parametrize("target", ["i8", "", "float", "f16", None, 5])
def test_09_converter_refuses_other_formats(target):
    with pytest.raises(ValueError, match=f"^Unsupported format: {target}"):
        nodes.FormatConverterNode(target_format=target)


# 2.1, by number

def test_01_pass_through_returns_the_object():
    item = object()
    assert nodes.PassThroughNode().process(item) is item


def test_02_buffer_collects_and_flush_returns_the_rest():
    node = nodes.BufferNode(buffer_size=2)
    assert [node.process(1), node.process(2), node.process(3)] == [None, [1, 2], None]
    assert node.flush() == [3] and node.flush() == []


def test_03_transform_resamples_and_mixes():
    node = nodes.AudioTransform(output_sample_rate=16000, output_channels=1)
    mixed, rate = node.process((STEREO, 48000))
    assert mixed.shape == (16000,) and rate == 16000
    assert node.process((RAMP, 48000))[0].shape == (1, 16000)
    meta = {"a": 1}
    tiled, rate, kept = nodes.AudioTransform(output_channels=3).process([RAMP, 44100, meta])
    assert tiled.shape == (3, 48000) and np.array_equal(tiled[2], RAMP) and kept is meta
    first = nodes.AudioTransform(44100, 2).process((np.stack([RAMP, -RAMP, RAMP]), 44100))[0]
    assert np.array_equal(first, np.stack([RAMP, -RAMP]))
    assert node.config == {"output_sample_rate": 16000, "output_channels": 1}


def test_03_transform_returns_bad_input_with_a_warning(caplog):
    assert nodes.AudioTransform().process("text") == "text" and caplog.records[0].levelname == "WARNING"


def test_04_audio_buffer_cuts_and_flushes():
    clips = [(STEREO[:, :500], 48000), (STEREO[:, 500:1100], 48000)]
    outputs = stream(nodes.AudioBuffer(400), *clips)
    assert [(block.shape, rate) for block, rate in outputs] == [((2, 400), 48000)] * 2 + [((2, 300), 48000)]
    assert np.array_equal(np.concatenate([block for block, _ in outputs], axis=1), STEREO[:, :1100])


def test_04_audio_buffer_flushes_at_another_format():
    outputs = stream(nodes.AudioBuffer(400), (STEREO[:, :100], 48000), (STEREO[:, :100], 16000), (RAMP[:100], 16000))
    assert [(block.shape, rate) for block, rate in outputs] == [((2, 100), 48000), ((2, 100), 16000), ((1, 100), 16000)]


def test_05_audio_resampler_resamples_to_44100():
    samples, rate = nodes.AudioResampler().process((RAMP, 48000))
    assert samples.shape == (1, 44100) and rate == 44100
    assert "error" in nodes.AudioResampler().process("x")


def test_06_extract_flattens_tuples_of_audio():
    flat = nodes.ExtractAudioDataNode().process((STEREO, 48000))
    assert flat.shape == (96000,) and np.array_equal(flat[:48000], RAMP)
    assert nodes.ExtractAudioDataNode().process("x") is None and nodes.ExtractAudioDataNode().process(RAMP) is None


def test_08_vad_takes_the_mean_of_the_channels():
    half = np.stack([TONE * 0.1, np.zeros_like(TONE)])  # 0.018 as the mean
    assert nodes.VADNode().process((half, 48000))[2]["speech_frames"] == 0
    assert nodes.VADNode().process((half[:1], 48000))[2]["speech_frames"] == 33
    assert nodes.VADNode(frame_duration_ms=10).process((TONE[:48010], 48000))[2]["total_frames"] == 100


def test_10_detector_yields_nested_clips_with_metadata():
    quiet = np.zeros(48000, "f4")
    (clip, meta), (_, second) = stream(nodes.VoiceActivityDetector(), (TONE, 48000), (quiet, 48000))
    assert clip[0].shape == (1, 48000) and clip[1] == 48000
    assert list(meta) == ["is_speech", "speech_ratio", "avg_energy", "frame_duration_ms"]
    assert meta["is_speech"] and meta["speech_ratio"] == 1.0 and meta["frame_duration_ms"] == 30
    assert meta["avg_energy"] == pytest.approx(0.354, abs=0.01) and not second["is_speech"]


def test_10_detector_merges_metadata_and_filters():
    (_, meta), = stream(nodes.VoiceActivityDetector(), (TONE, 48000, {"session_id": "s"}))
    assert meta["session_id"] == "s" and "is_speech" in meta
    kept = stream(nodes.VoiceActivityDetector(filter_mode=True), (np.zeros(48000, "f4"), 48000), (TONE, 48000))
    assert len(kept) == 1 and kept[0][0].shape == (1, 48000) and kept[0][1] == 48000
    plain, = stream(nodes.VoiceActivityDetector(include_metadata=False), (TONE, 48000))
    assert len(plain) == 2 and plain[1] == 48000


def test_10_threshold_follows_the_history():
    node = nodes.VoiceActivityDetector(energy_threshold=0.02)
    assert node._get_threshold(np.empty(0)) == 0.02
    history = np.linspace(0.0, 1.0, 101)
    assert node._get_threshold(history) == pytest.approx(0.7 * 2.5 * np.percentile(history, 30) + 0.3 * 0.02)
    assert audio.VoiceActivityDetector.MAX_HISTORY == 100


@pytest.mark.parametrize("operation, args, result", [
    ("add", [1, 2, 3], 6), ("subtract", [10, 2, 3], 5), ("multiply", [2, 3], 6), ("divide", [9, 2], 4.5),
    ("power", [2, 10], 1024), ("modulo", [7, 3], 1)])
def test_11_calculator_returns_a_dict(operation, args, result):
    node = nodes.CalculatorNode(name="c", custom=1)
    assert node.process({"operation": operation, "args": args}) == {
        "operation": operation, "args": args, "result": result, "processed_by": "CalculatorNode[c]",
        "node_config": {"custom": 1}}


@pytest.mark.parametrize("bad", [{"operation": "root", "args": [1, 2]}, {"operation": "add", "args": [1]}, {"args": [1, 2]},
                                 {"operation": "divide", "args": [1, 0]}, {"operation": "add", "args": "ab"}, "x", {}])
def test_11_calculator_failures_are_dicts(bad):
    result = nodes.CalculatorNode(name="c").process(bad)
    assert isinstance(result["error"], str) and result["input"] == bad and result["processed_by"] == "CalculatorNode[c]"


def test_12_code_runs_with_few_builtins():
    ran = nodes.CodeExecutorNode().process({"code": "result = sum(input_data)", "input_data": [1, 2, 3]})
    assert ran["result"] == 6 and not ran.get("error")
    assert nodes.CodeExecutorNode().process({"code": "result = open('x')"})["error"]
    assert nodes.CodeExecutorNode().process({"code": "import os"})["error"]


def test_13_counter_yields_tuples():
    assert stream(nodes.StatefulCounter(initial_value=5), "a", "b") == [(6,), (7,)]


def test_14_grpc_source_is_fed():
    async def use():
        node = nodes.GRPCStreamSource(session_id="s")
        for item in (1, 2):
            result = node.add_data(item)
            if asyncio.iscoroutine(result):
                await result
        result = node.end_stream()
        if asyncio.iscoroutine(result):
            await result
        return [item async for item in node.process()]

    assert asyncio.run(use()) == [1, 2]
    assert nodes.get_grpc_stream_manager() is nodes.get_grpc_stream_manager()
    assert isinstance(nodes.get_grpc_stream_manager(), grpc_source.GRPCStreamManager)


def test_15_data_source_yields_pushed_data_until_closed():
    async def use():
        node = nodes.DataSourceNode(buffer_size=2, timeout_seconds=5.0, name="n")
        pushed = [await maybe(node.push_data(value)) for value in (1, 2)]
        await maybe(node.close())
        return pushed, [item async for item in node.process()]

    assert asyncio.run(use()) == ([True, True], [1, 2])


async def maybe(result):
    return await result if asyncio.iscoroutine(result) else result


def test_15_data_source_ends_without_data():
    async def use():
        return [item async for item in nodes.DataSourceNode(timeout_seconds=0.01).process()]

    assert asyncio.run(use()) == []


def test_16_data_sink_passes_calls_back_and_buffers():
    seen = []
    node = nodes.DataSinkNode(callback=seen.append, buffer_output=True, buffer_size=2)
    assert Pipeline([node]).run_sync([1, 2, 3]) == [1, 2, 3] and seen == [1, 2, 3]
    assert list(node.get_buffered_output()) == [2, 3]
    node.clear_buffer()
    assert list(node.get_buffered_output()) == []
    others = []
    node.set_callback(others.append)
    assert Pipeline([node]).run_sync(4) == 4 and others == [4]


def test_16_data_sink_fills_a_queue():
    async def use():
        queue = asyncio.Queue()
        node = nodes.DataSinkNode()
        node.set_output_queue(queue)
        await Pipeline([node]).run([1, 2])
        return [queue.get_nowait() for _ in range(queue.qsize())]

    assert asyncio.run(use()) == [1, 2]


def test_17_bidirectional_node_applies_its_callback():
    assert Pipeline([nodes.BidirectionalNode(process_callback=lambda value: value * 2)]).run_sync([1, 2]) == [2, 4]


def test_17_bidirectional_node_is_fed_and_read():
    async def use():
        node = nodes.BidirectionalNode(process_callback=str, buffer_size=2)
        for value in (1, 2):
            assert await node.push_input(value) is True
        outputs = [output async for output in node.process(generate(1, 2))]
        pulled = [await node.pull_output(timeout=5), await node.pull_output(timeout=5), await node.pull_output(timeout=0)]
        await node.close()
        return outputs, pulled, await node.push_input(3), [output async for output in node.process()]

    assert asyncio.run(use()) == (["1", "2"], ["1", "2", None], False, ["1", "2"])


def test_18_bridge_makes_values_of_json():
    result = Pipeline([nodes.JavaScriptBridgeNode()]).run_sync({"a": np.arange(3), "b": (1, 2), "c": b"x"})
    assert result["a"] == [0, 1, 2] and list(result["b"]) == [1, 2]


@pytest.mark.parametrize("node_class, work", [(nodes.RemoteExecutionNode, "AddNode"),
                                              (nodes.RemoteObjectExecutionNode, nodes.AddNode())])
def test_19_20_remote_nodes_are_written_and_do_not_run(node_class, work):
    node = node_class(work, remotemedia.RemoteExecutorConfig("host", 50051), node_config={"addend": 1}, name="n")
    assert node.is_remote and node.node_config == {"addend": 1} and node.remote_config.host == "host"
    assert node.to_manifest()["host"] == "host:50051"
    with pytest.raises(remotemedia.RemoteExecutionError, match="remote execution is not in this release"):
        Pipeline([node]).run_sync(1)


def test_21_class_executor_needs_permission():
    item = {"serialized_object": base64.b64encode(pickle.dumps([1, 2])).decode(), "method_name": "count",
            "method_args": [1], "method_kwargs": {}}
    refused = Pipeline([nodes.SerializedClassExecutorNode()])
    with pytest.raises(Exception, match="allow_pickle=True"):
        refused.run_sync(item)
    ran = Pipeline([nodes.SerializedClassExecutorNode(allow_pickle=True)]).run_sync(item)
    assert ran["result"] == 1 and ran["processed_by"].startswith("SerializedClassExecutorNode")
    assert pickle.loads(base64.b64decode(ran["updated_serialized_object"])) == [1, 2]


def test_22_23_numbers_and_lists_of_numbers():
    assert nodes.MultiplyNode().process(3) == 6.0 and nodes.AddNode().process(3) == 3.0
    assert nodes.MultiplyNode(factor=3).process([1, 2.5, "x", None, True]) == [3, 7.5, "x", None, True]
    assert nodes.AddNode(addend=1).process([1, [2, (3,)]]) == [2, [3, (4,)]]
    assert nodes.MultiplyNode(3).config == {"factor": 3} and nodes.AddNode(1).config == {"addend": 1}


@pytest.mark.parametrize("factor", [np.float64(3), np.int16(3), np.float32(3)])
def test_22_factor_of_numpy_is_a_number(factor):
    node = nodes.MultiplyNode(factor=factor)
    assert node.process(2) == 6 and nodes.AddNode(addend=factor).process(2) == 5
    assert '"factor": 3' in Pipeline([node]).serialize()


def test_24_25_27_files_are_written_and_read(tmp_path):
    path = str(tmp_path / "a.wav")
    frame = AudioFrame(TONE.reshape(1, -1), 48000)
    assert Pipeline([nodes.MediaWriterNode(output_path=path)]).run_sync({"audio": frame}) is None
    frames = Pipeline([nodes.MediaReaderNode(path)]).run_sync()
    assert all(list(item) == ["audio"] for item in frames)
    outputs = Pipeline([nodes.MediaReaderNode(path=path), nodes.AudioTrackSource()]).run_sync()
    samples = np.concatenate([block for block, _ in outputs], axis=1)
    assert samples.shape == (1, 48000) and samples.dtype == np.float32 and np.max(np.abs(samples - TONE)) < 1e-4


def test_26_27_track_sources_drop_other_items():
    assert nodes.AudioTrackSource().process({"video": 1}) is None and nodes.AudioTrackSource().process("x") is None
    frame = object()
    assert nodes.TrackSource().process({"audio": frame}) is frame


def test_28_video_track_source_returns_array_and_time_stamp():
    class Frame:
        pts = 7

        def to_ndarray(self, format):
            return np.zeros((2, 2, 3), "u1") if format == "bgr24" else None

    pixels, pts = nodes.VideoTrackSource().process({"video": Frame()})
    assert pixels.shape == (2, 2, 3) and pts == 7 and nodes.VideoTrackSource().process({"audio": 1}) is None


def test_29_local_reader_yields_the_frames_of_a_file(tmp_path):
    path = str(tmp_path / "a.wav")
    remotemedia.save(path, STEREO, 48000)
    frames = [item["audio"] for item in Pipeline([nodes.LocalMediaReaderNode(path=path)]).run_sync()]
    assert np.array_equal(np.concatenate([frame.to_ndarray() for frame in frames], axis=1), STEREO)
    assert {frame.sample_rate for frame in frames} == {48000}


@pytest.mark.parametrize("operation, expected", [
    ("uppercase", "AB CD"), ("lowercase", "ab cd"), ("reverse", "dc bA"), ("word_count", 2), ("char_count", 5),
    ("title_case", "Ab Cd"), ("remove_spaces", "Abcd"), ("first_word", "Ab"), ("last_word", "cd")])
def test_30_text_has_each_operation(operation, expected):
    result = nodes.TextProcessorNode(name="t").process({"text": "Ab cd", "operations": [operation]})
    assert result == {"original_text": "Ab cd", "operations": [operation], "results": {operation: expected},
                      "processed_by": "TextProcessorNode[t]", "node_config": {}}


def test_30_text_defaults_to_uppercase_and_names_unknown_operations():
    node = nodes.TextProcessorNode()
    assert node.process({"text": "a"})["results"] == {"uppercase": "A"}
    assert "unknown_operation_x" in node.process({"text": "a", "operations": ["x"]})["results"]
    assert "error" in node.process("a")


def test_33_34_transforms_pass_items():
    item = object()
    assert nodes.DataTransform().process(item) is item and nodes.FormatConverter().process(item) is item


def test_35_text_transform_applies_a_function():
    node = nodes.TextTransformNode(str.upper)
    assert node.process("a") == "A" and node.process(("a", 1)) == ("A", 1)


def test_36_37_38_video_nodes_scale_and_pass(caplog):
    frame = np.zeros((4, 8, 3), "u1")
    assert nodes.VideoTransform((4, 2)).process(frame).shape == (2, 4, 3)
    assert nodes.VideoResizer(target_resolution=(16, 8)).process((frame, 3))[0].shape == (8, 16, 3)
    assert nodes.VideoBuffer().process(frame) is frame


def test_hint_without_the_runtime_is_a_warning(monkeypatch, caplog):
    monkeypatch.setattr(remotemedia, "try_load_rust_runtime", lambda: (False, None, "Module not found: x"))
    assert nodes.VADNode(runtime_hint="auto")._use_rust is False and not caplog.records
    node = nodes.AudioResampleNode(16000, runtime_hint="rust")
    assert node._use_rust is False and [record.levelname for record in caplog.records] == ["WARNING"]
    assert node.process((RAMP, 48000))[0].shape == (1, 16000)


@pytest.mark.parametrize("use_rust", [True, False])
def test_echo_counts_the_items_of_a_run(use_rust):
    pipeline = Pipeline.load({"version": "v1", "metadata": {"name": "m"}, "nodes": [{"id": "e", "node_type": "Echo"}], "connections": []})
    for _ in range(2):
        assert pipeline.run_sync(["a", 5], use_rust) == [
            {"input": "a", "counter": 1, "node": "Echo"}, {"input": 5, "counter": 2, "node": "Echo"}]
