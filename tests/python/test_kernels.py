# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The kernels in C beside those in numpy."""

import os

import numpy as np
import pytest
from remotemedia import kernels
from remotemedia.fallback import convert as numpy_convert
from remotemedia.fallback import resample as numpy_resample
from remotemedia.fallback import segments as numpy_segments
from remotemedia.fallback import vad as numpy_vad
from remotemedia.fallback.dither import convert_dithered

DTYPES = ("f4", "f8", "i2", "i4")
NOISE = np.random.default_rng(7).normal(0, 0.4, (2, 48000))
needs_c = pytest.mark.skipif(kernels.get_implementation() == "numpy", reason="no extension module")


def test_implementation_is_the_expected_one():
    expected = os.environ.get("REMOTEMEDIA_TEST_KERNELS", kernels.get_implementation())
    assert kernels.get_implementation() == expected


@needs_c
@pytest.mark.parametrize("source", DTYPES)
@pytest.mark.parametrize("target", DTYPES)
def test_conversions_are_identical(source, target):
    samples = numpy_convert.convert(NOISE, source)
    assert np.array_equal(kernels.convert(samples, target), numpy_convert.convert(samples, target))


@needs_c
@pytest.mark.parametrize("rate_out", [8000, 16000, 32000, 44100, 96000])
def test_resampled_tones_agree(rate_out):
    seconds = np.arange(48000) / 48000
    tone = 0.5 * np.sin(2 * np.pi * 700 * seconds)[np.newaxis]
    first = kernels.resample(tone, 48000, rate_out)
    second = numpy_resample.resample(tone, 48000, rate_out)
    assert first.shape == second.shape
    assert np.corrcoef(first[0], second[0])[0, 1] > 0.9999
    assert abs(20 * np.log10(np.std(first) / np.std(second))) < 0.01


@needs_c
@pytest.mark.parametrize("threshold", [0.1, 0.28, 0.283, 0.29])
def test_counts_of_speech_agree(threshold):
    assert (kernels.count_speech_frames(NOISE, 48000, 30, threshold)
            == numpy_vad.count_speech_frames(NOISE, 48000, 30, threshold))


@needs_c
@pytest.mark.parametrize("side", [0.5, 0.9, 1.0])
def test_counts_of_speech_agree_where_channels_cancel(side):
    (noise, *_) = NOISE
    fades = np.linspace(-side, side, noise.size)
    clip = np.stack([noise, fades * noise, -noise]).astype("f4")
    for threshold in (0.05, 0.15, 0.25):
        assert (kernels.count_speech_frames(clip, 48000, 30, threshold)
                == numpy_vad.count_speech_frames(clip, 48000, 30, threshold))


@needs_c
@pytest.mark.parametrize("source", DTYPES)
@pytest.mark.parametrize("target", DTYPES)
@pytest.mark.parametrize("n_samples", [1, 31, 1001])
def test_dithered_conversions_are_identical(source, target, n_samples):
    samples = numpy_convert.convert(NOISE, source)[:, :n_samples]
    for seed in (0, 7, 2**32 - 1):
        expected = convert_dithered(samples, target, seed)
        assert np.array_equal(kernels.convert(samples, target, True, seed), expected)
        turned = np.asfortranarray(samples)
        assert np.array_equal(kernels.convert(turned, target, True, seed), expected)


@needs_c
@pytest.mark.parametrize("n_samples", [0, 1, 200, 16000, 50001])
@pytest.mark.parametrize("lengths_ms", [(0, 0, 90, 300), (60, 100, 30, 30), (0, 0, 0, 0)])
@pytest.mark.parametrize("kind", ["mono", "stereo", "opposite", "offset"])
def test_segments_by_energy_agree(n_samples, lengths_ms, kind):
    samples = make_bursts(kind)[:, :n_samples]
    options = {"frame_ms": 30, "threshold": 0.05, "lengths_ms": lengths_ms}
    found = kernels.find_segments(samples, 16000, "energy", **options)
    expected = numpy_segments.find_segments(samples, 16000, *options.values())
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    assert np.allclose([row[2:] for row in found], [row[2:] for row in expected], rtol=1e-4, atol=1e-4)


def make_bursts(kind):
    """Return 4 s at 16 kHz with a burst in each half second."""
    seconds = np.arange(64000) / 16000
    burst = (0.3 * np.sin(2 * np.pi * 440 * seconds) * (seconds % 0.5 < 0.1 + seconds / 20)).astype("f4")[np.newaxis]
    return {"mono": burst, "stereo": np.vstack([burst, burst * 0.5]), "opposite": np.vstack([burst, -burst]),
            "offset": burst + np.float32(0.01)}[kind]


@pytest.mark.parametrize("make", [
    lambda x: x[:, ::2], lambda x: x[::-1], np.asfortranarray, lambda x: x[:, ::-1],
    lambda x: x.astype(">f8"), lambda x: np.ascontiguousarray(x.T).T, lambda x: x[:, :1], lambda x: x[:, :0]])
def test_layouts_of_memory_do_not_matter(make):
    samples = make(NOISE)
    plain = np.ascontiguousarray(samples).astype("f8")
    assert np.array_equal(kernels.convert(samples, "i2"), kernels.convert(plain, "i2"))
    resampled = kernels.resample(samples, 48000, 16000)
    assert np.array_equal(resampled.astype("f8"), kernels.resample(plain, 48000, 16000))


def test_frames_without_samples_are_an_error():
    with pytest.raises(ZeroDivisionError):
        kernels.count_speech_frames(NOISE, 100, 1, 0.1)


@needs_c
def test_extension_refuses_wrong_arrays():
    from remotemedia import _kernels

    target = np.empty(NOISE.shape)
    for source, error in ((NOISE[0], ValueError), (NOISE.astype("c16"), TypeError), (b"x", TypeError),
                          (NOISE[:, :10], ValueError), (np.zeros((65, 4)), ValueError), (NOISE[:, ::2], BufferError)):
        with pytest.raises(error):
            _kernels.convert(source, target)
    target.flags.writeable = False
    with pytest.raises((ValueError, BufferError)):
        _kernels.convert(NOISE, target)


@needs_c
@pytest.mark.parametrize("wrong", [-1, 2**32, 2**32 + 30, -(2**64)])
def test_number_beyond_32_bits_is_an_error(wrong):
    clip = NOISE.astype("f4")
    with pytest.raises(OverflowError):
        kernels._kernels.count_speech(clip, 48000, wrong, 0.1)
    with pytest.raises(OverflowError):
        kernels._kernels.resample(clip, clip, 48000, wrong, "high")
    with pytest.raises(OverflowError):
        kernels._kernels.find_segments(clip, 48000, "energy", 30, 0.1, (0, 0, wrong, 0))
