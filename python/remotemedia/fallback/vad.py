# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Voice activity by the energy of frames."""

from __future__ import annotations

from typing import Any

import numpy as np


def count_speech_frames(
    samples: np.ndarray[Any, Any], sample_rate: int, frame_ms: float, threshold: float
) -> tuple[int, int]:
    """Return the numbers of speech frames and of all frames.

    Args:
        samples: float, (channels, samples); the mean of the channels is judged.
        sample_rate: in Hz.
        frame_ms: duration of a frame; a shorter last frame is left out.
        threshold: root mean square, linear, above which a frame is speech.

    Raises:
        ZeroDivisionError: a frame has no sample.
    """
    rms = measure_frames(samples, sample_rate, frame_ms)
    return int(np.count_nonzero(rms > threshold)), len(rms)


def measure_frames(
    samples: np.ndarray[Any, Any], sample_rate: int, frame_ms: float
) -> np.ndarray[Any, Any]:
    """Return the root mean square of each whole frame of the mean of the channels."""
    mono = samples.mean(axis=0, dtype="f8")
    n_samples = int(sample_rate * frame_ms // 1000)
    n_frames = len(mono) // n_samples
    frames = mono[: n_frames * n_samples].reshape(n_frames, n_samples)
    return np.asarray(np.sqrt(np.mean(np.square(frames), axis=1)))
