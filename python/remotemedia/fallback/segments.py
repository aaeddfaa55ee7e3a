# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Segments of speech by the energy of frames, as elements/dsp/vad finds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator

import numpy as np

CANCELLED, RESTORED, LOUDER = 0.2, 0.5, 4.0  # see signals.c
SILENCE_DB = -350.0
OFFSET_S = 2


@dataclass(frozen=True)
class Lengths:
    """In samples; see segments.h."""

    hangover: int
    padding: int
    min_speech: int
    min_silence: int


@dataclass(frozen=True)
class Frame:
    """Measures of one analysis frame; power is without the constant offset."""

    mean_square: float
    power: float


def find_segments(
    samples: np.ndarray[Any, Any], rate: int, frame_ms: int, threshold: float, lengths_ms: tuple[int, int, int, int]
) -> list[tuple[int, int, float, float]]:
    """Return (start, end, level_db, probability) of each segment, with positions in samples.

    Args:
        samples: float, (channels, samples).
        lengths_ms: hangover, padding, shortest speech, shortest silence.

    Raises:
        ValueError: a frame has no sample.
    """
    size = rate * frame_ms // 1000
    if size == 0:
        raise ValueError(f"frame_ms: a frame of {frame_ms} ms at {rate} Hz has no sample")
    segmenter = Segmenter(Lengths(*(rate * length // 1000 for length in lengths_ms)), size)
    for frame in measure(samples, rate, size):
        segmenter.push(frame, threshold)
    segmenter.finish(samples.shape[1])
    return segmenter.segments


def measure(samples: np.ndarray[Any, Any], rate: int, size: int) -> Iterator[Frame]:
    """Yield the measures of each whole frame; of a shorter one if it is the only one."""
    signals = make_signals(samples)
    if 0 < samples.shape[1] < size:
        mirrored = np.concatenate([signals, signals[:, ::-1]], axis=1)
        signals = np.tile(mirrored, -(-size // mirrored.shape[1]))[:, :size]
    frames = cut(signals, size)
    squares, means = np.square(frames).sum(axis=2), frames.mean(axis=2)
    offsets = np.zeros(len(signals))
    for index, chosen in enumerate(choose_each(squares)):
        offsets += (means[:, index] - offsets) / (1 + min(index, OFFSET_S * rate // size))
        mean_square, offset = squares[chosen, index] / size, offsets[chosen]
        yield Frame(mean_square, mean_square - offset * (2 * means[chosen, index] - offset))


def make_signals(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the mean of the channels, then each of several channels."""
    doubles = np.asarray(samples, "f4").astype("f8")
    return doubles if len(doubles) == 1 else np.concatenate([doubles.mean(axis=0, keepdims=True), doubles])


def cut(signals: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    """Return the whole frames of signals, as (signals, frames, size)."""
    n_frames = signals.shape[1] // size
    return signals[:, : n_frames * size].reshape(len(signals), n_frames, size)


def choose_each(squares: np.ndarray[Any, Any]) -> list[int]:
    """Return the signal to judge in each frame, from the energies (signals, frames)."""
    chosen = [0]
    for index in range(squares.shape[1] if len(squares) > 1 else 0):
        chosen.append(choose(squares[:, index], chosen[-1]))
    return chosen[1:] if len(squares) > 1 else [0] * squares.shape[1]


def choose(squares: np.ndarray[Any, Any], before: int) -> int:
    """Return the signal to judge: the mean, or the loudest channel where channels cancel in it."""
    total = squares[1:].sum()
    if not total > 0:
        return before
    unrelated = total / (len(squares) - 1) ** 2
    if squares[0] >= unrelated * (RESTORED if before > 0 else CANCELLED):
        return 0
    loudest = before or 1
    for index in range(1, len(squares)):
        if squares[index] > (LOUDER if before > 0 else 1.0) * squares[loudest]:
            loudest = index
    return loudest


class Segmenter:
    """Decisions of frames become segments.

    Attributes:
        segments: (start, end, level_db, probability) of those that have ended.
    """

    def __init__(self, lengths: Lengths, size: int) -> None:
        self.segments: list[tuple[int, int, float, float]] = []
        self._lengths = lengths
        self._size = size
        self._state = "silence"
        self._position = self._start = self._last = self._barrier = 0
        self._n_frames, self._probability, self._power = 0, 0.0, 0.0

    def push(self, frame: Frame, threshold: float) -> None:
        is_speech = frame.mean_square ** 0.5 > threshold
        if is_speech and self._state == "silence":
            self._state, self._start = "onset", self._position
            self._n_frames, self._probability, self._power = 0, 0.0, 0.0
        elif self._state in ("speech", "pause"):
            self._state = "speech" if is_speech else "pause"
        elif not is_speech:
            self._state = "silence"
        self._position += self._size
        if is_speech:
            self._count(frame, threshold)
        self._advance()

    def finish(self, length: int) -> None:
        if self._state not in ("speech", "pause"):
            return
        if self._state == "speech":
            self._last = length
        self._end(length)

    def _count(self, frame: Frame, threshold: float) -> None:
        self._last = self._position
        self._n_frames += 1
        self._probability += frame.mean_square / (frame.mean_square + threshold**2)
        self._power += max(frame.power, 10 ** (0.1 * SILENCE_DB))

    def _advance(self) -> None:
        lengths = self._lengths
        if self._state == "onset" and self._position - self._start + self._size > lengths.min_speech:
            self._state = "speech"
            self._start = max(self._barrier, self._start - lengths.padding)
        pause = lengths.hangover + max(lengths.min_silence, lengths.padding)
        if self._state == "pause" and self._position - self._last >= pause:
            self._end(self._position)

    def _end(self, length: int) -> None:
        self._state = "silence"
        self._barrier = min(length, self._last + self._lengths.hangover + self._lengths.padding)
        level_db = 10 * float(np.log10(self._power / self._n_frames + 1e-35))
        self.segments.append((self._start, self._barrier, level_db, self._probability / self._n_frames))
