# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Bad input and bad arguments: TypeError or ValueError with the argument, before anything runs, or the right result."""

import math
import re

import numpy as np
import pytest
from remotemedia import (
    AddNode,
    AudioResampleNode,
    BufferNode,
    FormatConverterNode,
    MultiplyNode,
    Node,
    PassThroughNode,
    Pipeline,
    VADNode,
    nodes,
    resample,
)
from remotemedia.core import NodeError, PipelineError

X = (np.arange(480, dtype="f4") / 480 - 0.5)
BOTH = np.stack([X, -X / 2])


class WithArray:
    def __array__(self, dtype=None, copy=None):
        return X


class Mine(np.ndarray):
    pass


def memory_map(tmp_path):
    mapped = np.memmap(tmp_path / "x.raw", "f4", "w+", shape=X.shape)
    mapped[:] = X
    return mapped


def read_only():
    samples = X.copy()
    samples.flags.writeable = False
    return samples


RIGHT = {  # array: the same samples in a plain array
    "reversed": (X[::-1], X[::-1].copy()), "strided": (X[::2], X[::2].copy()),
    "fortran": (np.asfortranarray(BOTH), BOTH), "channels of a transposed array": (BOTH.T.copy().T, BOTH),
    "byte-swapped": (X.astype(">f4"), X), "read-only": (read_only(), X), "subclass": (X.view(Mine), X),
    "without masked samples": (np.ma.masked_array(X), X), "object with __array__": (WithArray(), X),
    "empty": (X[:0], X[:0])}
WRONG = {  # array: error and its text
    "0-d": (np.array(1.0), ValueError, "(samples,) or (channels, samples), got ()"),
    "3-d": (X.reshape(2, 2, -1), ValueError, "(samples,) or (channels, samples), got (2, 2, 120)"),
    "object": (X.astype(object), TypeError, "real numbers, got dtype object"),
    "complex": (X.astype(complex), TypeError, "real numbers, got dtype complex128"),
    "bool": (X > 0, TypeError, "real numbers, got dtype bool"), "text": (np.array(["a"]), TypeError, "real numbers, got dtype <U1"),
    "uint8": (np.zeros(9, "u1"), TypeError, "expected float16, float32, float64, int16 or int32, got dtype uint8"),
    "masked": (np.ma.masked_array(X, X > 0), ValueError, "without a mask, got 239 masked"),
    "samples by channels": (np.zeros((480, 2), "f4"), ValueError, "is this (samples, channels)?"),
    "no channel": (np.zeros((0, 480), "f4"), ValueError, "at least one channel")}
RATES = {0: ValueError, -1: ValueError, math.nan: ValueError, math.inf: ValueError, 1e12: ValueError, 48000.5: ValueError,
         "48000": TypeError, True: TypeError, (48000,): TypeError}
AUDIO_NODES = (lambda: AudioResampleNode(16000), VADNode, lambda: FormatConverterNode("i16"))


class Count(Node):
    """Counts the items that reach it."""

    def __init__(self):
        super().__init__()
        self.n_items = 0

    def process(self, data):
        self.n_items += 1
        return data


@pytest.mark.parametrize("make", AUDIO_NODES)
@pytest.mark.parametrize("kind", RIGHT)
def test_any_array_has_the_result_of_a_plain_one(make, kind):
    given, plain = RIGHT[kind]
    before = np.array(given)
    for use_rust in (True, False):
        samples, rate, *rest = Pipeline([make()]).run_sync((given, 48000), use_rust)
        expected, *others = Pipeline([make()]).run_sync((plain, 48000), use_rust)
        assert np.array_equal(np.asarray(samples), expected) and rest == others[1:]
    assert np.array_equal(np.asarray(given), before)


def test_memory_mapped_array_is_read(tmp_path):
    samples, _ = Pipeline([AudioResampleNode(16000)]).run_sync((memory_map(tmp_path), 48000))
    assert np.array_equal(samples, resample(X.reshape(1, -1), 48000, 16000))


def test_half_floats_stay_half_floats():
    samples, _ = Pipeline([AudioResampleNode(16000)]).run_sync((X.astype("f2"), 48000))
    assert samples.dtype == np.float16 and np.max(np.abs(samples - resample(X, 48000, 16000))) < 2e-3


@pytest.mark.parametrize("make", AUDIO_NODES)
@pytest.mark.parametrize("kind", WRONG)
def test_wrong_array_is_named_before_anything_runs(make, kind):
    array, error, text = WRONG[kind]
    after = Count()
    for use_rust in (True, False):
        with pytest.raises(error, match=re.escape(text)) as caught:
            Pipeline([make(), after]).run_sync([(X, 48000), (array, 48000)], use_rust)
        assert isinstance(caught.value, NodeError) and caught.value.item_index == 1 and "audio_data" in str(caught.value)
    with pytest.raises(error, match=re.escape(text)):
        resample(array, 48000, 16000)
    assert after.n_items == 0


