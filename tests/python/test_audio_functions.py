# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""resample(), convert() and vad(): results, and the errors for each wrong argument."""

import numpy as np
import pytest
import remotemedia
from remotemedia import AudioResampleNode, FormatConverterNode, Segment, audio, convert, copies, kernels, resample, vad

RATE = 16000
NOISE = np.random.default_rng(5).normal(0, 0.2, (2, 4800)).astype("f4")
DTYPES = ("f2", "f4", "f8", "i2", "i4")
needs_c = pytest.mark.skipif(kernels.get_implementation() == "numpy", reason="no extension module")


def make_speech(n_channels=1):
    """Return 2 s of silence with a syllable-like buzz from 0.6 to 1.2 s."""
    seconds = np.arange(2 * RATE) / RATE
    buzz = np.sign(np.sin(2 * np.pi * 120 * seconds)) * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * seconds))
    quiet = np.random.default_rng(1).normal(0, 1e-4, len(seconds))
    return np.tile(quiet + 0.3 * buzz * ((seconds >= 0.6) & (seconds < 1.2)), (n_channels, 1)).astype("f4")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(4800,), (1, 4800), (2, 4800), (3, 0), (0,), (1,)])
def test_resample_keeps_dtype_and_dimensions(dtype, shape):
    x = convert(np.resize(NOISE, shape), dtype)
    resampled = resample(x, 48000, RATE)
    assert resampled.dtype == x.dtype and resampled.shape == (*shape[:-1], -(-shape[-1] // 3))
    assert resampled.flags.writeable


def test_resample_is_the_node():
    expected = AudioResampleNode(RATE).process((NOISE, 48000))[0]
    assert np.array_equal(resample(NOISE, 48000, RATE), expected)
    assert np.array_equal(resample(NOISE[0], 48000, RATE), expected[0])
    assert np.array_equal(resample(NOISE.T, 48000, RATE, channels_last=True), expected.T)


@pytest.mark.parametrize("x", [NOISE, NOISE[0], NOISE.T, np.asfortranarray(NOISE).view(np.matrix)])
def test_resample_to_the_same_rate_is_the_object(x):
    before = copies()
    assert resample(x, RATE, RATE, channels_last=x.shape[0] > 2) is x and copies() == before


@pytest.mark.parametrize("names", [("fast", "low"), ("FAST", "Low"), ("High", "high")])
def test_quality_is_in_any_case(names):
    first, second = (resample(NOISE, 48000, RATE, quality=name) for name in names)
    assert np.array_equal(first, second)


WRONG = {
    "list": (lambda: resample([1.0], 1, 2), TypeError, "x: expected a numpy array, got list"),
    "None": (lambda: resample(None, 1, 2), TypeError, "x: expected a numpy array, got NoneType"),
    "bytes": (lambda: convert(b"1234", "f4"), TypeError, "x: expected a numpy array, got bytes"),
    "transposed": (lambda: resample(NOISE.T, 48000, RATE), ValueError, r"x: .* is this \(samples, channels\)\?"),
    "3-d": (lambda: convert(np.ones((2, 2, 2)), "i2"), ValueError, r"x: expected the shape .*, got \(2, 2, 2\)"),
    "0-d": (lambda: vad(np.ones(()), RATE), ValueError, r"x: expected the shape .*, got \(\)"),
    "complex": (lambda: vad(np.ones(9, "c8"), RATE), TypeError, "x: expected .* got dtype complex64"),
    "uint8": (lambda: convert(np.ones(9, "u1"), "f4"), TypeError, "x: expected float16, .* got dtype uint8"),
    "rate 0": (lambda: resample(NOISE, 0, RATE), ValueError, "sr_in: expected a whole number .* got 0"),
    "rate text": (lambda: resample(NOISE, RATE, "8000"), TypeError, "sr_out: expected a number of Hz, got '8000'"),
    "rate nan": (lambda: vad(NOISE, float("nan")), ValueError, "sr: expected a whole number .* got nan"),
    "ratio": (lambda: resample(NOISE, 1, 48000), ValueError, "at most 256 times the other, got 1 and 48000"),
    "quality": (lambda: resample(NOISE, 1, 2, "best"), ValueError, "quality: expected one of low, .*'best'"),
    "quality type": (lambda: resample(NOISE, 1, 2, 3), ValueError, "quality: expected one of low, .*, got 3"),
    "channels_last": (lambda: resample(NOISE, 1, 2, "high", "yes"), TypeError, "channels_last: expected True or"),
    "dtype": (lambda: convert(NOISE, "f24"), TypeError, "dtype: expected one of f16, .*, got 'f24'"),
    "dtype int": (lambda: convert(NOISE, int), TypeError, "dtype: expected one of f16, .*, got <class 'int'>"),
    "dtype None": (lambda: convert(NOISE, None), TypeError, "dtype: expected one of f16, .*, got None"),
    "dither": (lambda: convert(NOISE, "i2", dither="rpdf"), ValueError, "dither: expected one of none, tpdf"),
    "seed": (lambda: convert(NOISE, "i2", seed=-1), ValueError, "seed: expected a whole number from 0"),
    "seed type": (lambda: convert(NOISE, "i2", seed=0.5), TypeError, "seed: expected a whole number from 0"),
    "engine": (lambda: vad(NOISE, RATE, "webrtc"), ValueError, "engine: expected one of adaptive, energy"),
    "threshold": (lambda: vad(NOISE, RATE, threshold=-30), ValueError, "threshold: expected a number from 0 to 1"),
    "threshold type": (lambda: vad(NOISE, RATE, threshold="x"), TypeError, "threshold: expected a number from"),
    "frame": (lambda: vad(NOISE, 10), ValueError, "frame_ms: expected a frame of one sample or more at 10 Hz"),
    "frame 0": (lambda: vad(NOISE, RATE, frame_ms=0), ValueError, "frame_ms: expected a whole number from 1"),
    "padding": (lambda: vad(NOISE, RATE, padding_ms=-1), ValueError, "padding_ms: expected a whole number from 0"),
    "speech": (lambda: vad(NOISE, RATE, min_speech_ms=1.5), TypeError, "min_speech_ms: expected a whole number"),
    "NaN": (lambda: vad(np.array([0, np.nan, np.inf]), RATE), ValueError, "x: expected finite samples, got 2 that"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_argument_is_an_error_with_its_name(case):
    call, error, message = WRONG[case]
    with pytest.raises(error, match="^" + message if ":" in message else message):
        call()


@pytest.mark.parametrize("source", DTYPES)
@pytest.mark.parametrize("target", DTYPES)
def test_convert_is_the_node_in_any_dimensions(source, target):
    x = convert(NOISE, source)
    converted = convert(x, target)
    assert converted.dtype == np.dtype(target) and converted.shape == x.shape
    assert np.array_equal(convert(x[0], target), converted[0])
    assert np.array_equal(convert(x.T, target), converted.T)
    if "f2" not in (source, target):
        name = {"f4": "f32", "f8": "f64", "i2": "i16", "i4": "i32"}[target]
        assert np.array_equal(FormatConverterNode(name).process((x, RATE))[0], converted)


def test_convert_to_the_same_format_is_the_object():
    before = copies()
    assert convert(NOISE, "f32") is NOISE and convert(NOISE, np.float32) is NOISE and copies() == before


@pytest.mark.parametrize("dtype", [">i2", ">f4", ">f8"])
def test_convert_to_other_byte_order(dtype):
    converted = convert(NOISE, dtype)
    assert converted.dtype == np.dtype(dtype)
    assert np.array_equal(converted, convert(NOISE, np.dtype(dtype).newbyteorder("=")))


def test_float16_in_full_scale():
    x = np.array([1, -1, 0.5, np.nan, np.inf], "f2")
    assert convert(x, "i2").tolist() == [32767, -32768, 16384, 0, 32767]
    assert convert(np.array([-(2**31), 2**30], "i4"), "f2").tolist() == [-1, 0.5]


def test_dither_is_noise_of_two_steps_with_a_seed():
    x = np.full(48000, 0.25 / 32768)
    assert not convert(x, "i2").any()
    dithered = convert(x, "i2", dither="tpdf")
    assert set(dithered.tolist()) == {-1, 0, 1} and abs(dithered.mean() - 0.25) < 0.02
    assert np.array_equal(dithered, convert(x, "i2", dither=True, seed=0))
    assert not np.array_equal(dithered, convert(x, "i2", dither="TPDF", seed=1))


def test_dither_does_not_depend_on_the_order_of_dimensions():
    dithered = convert(NOISE, "i2", dither=True)
    assert np.array_equal(convert(np.asfortranarray(NOISE), "i2", dither=True), dithered)
    assert np.array_equal(convert(np.ascontiguousarray(NOISE.T), "i2", dither=True), dithered.T)


@needs_c
@pytest.mark.parametrize("n_channels", [1, 2])
@pytest.mark.parametrize("dtype", DTYPES)
def test_vad_finds_the_speech(n_channels, dtype):
    x = convert(make_speech(n_channels), dtype)
    (segment,) = vad(x, RATE)
    assert abs(segment.start_s - 0.6) < 0.1 and abs(segment.end_s - 1.2) < 0.1
    assert -20 < segment.level_db < -5 and 0.5 < segment.probability <= 1
    assert vad(x.T, RATE, channels_last=True) == [segment]
    found = x[..., segment.samples(RATE)]
    assert found.shape[1] == round(segment.end_s * RATE) - round(segment.start_s * RATE)


def test_vad_by_energy_finds_the_speech():
    (segment,) = vad(make_speech()[0], RATE, "energy", threshold=0.02)
    assert abs(segment.start_s - 0.6) < 0.1 and abs(segment.end_s - 1.2) < 0.1
    (wide,) = vad(make_speech(), RATE, "Energy", padding_ms=100, hangover_ms=60)
    assert wide.start_s == pytest.approx(segment.start_s - 0.1)
    assert wide.end_s == pytest.approx(segment.end_s + 0.16)


@pytest.mark.parametrize("n_samples", [0, 1, 479])
def test_vad_of_short_clips(n_samples):
    assert vad(np.zeros((2, n_samples), "f4"), RATE, "energy") == []


def test_vad_of_silence_is_empty():
    assert vad(np.zeros(RATE), RATE, "energy") == []


def test_vad_without_the_kernels_names_them(monkeypatch):
    monkeypatch.setattr(kernels, "_kernels", None)
    monkeypatch.setattr(kernels, "_reason", "not built", raising=False)
    with pytest.raises(RuntimeError, match=r"'adaptive' needs the kernels in C, .*\(not built\); use engine='energy'"):
        vad(make_speech(), RATE)


def test_segment_is_frozen_and_an_index():
    segment = Segment(0.5, 1.0, -20.0, 0.9)
    assert segment.samples(8000) == slice(4000, 8000)
    with pytest.raises(AttributeError):
        segment.start_s = 0


def test_functions_are_in_the_package():
    assert all(getattr(remotemedia, name) is getattr(audio, name) for name in audio.__all__)
    assert set(audio.__all__) <= set(remotemedia.__all__)


def test_input_is_never_written():
    x = NOISE.copy()
    x.flags.writeable = False
    resample(x, 48000, RATE)
    convert(x, "i2", dither=True)
    vad(x, RATE, "energy")
    assert np.array_equal(x, NOISE)
