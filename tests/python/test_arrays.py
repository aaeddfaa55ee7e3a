# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Which arrays are accepted, that results own their memory, and the counter of copies."""

import gc

import numpy as np
import pytest
from remotemedia import AudioResampleNode, FormatConverterNode, Node, Pipeline, VADNode, arrays, copies, kernels

RATE = 48000
NOISE = np.random.default_rng(3).normal(0, 0.3, (2, 4800)).astype("f4")


class Foreign:
    """An object with __array__, such as a tensor."""

    def __array__(self, dtype=None):
        return NOISE


class Subclass(np.ndarray):
    pass


def make_mapped(tmp_path):
    mapped = np.memmap(tmp_path / "clip.f32", "f4", "w+", shape=NOISE.shape)
    mapped[:] = NOISE
    return mapped


def make_read_only(_):
    samples = NOISE.copy()
    samples.flags.writeable = False
    return samples


GOOD = {
    "reversed": lambda _: NOISE[:, ::-1], "channels reversed": lambda _: NOISE[::-1], "strided": lambda _: NOISE[:, ::3],
    "fortran": lambda _: np.asfortranarray(NOISE), "transposed": lambda _: np.ascontiguousarray(NOISE.T).T,
    "byte-swapped": lambda _: NOISE.astype(">f4"), "swapped and strided": lambda _: NOISE.astype(">f8")[:, 1::2],
    "read-only": make_read_only, "memory-mapped": make_mapped, "subclass": lambda _: NOISE.copy().view(Subclass),
    "matrix": lambda _: NOISE.copy().view(np.matrix), "__array__": lambda _: Foreign(),
    "not masked": lambda _: np.ma.MaskedArray(NOISE), "empty": lambda _: NOISE[:, :0],
    "one sample": lambda _: NOISE[:, :1], "flat": lambda _: NOISE[0], "flat and reversed": lambda _: NOISE[0, ::-1],
    "unaligned": lambda _: np.frombuffer(b"x" + NOISE.tobytes(), "f4", offset=1).reshape(NOISE.shape),
    "broadcast": lambda _: np.broadcast_to(NOISE[:1], (3, 4800)), "float16": lambda _: NOISE.astype("f2"),
    "64 channels": lambda _: np.tile(NOISE, (32, 1)), "int16": lambda _: (NOISE * 20000).astype("i2"),
    "swapped int32": lambda _: (NOISE * 1e9).astype(">i4"),
}
BAD = {
    "0-d": (np.float32(1) * np.ones(()), ValueError, r"shape \(samples,\) or \(channels, samples\), got \(\)"),
    "3-d": (np.ones((2, 2, 2)), ValueError, r"got \(2, 2, 2\)"),
    "objects": (np.array([None, 1.0]), TypeError, "got dtype object"),
    "complex": (np.ones(4, "c8"), TypeError, "got dtype complex64"),
    "text": (np.array(["a"]), TypeError, "got dtype <U1"), "bool": (np.ones(4, bool), TypeError, "got dtype bool"),
    "long double": (np.ones(4, np.longdouble), TypeError, "float128"),
    "masked": (np.ma.MaskedArray(NOISE, NOISE > 0.3), ValueError, "samples without a mask, got"),
    "65 channels": (np.ones((65, 9)), ValueError, r"is this \(samples, channels\)\?"),
    "no channel": (np.ones((0, 9)), ValueError, r"at least one channel, got the shape \(0, 9\)"),
}
UNKNOWN_SCALE = ("i1", "u1", "u2", "u4", "i8", "u8")
NODES = {"resample": lambda: AudioResampleNode(16000), "vad": VADNode, "convert": lambda: FormatConverterNode("i16")}


def make_plain(samples):
    samples = np.asarray(samples)
    return np.array(samples, samples.dtype.newbyteorder("="), order="C")


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("node", NODES)
def test_array_of_any_layout_has_the_result_of_a_plain_one(kind, node, tmp_path):
    samples = GOOD[kind](tmp_path)
    result = NODES[node]().process((samples, RATE))
    expected = NODES[node]().process((make_plain(samples), RATE))
    assert isinstance(expected, tuple), expected
    assert np.array_equal(result[0], expected[0]) and result[1:] == expected[1:]


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("node", NODES)
def test_array_that_is_no_audio_is_an_error(kind, node):
    samples, error, message = BAD[kind]
    with pytest.raises(error, match=message):
        arrays.check_samples(samples)
    with pytest.raises(error, match="^samples: "):
        arrays.check_samples(samples, "samples")
    assert "audio_data: expected" in NODES[node]().process((samples, RATE))["error"]


@pytest.mark.parametrize("dtype", UNKNOWN_SCALE)
@pytest.mark.parametrize("node", NODES)
def test_integers_of_other_sizes_are_an_error(dtype, node):
    error = NODES[node]().process((np.ones((1, 4800), dtype), RATE))["error"]
    assert error == f"audio_data: expected {arrays.DTYPE_NAMES}, got dtype {np.dtype(dtype)}"


@pytest.mark.parametrize("rate, error", [
    (0, ValueError), (-1, ValueError), (float("nan"), ValueError), (float("inf"), ValueError), (1e12, ValueError),
    (10**40, ValueError), (44100.5, ValueError), ("44100", TypeError), (None, TypeError), (True, TypeError),
    (1 + 0j, TypeError), (np.array([1, 2]), TypeError), ([48000], TypeError)])