@pytest.mark.parametrize("make", AUDIO_NODES)
@pytest.mark.parametrize("rate", RATES)
def test_wrong_rate_is_named_before_anything_runs(make, rate):
    with pytest.raises(RATES[rate], match="sample_rate: expected"):
        Pipeline([make()]).run_sync((X, rate))
    with pytest.raises(RATES[rate], match="sample_rate: expected"):
        Pipeline([make()]).run_sync(X, sample_rate=rate)
    with pytest.raises(RATES[rate], match="target_sample_rate: expected"):
        AudioResampleNode(rate)
    with pytest.raises(RATES[rate], match="sr_in: expected"):
        resample(X, rate, 16000)
    with pytest.raises(RATES[rate], match="sr_out: expected"):
        resample(X, 16000, rate)


@pytest.mark.parametrize("first", [[], [PassThroughNode()], [nodes.DataTransform(), PassThroughNode()]])
def test_wrong_third_item_is_named_before_anything_runs(first):
    after = Count()
    pipeline = Pipeline([*first, AudioResampleNode(16000), after])
    with pytest.raises(ValueError, match=r"failed at item 2: ValueError: Input must be a tuple") as caught:
        pipeline.run_sync([(X, 48000), (X, 44100), "bad", (X, 48000)])
    assert (caught.value.item_index, caught.value.attempts, caught.value.partial) == (2, 0, [])
    assert caught.value.node_id == f"AudioResampleNode_{len(first)}" and after.n_items == 0


@pytest.mark.parametrize("on_error, n_items", [("skip", 3), ("stop", 2)])
def test_wrong_item_follows_the_policy(on_error, n_items):
    after = Count()
    pipeline = Pipeline([AudioResampleNode(16000), after], on_error=on_error)
    pipeline.run_sync([(X, 48000), (X, 44100), "bad", (X, 48000)])
    assert after.n_items == n_items and len(pipeline.errors) == 1


def test_nodes_of_programs_get_any_item():
    class Lenient(AudioResampleNode):
        def process(self, data):
            return "taken"

    assert Pipeline([Lenient()]).run_sync(["bad", 1]) == ["taken", "taken"]
    assert Pipeline([Count(), AudioResampleNode(16000)]).run_sync((X, 16000))[0] is X


def test_nan_and_infinities_come_out():
    samples = np.array([np.nan, np.inf, -np.inf, 0.5], "f4")
    assert np.array_equal(Pipeline([FormatConverterNode("f32")]).run_sync((samples, 48000))[0][0], samples, equal_nan=True)
    converted, _ = Pipeline([FormatConverterNode("i16")]).run_sync((samples, 48000))
    assert converted.tolist()[0][1:] == [32767, -32768, 16384]
    assert Pipeline([VADNode()]).run_sync((np.full(4800, np.nan, "f4"), 48000))[2]["speech_frames"] == 0


VALUES = [10**40, math.inf, "\ud800", {1: 2, (3, 4): [5]}, (1, (2,)), b"\x00\xff", None, 1.5 + 2j, {"a": {1, 2}}]
PASSING = [PassThroughNode, nodes.DataTransform, nodes.FormatConverter, nodes.DataSinkNode, lambda: BufferNode(1)]


@pytest.mark.parametrize("make", PASSING)
@pytest.mark.parametrize("value", VALUES)
def test_any_value_passes_as_the_object(make, value):
    outputs = Pipeline([make()]).run_sync([[value]])
    output = outputs[0] if isinstance(outputs, list) and isinstance(outputs[0], list) else outputs
    assert output[0] is value or output[0][0] is value


@pytest.mark.parametrize("value, doubled", [
    (10**40, 2 * 10**40), (math.inf, math.inf), ("\ud800", "\ud800"), ({1: 2}, {1: 2}), ((1, (2,)), (2, (4,))), (b"x", b"x"),
    (True, True), (2**63, 2**64), (-0.0, -0.0)])
def test_numbers_of_any_size_are_exact(value, doubled):
    for use_rust in (True, False):
        assert Pipeline([MultiplyNode(factor=2), AddNode(addend=0)]).run_sync(value, use_rust) == doubled
    assert math.isnan(MultiplyNode().process(math.nan))


def make_deep(n_levels):
    deep = []
    for _ in range(n_levels):
        deep = [deep]
    return deep


def test_deep_values_pass_and_deep_lists_of_numbers_are_an_error():
    deep = make_deep(100_000)
    assert Pipeline([PassThroughNode()]).run_sync([{"a": deep}])["a"] is deep
    with pytest.raises(NodeError, match="data: expected fewer than .* lists within each other"):
        Pipeline([MultiplyNode()]).run_sync([deep])


