# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Parts in sessions: the same results as the nodes in Python."""

import asyncio
import gc
import pickle
import weakref

import numpy as np
import pytest
from remotemedia import AudioResampleNode, FormatConverterNode, NodeError, PassThroughNode, Pipeline, VADNode
from remotemedia.engine import native
from remotemedia.engine.metrics import RunMetrics

pytest.importorskip("remotemedia._native")

CHAINS = {
    "resample": lambda: (AudioResampleNode(16000),),
    "vad": lambda: (VADNode(),),
    "format": lambda: (FormatConverterNode("i16"),),
    "pass, vad": lambda: (PassThroughNode(), VADNode()),
    "vad, pass": lambda: (VADNode(), PassThroughNode()),
    "vad, resample, format": lambda: (VADNode(), AudioResampleNode(16000, quality="low"), FormatConverterNode("i32")),
    "resample, vad": lambda: (AudioResampleNode(8000), VADNode(frame_duration_ms=10, threshold=-6.0)),
    "format, vad, vad": lambda: (FormatConverterNode("f32"), VADNode(), VADNode(energy_threshold=0.5)),
}
RATES = (8000, 16000, 44100)


def make_clip(shape, dtype="f4", order="C"):
    samples = np.random.default_rng(5).uniform(-0.9, 0.9, shape)
    samples = samples.astype(dtype) if dtype[0] == "f" else (samples * 2**15).astype(dtype)
    return np.array(samples, order=order)


