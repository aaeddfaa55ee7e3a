# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Voice activity by the energy of frames."""

from __future__ import annotations

from typing import Any

import numpy as np

from .segments import choose_each, cut, make_signals


def count_speech_frames(
    samples: np.ndarray[Any, Any], sample_rate: int, frame_ms: float, threshold: float
) -> tuple[int, int]:
    """Return the numbers of speech frames and of all frames.

    Args:
        samples: float, (channels, samples); the mean of the channels is judged, or the loudest where they cancel.
        sample_rate: in Hz.
        frame_ms: duration of a frame; a shorter last frame is left out.
        threshold: root mean square, linear, above which a frame is speech.

    Raises:
        ZeroDivisionError: a frame has no sample.
    """
    frames = cut(make_signals(samples), int(sample_rate * frame_ms // 1000))
    squares = np.square(frames).mean(axis=2)
    rms = np.sqrt(squares[choose_each(squares), np.arange(squares.shape[1])])
    return int(np.count_nonzero(rms > threshold)), len(rms)


def measure_frames(
    samples: np.ndarray[Any, Any], sample_rate: int, frame_ms: float
) -> np.ndarray[Any, Any]:
    """Return the root mean square of each whole frame of the mean of the channels."""
    mono = samples.mean(axis=0, dtype="f8")
    (frames,) = cut(mono[np.newaxis], int(sample_rate * frame_ms // 1000))
    return np.asarray(np.sqrt(np.mean(np.square(frames), axis=1)))
