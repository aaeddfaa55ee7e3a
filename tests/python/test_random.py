# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Random arrays, numbers and manifests: both paths have the same results, and nothing else than an error of the package.

REMOTEMEDIA_TEST_EXAMPLES is the number of examples of each test, which are then other ones in every run.
"""

import json
import math
import os
import tempfile

import numpy as np
import pytest
from remotemedia import (
    AddNode,
    AudioResampleNode,
    BufferNode,
    CalculatorNode,
    FormatConverterNode,
    MultiplyNode,
    PassThroughNode,
    Pipeline,
    RemoteMediaError,
    VADNode,
    convert,
    resample,
)
from remotemedia.core.multiprocessing import RuntimeData
from remotemedia.serialization import JSONSerializer

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from hypothesis.configuration import set_hypothesis_home_dir  # noqa: E402

set_hypothesis_home_dir(os.path.join(tempfile.gettempdir(), "remotemedia-hypothesis"))  # not in the sources

N_EXAMPLES = int(os.environ.get("REMOTEMEDIA_TEST_EXAMPLES", "0"))
PROFILE = settings(max_examples=N_EXAMPLES or 20, derandomize=not N_EXAMPLES, deadline=None, database=None,
                   suppress_health_check=list(hypothesis.HealthCheck))

RATES = st.sampled_from([8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 96000])
DTYPES = st.sampled_from(["f2", "f4", "f8", "i2", "i4", ">f4", ">i2"])
LAYOUTS = st.sampled_from(["plain", "reversed", "strided", "fortran", "read-only", "1-d"])
NUMBERS = st.one_of(st.integers(), st.floats(), st.booleans())
VALUES = st.recursive(
    st.one_of(NUMBERS, st.none(), st.text(), st.binary()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.tuples(inner, inner),
                            st.dictionaries(st.one_of(st.text(max_size=4), st.integers()), inner, max_size=3)), max_leaves=8)


@st.composite
def arrays(draw, dtypes=DTYPES, max_samples=3000):
    """An array of audio in any layout."""
    n_channels, n_samples = draw(st.integers(1, 4)), draw(st.integers(0, max_samples))
    samples = np.random.default_rng(draw(st.integers(0, 2**32))).uniform(-1.2, 1.2, (n_channels, n_samples))
    dtype = np.dtype(draw(dtypes))
    if dtype.kind == "i":
        samples = np.clip(samples, -1, 1) * np.iinfo(dtype).max
    samples = samples.astype(dtype)
    layout = draw(LAYOUTS)
    if layout == "reversed":
        return samples[:, ::-1]
    if layout == "strided":
        return np.repeat(samples, 2, axis=1)[:, ::2]
    if layout == "fortran":
        return np.asfortranarray(samples)
    if layout == "read-only":
        samples.flags.writeable = False
    return samples[0] if layout == "1-d" else samples


NODES = st.one_of(
    st.builds(AudioResampleNode, RATES, st.sampled_from(["low", "Medium", "HIGH"])),
    st.builds(VADNode, st.sampled_from([10, 20, 30, 22.5]), st.sampled_from([0.02, 0.5, -30.0])),
    st.builds(FormatConverterNode, st.sampled_from(["f32", "i16", "i32", "f64"])), st.builds(PassThroughNode))


def is_equal(left, right):
    """Whether results are equal; samples may differ by a rounding of the resampler."""
    if isinstance(left, np.ndarray):
        scale = 1.0 if left.dtype.kind == "f" else float(np.iinfo(left.dtype).max)
        tolerance = 1e-3 if left.dtype == np.float16 else 4e-5
        return (left.shape, left.dtype) == (right.shape, right.dtype) and np.allclose(
            left.astype("f8") / scale, right.astype("f8") / scale, rtol=0, atol=tolerance)
    if isinstance(left, (tuple, list)):
        return type(left) is type(right) and len(left) == len(right) and all(map(is_equal, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(is_equal(left[key], right[key]) for key in left)
    return left == right or (left != left and right != right)


@PROFILE
@given(arrays(), RATES, st.lists(NODES, min_size=1, max_size=4))
def test_both_paths_have_the_same_results(samples, rate, nodes):
    before = samples.copy()
    pipeline = Pipeline(nodes)
    has_vad = any(isinstance(node, VADNode) for node in nodes)
    results = [pipeline.run_sync((samples, rate), use_rust) for use_rust in (True, False)]
    if has_vad:  # a level at the threshold is either
        results = [tuple(value for value in result if not isinstance(value, dict)) for result in results]
    assert is_equal(*results) and np.array_equal(samples, before)


@PROFILE
@given(arrays(), RATES, RATES, st.sampled_from(["low", "medium", "high"]))
def test_resampled_clips_have_their_length_and_form(samples, rate_in, rate_out, quality):
    result = resample(samples, rate_in, rate_out, quality)
    assert result.shape == (*samples.shape[:-1], -(-samples.shape[-1] * rate_out // rate_in))
    assert result.dtype == samples.dtype


@PROFILE
@given(arrays(st.sampled_from(["i2"])), st.sampled_from(["f4", "f8", "i4"]))
def test_16_bits_come_back_from_any_format(samples, dtype):
    assert np.array_equal(convert(convert(samples, dtype), "i2"), samples)


@PROFILE
@given(st.lists(NUMBERS, min_size=2, max_size=20), st.one_of(st.integers(), st.floats()), st.one_of(st.integers(), st.floats()))
def test_numbers_are_those_of_python(numbers, factor, addend):
    expected = []
    for number in numbers:
        try:
            is_bool = isinstance(number, bool)
            expected.append(number if is_bool else number * factor + addend)
        except OverflowError:
            return  # of int with float
    for use_rust in (True, False):
        result = Pipeline([MultiplyNode(factor), AddNode(addend)]).run_sync(numbers, use_rust)
        assert is_equal(result, expected) and list(map(type, result)) == list(map(type, expected))


@PROFILE
@given(VALUES)
def test_any_value_passes_as_the_object(value):
    output = Pipeline([PassThroughNode(), BufferNode(1)]).run_sync([value, "end"])
    if value is not None:
        assert output[0][0] is value


@PROFILE
@given(VALUES)
def test_calculator_takes_any_value(value):
    result = CalculatorNode(operation="multiply", operand=2).process(value)
    assert isinstance(value, dict) or result is not None or value is None


@PROFILE
@given(VALUES)
def test_items_come_back_from_bytes(value):
    serializer = JSONSerializer()
    assert is_equal(serializer.deserialize(serializer.serialize(value)), value)


@PROFILE
@given(arrays(), RATES)
def test_runtime_data_comes_back_from_bytes(samples, rate):
    again = RuntimeData.from_bytes(RuntimeData.audio(samples, rate).to_bytes())
    assert np.array_equal(again.as_numpy(), samples) and (again.as_numpy().dtype, again.sample_rate) == (samples.dtype, rate)


MANIFEST_NODES = st.lists(st.fixed_dictionaries(
    {"id": st.sampled_from(["a", "b", "c", "", 5, None]), "node_type": st.sampled_from(
        ["PassThroughNode", "MultiplyNode", "VADNode", "Nothing", "", None, 7])},
    optional={"params": st.one_of(st.none(), st.dictionaries(st.text(max_size=3), VALUES, max_size=2)),
              "runtime_hint": st.sampled_from(["auto", "rust", "cpython", 3])}), max_size=4)
CONNECTIONS = st.lists(st.one_of(st.fixed_dictionaries({"from": st.sampled_from("abcx"), "to": st.sampled_from("abcx")}),
                                 st.dictionaries(st.text(max_size=2), VALUES, max_size=1), VALUES), max_size=4)


@PROFILE
@given(st.fixed_dictionaries({"version": st.sampled_from(["v1", "v1", "1.0", "v2", 1]), "metadata": st.sampled_from(
    [{"name": "m"}, {}, None, []]), "nodes": st.one_of(MANIFEST_NODES, VALUES), "connections": st.one_of(CONNECTIONS, VALUES)}))
def test_any_manifest_loads_or_is_a_pipeline_error(document):
    try:
        pipeline = Pipeline.load(document)
    except RemoteMediaError as error:
        assert str(error)
        return
    again = json.loads(pipeline.serialize())
    assert len(again["nodes"]) == len(pipeline)


@PROFILE
@given(st.text())
def test_any_text_loads_or_is_a_pipeline_error(text):
    try:
        Pipeline.load("{" + text)
    except RemoteMediaError as error:
        assert str(error)


@pytest.mark.skipif("REMOTEMEDIA_TEST_NATIVE" not in os.environ, reason="sessions need the library")
@PROFILE
@given(st.lists(st.integers(1, 5000), min_size=1, max_size=12), st.sampled_from([(48000, 16000), (44100, 16000), (8000, 48000)]),
       st.sampled_from(["f4", "i2"]), st.booleans())
def test_pushes_of_any_size_have_the_samples_of_the_clip(sizes, rates, dtype, copy):
    samples = np.random.default_rng(sum(sizes)).uniform(-0.9, 0.9, (1, sum(sizes)))
    samples = (samples * (32767 if dtype == "i2" else 1)).astype(dtype)
    pipeline = Pipeline([AudioResampleNode(rates[1]), FormatConverterNode("f32")])
    whole, _ = pipeline.run_sync((samples, rates[0]))
    outputs = []
    with pipeline.session(sample_rate=rates[0]) as session:
        start = 0
        for size in sizes:
            session.push(samples[:, start : start + size].copy(), copy=copy)
            outputs += session.pull()
            start += size
        session.finish()
        outputs += list(session)
    joined = np.concatenate([block for block, _ in outputs], axis=-1).reshape(1, -1)
    assert joined.shape == whole.shape and np.array_equal(joined, whole)
    assert not math.isnan(float(np.sum(joined)))