def load(*entries, connections=()):
    return Pipeline.load({"version": "v1", "metadata": {"name": "m"}, "connections": [
        {"from": start, "to": end} for start, end in connections],
        "nodes": [{"id": node_id, "node_type": kind} for node_id, kind in entries]})


def test_cycle_has_its_path():
    entries = [(name, "PassThroughNode") for name in "ABC"]
    with pytest.raises(PipelineError, match="A -> B -> C -> A"):
        load(*entries, connections=["AB", "BC", "CA"])


def test_unknown_type_has_the_nearest_name():
    with pytest.raises(PipelineError, match="Unknown node type 'VADNod'.*did you mean 'VADNode'"):
        load(("a", "VADNod"))


@pytest.mark.parametrize("content, text", [(None, "No such file"), ("", "expected an object"), ("[1]", "expected an object"),
                                           ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "too many levels")])
def test_file_that_is_no_manifest_is_named(tmp_path, content, text):
    path = tmp_path / "m.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(PipelineError, match=text):
        Pipeline.load(path)
    with pytest.raises(PipelineError, match="Is a directory"):
        Pipeline.load(tmp_path)


@pytest.mark.parametrize("content, text", [(None, "there is no file"), (b"", "the file is empty"), ("folder", "got the folder")])
def test_file_that_is_no_media_is_named(tmp_path, content, text):
    path = tmp_path / "a.wav"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises((PipelineError, NodeError), match=f"{text}|a.wav.*{text}"):
        Pipeline([nodes.MediaReaderNode(path)]).run_sync()


def fail(*args):
    raise KeyError("gone")


class BadInitialize(PassThroughNode):
    def initialize(self):
        fail()


class BadFlush(PassThroughNode):
    def flush(self):
        fail()


@pytest.mark.parametrize("node, kind", [
    (BadInitialize(), PipelineError), (BadFlush(), NodeError), (nodes.DataSinkNode(callback=fail), NodeError),
    (nodes.TextTransformNode(fail), NodeError), (nodes.BidirectionalNode(process_callback=fail), NodeError)])
def test_exception_of_user_code_is_the_cause(node, kind):
    with pytest.raises(kind) as caught:
        Pipeline([node]).run_sync("a")
    assert isinstance(caught.value.__cause__, KeyError)


def test_exception_of_a_progress_function_ends_the_run():
    with pytest.raises(KeyError):
        Pipeline([PassThroughNode()]).run_sync([1, 2], progress=fail)


ARGUMENTS = {  # class: argument, wrong values with their errors
    BufferNode: ("buffer_size", {0: ValueError, -1: ValueError, 2.5: TypeError, "x": TypeError, True: ValueError}),
    VADNode: ("frame_duration_ms", {"x": TypeError, math.nan: ValueError, math.inf: ValueError}),
    MultiplyNode: ("factor", {"x": TypeError, (1,): TypeError, True: TypeError}),
    AddNode: ("addend", {"x": TypeError, (1,): TypeError}),
    nodes.AudioBuffer: ("buffer_size_samples", {0: ValueError, "x": TypeError, 1.5: TypeError}),
    nodes.AudioTransform: ("output_sample_rate", {0: ValueError, "x": TypeError}),
    nodes.StatefulCounter: ("initial_value", {"x": TypeError}),
    nodes.TextTransformNode: ("transform_func", {None: TypeError, "upper": TypeError}),
    nodes.FormatConverter: ("target_format", {None: TypeError, 5: TypeError}),
    nodes.DataSourceNode: ("buffer_size", {0: ValueError, "x": TypeError}),
    nodes.DataSinkNode: ("callback", {"x": TypeError, 5: TypeError}),
    nodes.BidirectionalNode: ("process_callback", {"x": TypeError}),
    nodes.MediaReaderNode: ("path", {None: TypeError, 5: TypeError}),
    nodes.MediaWriterNode: ("output_path", {None: TypeError, 5: TypeError}),
    nodes.VideoResizer: ("target_resolution", {(1,): ValueError, 0: ValueError, "ab": ValueError}),
}
CASES = [(kind, name, value, error) for kind, (name, values) in ARGUMENTS.items() for value, error in values.items()]


@pytest.mark.parametrize("kind, name, value, error", CASES)
def test_wrong_argument_is_named(kind, name, value, error):
    with pytest.raises(error, match=f"^{name}: expected .*{re.escape(repr(value))}"):
        kind(value)


def test_wrong_timeout_is_named():
    with pytest.raises(ValueError, match="timeout_seconds: expected 0 s or more, got -1"):
        nodes.DataSourceNode(timeout_seconds=-1)


def test_two_spellings_with_different_values_are_an_error():
    with pytest.raises(ValueError, match="target_sample_rate=8000 and target_rate=9000 are the same parameter"):
        AudioResampleNode(target_sample_rate=8000, target_rate=9000)