def test_wrong_rate_is_an_error(rate, error):
    with pytest.raises(error, match="^sr: expected a .*number .*, got "):
        arrays.check_rate(rate, "sr")


@pytest.mark.parametrize("rate", [1, 48000, 48000.0, np.int32(8000), np.float64(44100), 2**31 - 1])
def test_rate_may_be_any_whole_number(rate):
    assert arrays.check_rate(rate) == rate and type(arrays.check_rate(rate)) is int


@pytest.mark.parametrize("rates", [(257, 1), (1, 257), (2**31 - 1, 1)])
def test_ratio_of_rates_has_a_limit(rates):
    with pytest.raises(ValueError, match="at most 256 times the other, got"):
        kernels.resample(NOISE, *rates)


@pytest.mark.parametrize("rates", [(2**31 - 1, 2**31 - 2), (44101, 48000)])
def test_ratio_may_have_large_terms(rates):
    tone = np.sin(np.arange(2000) * 0.002)[np.newaxis]
    resampled = kernels.resample(tone, *rates)
    at = np.arange(resampled.shape[1]) * rates[0] / rates[1]
    middle = (at > 700) & (at < 1300)
    expected = np.interp(at, np.arange(2000), tone[0])
    assert np.abs(resampled[0] - expected)[middle].max(initial=0) < 1e-3


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_stay_local(value):
    samples = np.ones((1, RATE), "f4")
    samples[0, RATE // 2] = value
    resampled = kernels.resample(samples, RATE, 16000)[0]
    assert 0 < np.count_nonzero(~np.isfinite(resampled)) < 200
    assert abs(resampled[4000] - 1) < 1e-3 and abs(resampled[12000] - 1) < 1e-3
    assert kernels.convert(samples, "i2")[0, RATE // 2] == {"nan": 0, "inf": 32767, "-inf": -32768}[str(value)]


@pytest.mark.parametrize("node", NODES)
def test_input_is_never_written_and_results_are_writable(node):
    samples = NOISE.copy()
    result = NODES[node]().process((samples, RATE))[0]
    assert np.array_equal(samples, NOISE) and result.flags.writeable


def test_results_outlive_their_input():
    samples = NOISE.copy()
    result = Pipeline(AudioResampleNode(16000), FormatConverterNode("i16")).run_sync((samples, RATE))[0]
    expected = result.copy()
    del samples
    gc.collect()
    assert np.array_equal(result, expected)


def test_unchanged_array_is_the_object():
    pipeline = Pipeline(AudioResampleNode(RATE), FormatConverterNode("f32"), VADNode())
    samples = NOISE.copy()
    before = copies()
    assert pipeline.run_sync((samples, RATE))[0] is samples
    assert copies() == before


@pytest.mark.parametrize("samples, n_copies", [
    (NOISE, 0), (NOISE[::-1], 0), (np.asfortranarray(NOISE), 0), (NOISE.astype(">f4"), 0), (NOISE[:, ::2], 1)])
def test_copies_are_counted(samples, n_copies):
    if kernels.get_implementation() == "numpy" and not samples.dtype.isnative:
        n_copies = 1
    if kernels.get_implementation() == "numpy" and not samples.flags.forc:
        n_copies = 0
    before = copies()
    kernels.convert(samples, "i2")
    assert copies() - before == n_copies


class Halve(Node):
    """Writes into its input, as scripts do."""

    def process(self, data):
        samples, rate = data
        samples *= 0.5
        return samples, rate


class HalveStream(Halve):
    is_streaming = True

    async def process(self, data):
        async for item in data:
            yield Halve.process(self, item)


def make_branches(*names):
    """Return a pipeline: a pass-through node, and a branch for each name through another one."""
    classes = {"Halve": Halve, "HalveStream": HalveStream}
    pipeline = Pipeline()
    nodes = [AudioResampleNode(RATE, name="head")]
    connections = []
    for index, name in enumerate(names):
        nodes += [FormatConverterNode("f32", name=f"pass{index}"), classes[name](name=f"user{index}")]
        connections += [("head", f"pass{index}"), (f"pass{index}", f"user{index}")]
    for node in nodes:
        pipeline.add_node(node.name, node)
    pipeline._connections = tuple(connections)
    return pipeline


@pytest.mark.parametrize("names", [("Halve", "Halve"), ("Halve", "HalveStream"), ("HalveStream", "HalveStream")])
def test_user_code_after_a_branch_gets_copies(names):
    samples = NOISE.copy()
    before = copies()
    results = make_branches(*names).run_sync([(samples, RATE), (samples, RATE)])
    assert all(np.array_equal(result, NOISE * 0.5) for result, _ in results) and len(results) == 4
    assert np.array_equal(samples, NOISE) and copies() - before == 4


def test_user_code_in_a_chain_gets_the_object():
    samples = NOISE.copy()
    before = copies()
    assert Pipeline(AudioResampleNode(RATE), Halve()).run_sync((samples, RATE))[0] is samples
    assert copies() == before


def test_copies_keep_the_form_of_an_item():
    item = {"audio": (NOISE, RATE, [NOISE, "x"])}
    owned = arrays.own(item)
    assert owned["audio"][0] is not NOISE and np.array_equal(owned["audio"][2][0], NOISE)
    assert owned["audio"][1:][0] == RATE and owned["audio"][2][1] == "x"
