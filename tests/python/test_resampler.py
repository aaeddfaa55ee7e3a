# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A stream in blocks has the samples of the whole clip."""

import numpy as np
import pytest
from remotemedia import kernels
from remotemedia.kernels import convert, resample
from remotemedia.resampler import HeldResampler, open_resampler

NOISE = np.random.default_rng(11).uniform(-0.5, 0.5, (2, 6000)).astype("f4")
RATES = [(48000, 16000), (44100, 16000), (16000, 44100), (48000, 47999)]
needs_c = pytest.mark.skipif(kernels.get_implementation() == "numpy", reason="no extension module")


def run(resampler, clip, seed):
    """Return the samples of a clip in random blocks, some of them empty."""
    random, outputs, start = np.random.default_rng(seed), [], 0
    while start < clip.shape[1]:
        size = int(random.choice([0, 1, 7, 480, 1024]))
        outputs.append(resampler.push(clip[:, start : start + size]))
        start += size
    return np.concatenate([*outputs, resampler.flush()], axis=1, dtype=clip.dtype)


@needs_c
@pytest.mark.parametrize("rates", RATES)
@pytest.mark.parametrize("dtype", ["f4", "f8", "i2", "i4", "f2", ">f4", ">i2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_blocks_have_the_very_samples_of_the_clip(rates, dtype, order):
    clip = np.array(convert(NOISE, np.dtype(dtype).newbyteorder("=")), dtype, order=order)
    outputs = run(open_resampler(clip, *rates, "high"), clip, 1)
    assert outputs.dtype == np.dtype(dtype) and np.array_equal(outputs, resample(clip, *rates))


@pytest.mark.parametrize("rates", RATES)
@pytest.mark.parametrize("quality", ["low", "high"])
def test_held_blocks_have_the_samples_of_the_clip(rates, quality):
    outputs = run(HeldResampler(NOISE, *rates, quality), NOISE, 2)
    assert outputs.shape == resample(NOISE, *rates).shape
    assert np.max(np.abs(outputs - resample(NOISE, *rates, quality))) < 2e-6


def test_another_stream_begins_after_the_rest():
    resampler = open_resampler(NOISE, 48000, 16000, "high")
    first = run(resampler, NOISE, 3)
    if kernels.get_implementation() == "kernels":
        assert np.array_equal(first, run(resampler, NOISE, 4))


@pytest.mark.parametrize("like, rates, error", [
    (NOISE, (48000, 48000 * 257), ValueError), (NOISE.astype("c8"), (48000, 16000), TypeError)])
def test_stream_that_no_kernel_takes_is_an_error(like, rates, error):
    with pytest.raises(error):
        open_resampler(like, *rates, "high")


@needs_c
def test_wrong_target_or_format_is_an_error():
    kernel = kernels.open_resampler(NOISE, 48000, 16000, "high")
    n_samples = kernel.count(6000)
    for block, target in ((NOISE, np.empty((2, n_samples + 1), "f4")), (NOISE, np.empty((2, n_samples), "f8")),
                          (NOISE[:1], np.empty((1, n_samples), "f4"))):
        with pytest.raises(ValueError, match="expected the format of the stream"):
            kernel.push(block, target)
    with pytest.raises(ValueError, match="expected the format"):
        kernel.drain(np.empty((2, kernel.drain_count() + 1), "f4"))
    with pytest.raises(BufferError):
        kernel.push(NOISE[:, ::2], np.empty((2, kernel.count(3000)), "f4"))
    with pytest.raises(OverflowError):
        kernel.count(-1)