def describe(value):
    """Return a value in a form that compares arrays with their types."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, (tuple, list)):
        return type(value), [describe(item) for item in value]
    return type(value), {key: describe(item) for key, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("make", CHAINS.values(), ids=CHAINS)
@pytest.mark.parametrize("dtype", ("f4", "f8", "i2", "i4"))
def test_session_and_python_agree(make, dtype):
    pipeline = Pipeline(*make())
    assert {row.runs for row in pipeline.explain()} == {"native"}
    kinds = [(shape, order) for shape in ((441,), (1, 7), (2, 1000), (3, 8001)) for order in "CF"]
    items = [(make_clip(shape, dtype, order), RATES[index % 3]) for index, (shape, order) in enumerate(kinds)]
    assert describe(pipeline.run_sync(items)) == describe(pipeline.run_sync(items, use_rust=False))
    for (clip, _), (shape, _) in zip(items, kinds):
        np.testing.assert_array_equal(clip, make_clip(shape, dtype))


@pytest.mark.parametrize("make", CHAINS.values(), ids=CHAINS)
@pytest.mark.parametrize("item", (
    (make_clip((2, 800)), 16000, {"user_name": "a"}), [make_clip(800), 16000], {"audio_data": make_clip(800), "sample_rate": 8000},
    {"audio": make_clip(800)}, ((make_clip(800), 16000), {"x": 1}), make_clip((2, 800)), (make_clip((2, 0)), 16000),
    (make_clip(800)[::-2], 16000), (make_clip(800).astype(">f4"), 16000), (make_clip(800), np.int64(16000)),
    (make_clip(800), 16000.0), (make_clip((2, 800)).view(np.matrix), 16000)))
def test_session_and_python_agree_on_all_forms(make, item):
    def run(use_rust):
        try:
            return describe(Pipeline(*make()).run_sync([item, item], use_rust=use_rust))
        except NodeError as error:
            return str(error).replace("'", ""), error.node_id, error.item_index

    assert run(True) == run(False)


def test_unchanged_array_is_the_very_object():
    clip = make_clip((2, 800))
    assert Pipeline(PassThroughNode(), AudioResampleNode(16000)).run_sync((clip, 16000))[0] is clip
    assert Pipeline(VADNode(), FormatConverterNode("f32")).run_sync((clip, 16000))[0] is clip


def test_items_are_independent_and_keep_their_order(nodes):
    class Swap(nodes.Double):
        def process(self, data):
            return data[0] * 0.5, data[1]

    pipeline = Pipeline(AudioResampleNode(16000), Swap(), FormatConverterNode("i16"))
    items = [(make_clip((1, 100 + 37 * index)), RATES[index % 3]) for index in range(40)]
    ran = pipeline.run_sync(items)
    assert describe(ran) == describe([pipeline.run_sync(item, use_rust=False) for item in items])


@pytest.mark.parametrize("bad, message", (
    ("no audio", "Input must be a tuple"), ((make_clip((2, 2, 2)), 16000), "shape"), ((make_clip(10), -1), "sample_rate")))
def test_failure_names_node_and_item(bad, message):
    pipeline = Pipeline(PassThroughNode(), VADNode(), AudioResampleNode(8000))
    good = (make_clip(800), 16000)
    with pytest.raises(NodeError, match=message) as caught:
        pipeline.run_sync([good, bad, good])
    assert (caught.value.node_id, caught.value.item_index, len(caught.value.partial)) == ("VADNode_1", 1, 0)
    assert isinstance(caught.value.__cause__, ValueError)
    skipping = Pipeline(PassThroughNode(), VADNode(), on_error="skip")
    assert len(skipping.run_sync([good, bad, good])) == 2 and len(skipping.errors) == 1


def test_frame_without_a_sample_is_the_failure_of_the_node():
    for use_rust in (True, False):
        with pytest.raises(NodeError, match="no sample") as caught:
            Pipeline(AudioResampleNode(100), VADNode(frame_duration_ms=5)).run_sync((make_clip(800), 16000), use_rust)
        assert caught.value.node_id == "VADNode_1"


def test_session_is_kept_between_runs_and_released_with_the_pipeline():
    pipeline = Pipeline(AudioResampleNode(8000))
    clip = make_clip((1, 800))
    pipeline.run_sync([(clip, 16000)] * 3)
    store = native.get_store(pipeline)
    (session,), = store._idle.values()
    pipeline.run_sync((clip, 16000))
    assert [[session]] == list(store._idle.values())
    reference = weakref.ref(store)
    del pipeline, store
    gc.collect()
    assert reference() is None


def test_metrics_have_the_nodes_of_the_part():
    pipeline = Pipeline(VADNode(), AudioResampleNode(8000), enable_metrics=True)
    pipeline.run_sync([(make_clip((1, 8000)), 16000)] * 3)
    metrics = pipeline.get_metrics()["node_metrics"]
    assert metrics.keys() == ["VADNode_0", "AudioResampleNode_1"]
    for entry in metrics:
        assert (entry["execution_count"], entry["success_rate"]) == (3, 1.0)
        assert 0 < entry["min_duration_ns"] <= entry["avg_duration_ns"] <= entry["max_duration_ns"]


def test_metrics_count_items_that_no_session_takes():
    pipeline = Pipeline(VADNode(), AudioResampleNode(8000), enable_metrics=True, on_error="skip")
    pipeline.run_sync([(make_clip((1, 8000)), 16000), {"audio": make_clip(8000), "sample_rate": 16000}, "no audio"])
    metrics = pipeline.get_metrics()["node_metrics"]
    assert [(entry["success_count"], entry["error_count"]) for entry in metrics.values()] == [(2, 1), (2, 0)]


def test_long_clips_run_beside_the_event_loop(monkeypatch):
    monkeypatch.setattr(native, "LONG_SAMPLES", 1000)
    pipeline = Pipeline(AudioResampleNode(8000), FormatConverterNode("i16"))
    items = [(make_clip((1, 500 + 100 * index)), 16000) for index in range(20)]

    async def run_all():
        return await asyncio.gather(*(pipeline.run(item) for item in items))

    assert describe(asyncio.run(run_all())) == describe([pipeline.run_sync(item, use_rust=False) for item in items])


def test_many_runs_of_one_pipeline_stay_apart():
    pipeline = Pipeline(VADNode(), AudioResampleNode(8000))

    async def run_all():
        return await asyncio.gather(*(pipeline.run((np.full((1, n), 0.5, "f4"), 16000)) for n in range(2, 500, 2)))

    assert [samples.shape[1] for samples, _ in asyncio.run(run_all())] == list(range(1, 250))


def test_pipeline_that_has_run_can_be_pickled():
    pipeline = Pipeline(AudioResampleNode(8000))
    item = (make_clip((1, 800)), 16000)
    expected = pipeline.run_sync(item)
    assert describe(pickle.loads(pickle.dumps(pipeline)).run_sync(item)) == describe(expected)


def test_measurements_of_sessions_add_up():
    metrics = RunMetrics()
    entry = {"node_id": "a", "execution_count": 2, "success_count": 1, "error_count": 1, "total_duration_ns": 30,
             "min_duration_ns": 10, "max_duration_ns": 20}
    other = {**entry, "min_duration_ns": 5, "execution_count": 3, "success_count": 2, "total_duration_ns": 40}
    idle = {**entry, "execution_count": 0, "min_duration_ns": 0}
    for nodes in ([entry], [other], [idle]):
        metrics.add_session({"node_metrics": nodes, "peak_memory_bytes": 5})
    found = metrics.to_dict()["node_metrics"]["a"]
    assert (found["execution_count"], found["error_count"], found["total_duration_ns"]) == (5, 2, 70)
    assert (found["min_duration_ns"], found["max_duration_ns"]) == (5, 20)


@pytest.mark.parametrize("name", ["\ud800", "a\0b", "a\n\"\\", "é"])
def test_any_name_runs(name):
    nodes = [AudioResampleNode(8000, name=name), FormatConverterNode("i16", name=name)]
    samples, rate = Pipeline(nodes, name=name).run_sync((make_clip((2, 4800)), 16000))
    assert (samples.shape, samples.dtype, rate) == ((2, 2400), np.int16, 8000)


@pytest.mark.parametrize("nodes", [[VADNode()], [VADNode(), AudioResampleNode(44100), FormatConverterNode("i16")]])
def test_long_clip_of_planes_is_as_one_of_frames(nodes):
    noise = np.random.default_rng(9).standard_normal((2, 50021)).astype("f4")
    planes = np.tile(noise, (1, 43))  # of more samples than one slice has
    frames = np.asfortranarray(planes)
    pipeline = Pipeline(nodes)
    outputs = [pipeline.run_sync((clip, 48000)) for clip in (planes, frames)]
    assert np.array_equal(outputs[0][0], outputs[1][0]) and outputs[0][1:] == outputs[1][1:]
    if len(nodes) == 1:
        assert outputs[0][0] is planes and outputs[1][0] is frames
