# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes for audio: arrays of (channels, samples) with a sample rate."""

from __future__ import annotations

import logging
from abc import abstractmethod
from typing import Any, AsyncIterator

import numpy as np

from ..arrays import MAX_CHANNELS, AudioItem, check_dtype, check_rate, concatenate, copy, count_copy, read_item, to_2d
from ..core.node import Node
from ..fallback.convert import DTYPES
from ..fallback.vad import measure_frames
from ..kernels import QUALITIES, convert, count_speech_frames, resample
from .params import (
    check_count,
    check_threshold,
    choose,
    find_runtime,
    resolve,
    take_frame_ms,
    warn_without_rate,
)

RATE_HZ, RESAMPLER_RATE_HZ, THRESHOLD = 16000, 44100, 0.02  # defaults
RATE_ALIASES = ("target_rate", "output_rate", "sample_rate")
FLOATS = (np.dtype("f4"), np.dtype("f8"))


def find_rate(node: Node, item: AudioItem, default_hz: int) -> int:
    """Return the rate of an item, or of samples alone: input_rate of the node, or a default with one warning."""
    if item.rate_hz is not None:
        return item.rate_hz
    rate_hz = node.config.get("input_rate")
    if rate_hz is not None:
        return check_rate(rate_hz, "input_rate")
    warn_without_rate(type(node).__name__, default_hz)
    return default_hz


class ClipNode(Node):
    """A node that turns one clip into another. A failure is a dict with "error"."""

    def check_input(self, data: Any) -> None:
        """Raise TypeError or ValueError for an item that process() does not take."""
        check_dtype(read_item(data).samples)

    def process(self, data: Any) -> Any:
        try:
            item = read_item(data)
            return item.wrap(self._process_item(item, data))
        except Exception as error:
            return {"error": str(error), "input": data,
                    "processed_by": f"{type(self).__name__}[{self.name}]"}

    @abstractmethod
    def _process_item(self, item: AudioItem, data: Any) -> tuple[Any, ...]:
        """Return the samples, the rate, and further elements of the result."""


class AudioResampleNode(ClipNode):
    """Resamples clips to (samples, target_sample_rate); at that rate already, they pass unchanged.

    Args:
        target_sample_rate: in Hz; also called target_rate, output_rate, sample_rate.
        **kwargs: input_rate is the rate of samples that come without one.
        quality: low (fast), medium or high, in any case.
        runtime_hint: "python" for no session of the library.
    """

    def __init__(
        self,
        target_sample_rate: int = RATE_HZ,
        quality: str = "high",
        runtime_hint: str = "auto",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        rate_hz = resolve("target_sample_rate", target_sample_rate, kwargs, aliases=RATE_ALIASES, default=RATE_HZ)
        rate_hz = check_rate(rate_hz, "target_sample_rate")
        if kwargs.get("input_rate") is not None:
            check_rate(kwargs["input_rate"], "input_rate")
        super().__init__(name=name, target_sample_rate=rate_hz, quality=quality, **kwargs)
        self.target_sample_rate = rate_hz
        self.quality = quality
        self.runtime_hint = runtime_hint
        self._use_rust = find_runtime(runtime_hint, self.logger)
        lower = quality.lower() if isinstance(quality, str) else quality
        self._quality = choose("quality", "low" if lower == "fast" else lower, QUALITIES)

    def check_input(self, data: Any) -> None:
        if read_item(data).rate_hz not in (None, self.target_sample_rate):  # other items pass as they are
            super().check_input(data)

    def _process_item(self, item: AudioItem, data: Any) -> tuple[Any, ...]:
        rate_hz = find_rate(self, item, self.target_sample_rate)
        if rate_hz == self.target_sample_rate:
            return item.samples, rate_hz
        samples = to_2d(item.samples)
        return (resample(samples, rate_hz, self.target_sample_rate, self._quality),
                self.target_sample_rate)


class VADNode(ClipNode):
    """Finds speech by the energy of frames: (samples, rate, result).

    The result is a dict with is_speech, speech_frames and total_frames.

    Args:
        frame_duration_ms: of a frame; a shorter last frame is left out.
        energy_threshold: root mean square, linear; also called threshold, which
            is in dBFS if it is negative.
        runtime_hint: "python" for no session of the library.
    """

    def __init__(
        self,
        frame_duration_ms: int = 30,
        energy_threshold: float = THRESHOLD,
        runtime_hint: str = "auto",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        threshold = resolve("energy_threshold", energy_threshold, kwargs, aliases=("threshold",), default=THRESHOLD)
        check_threshold("energy_threshold", threshold)
        frame_duration_ms = take_frame_ms("frame_duration_ms", frame_duration_ms)
        super().__init__(
            name=name, frame_duration_ms=frame_duration_ms, energy_threshold=threshold, **kwargs)
        self.frame_duration_ms = frame_duration_ms
        self.energy_threshold: float = threshold if threshold >= 0 else 10 ** (threshold / 20)
        self.runtime_hint = runtime_hint
        self._use_rust = find_runtime(runtime_hint, self.logger)

    def _process_item(self, item: AudioItem, data: Any) -> tuple[Any, ...]:
        if self.frame_duration_ms <= 0:
            raise ValueError(f"frame_duration_ms: expected more than 0 ms, got {self.frame_duration_ms}")
        samples = to_2d(item.samples)
        rate_hz = find_rate(self, item, RATE_HZ)
        n_speech, n_frames = count_speech_frames(
            samples, rate_hz, self.frame_duration_ms, self._get_threshold(samples))
        result = {"is_speech": n_speech > 0, "speech_frames": n_speech, "total_frames": n_frames}
        return samples, rate_hz, result

    def _get_threshold(self, samples: np.ndarray[Any, Any]) -> float:
        """Return the threshold; above 1 it is in units of integer samples."""
        if samples.dtype in FLOATS or self.energy_threshold <= 1:
            return self.energy_threshold
        return self.energy_threshold / -float(np.iinfo(samples.dtype).min)


class FormatConverterNode(ClipNode):
    """Converts samples to f32, f64, i16 or i32; full scale is 1.0 as float.

    Raises:
        ValueError: target_format is not supported.
    """

    def __init__(
        self, target_format: str = "f32", runtime_hint: str = "auto", name: str | None = None, **kwargs: Any
    ) -> None:
        lower = target_format.lower() if isinstance(target_format, str) else target_format
        if not isinstance(lower, str) or lower not in DTYPES:
            raise ValueError(f"Unsupported format: {target_format}; expected one of {', '.join(DTYPES)}")
        super().__init__(name=name, target_format=lower, **kwargs)
        self.target_format = lower
        self.runtime_hint = runtime_hint
        self._use_rust = find_runtime(runtime_hint, self.logger)

    def _process_item(self, item: AudioItem, data: Any) -> tuple[Any, ...]:
        return convert(to_2d(item.samples), DTYPES[self.target_format]), item.rate_hz


class AudioTransform(Node):
    """Resamples, and makes the given number of channels.

    Several channels become one by their mean, as a 1-D array; one becomes
    several by repetition; otherwise the first channels are kept.
    """

    def __init__(
        self, output_sample_rate: int = 44100, output_channels: int = 2, name: str | None = None, **kwargs: Any
    ) -> None:
        output_sample_rate = check_rate(output_sample_rate, "output_sample_rate")
        output_channels = check_count("output_channels", output_channels, MAX_CHANNELS)
        super().__init__(
            name=name, output_sample_rate=output_sample_rate, output_channels=output_channels, **kwargs)
        self.output_sample_rate = output_sample_rate
        self.output_channels = output_channels

    def process(self, data: Any) -> Any:
        try:
            item = read_item(data)
        except (TypeError, ValueError) as error:
            self.logger.warning("%s; the input passes unchanged", error)
            return data
        samples = to_2d(item.samples)
        rate_hz = find_rate(self, item, self.output_sample_rate)
        samples = resample(samples, rate_hz, self.output_sample_rate)
        return item.wrap((mix(samples, self.output_channels), self.output_sample_rate, *item.rest))


class ExtractAudioDataNode(Node):
    """Returns the samples of a clip as a flat array; None for anything else."""

    def process(self, data: Any) -> np.ndarray[Any, Any] | None:
        if isinstance(data, (tuple, list)) and len(data) >= 2 and isinstance(data[0], (tuple, list)):
            data = data[0]  # with metadata beside it
        if isinstance(data, (tuple, list)) and len(data) >= 2 and isinstance(data[0], np.ndarray):
            count_copy()
            return data[0].flatten()
        return None


class AudioBuffer(Node):
    """Cuts a stream of clips into clips of buffer_size_samples; the rest follows at the end.

    Where the rate or the number of channels changes, the rest comes first.
    """

    is_streaming = True

    def __init__(self, buffer_size_samples: int, name: str | None = None, **kwargs: Any) -> None:
        buffer_size_samples = check_count("buffer_size_samples", buffer_size_samples)
        super().__init__(name=name, buffer_size_samples=buffer_size_samples, **kwargs)
        self.buffer_size_samples = buffer_size_samples

    async def process(self, data: AsyncIterator[Any]) -> AsyncIterator[Any]:
        held: list[np.ndarray[Any, Any]] = []
        kind: tuple[int, int | None] | None = None
        async for value in data:
            item = self._read(value)
            if item is None:
                continue
            samples = to_2d(item.samples)
            if kind not in (None, (len(samples), item.rate_hz)) and held:
                yield concatenate(held), kind[1]  # type: ignore[index]
                held = []
            kind = len(samples), item.rate_hz
            held.append(samples)
            for block in self._cut(held):
                yield block, item.rate_hz
        if held and kind is not None:
            yield concatenate(held), kind[1]

    def _read(self, value: Any) -> AudioItem | None:
        try:
            return read_item(value)
        except (TypeError, ValueError) as error:
            self.logger.warning("%s; the item is skipped", error)
            return None

    def _cut(self, held: list[np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
        """Return the full blocks of the held parts, and keep the rest."""
        size = self.buffer_size_samples
        if sum(part.shape[1] for part in held) < size:
            return []
        samples = concatenate(held)
        n_full = samples.shape[1] // size * size
        held[:] = [copy(samples[:, n_full:])] if n_full < samples.shape[1] else []
        return [copy(samples[:, start : start + size]) for start in range(0, n_full, size)]


class VoiceActivityDetector(Node):
    """Judges each clip of a stream by a threshold that follows the noise.

    Yields ((samples, rate), metadata), with is_speech, speech_ratio, avg_energy
    and frame_duration_ms; or (samples, rate) of speech alone with filter_mode,
    of all without include_metadata.

    Args:
        frame_duration_ms: of a frame.
        energy_threshold: root mean square while there is no history.
        speech_threshold: least share of speech frames.
        filter_mode: whether clips without speech are dropped.
        include_metadata: whether metadata is yielded.
    """

    is_streaming = True
    MAX_HISTORY = 100

    def __init__(
        self,
        frame_duration_ms: int = 30,
        energy_threshold: float = 0.02,
        speech_threshold: float = 0.3,
        filter_mode: bool = False,
        include_metadata: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        frame_duration_ms = take_frame_ms("frame_duration_ms", frame_duration_ms)
        check_threshold("energy_threshold", energy_threshold)
        check_threshold("speech_threshold", speech_threshold)
        super().__init__(
            name=name, frame_duration_ms=frame_duration_ms, energy_threshold=energy_threshold,
            speech_threshold=speech_threshold, filter_mode=filter_mode,
            include_metadata=include_metadata, **kwargs)
        self.frame_duration_ms = frame_duration_ms
        self.energy_threshold = energy_threshold
        self.speech_threshold = speech_threshold
        self.filter_mode = filter_mode
        self.include_metadata = include_metadata

    async def process(self, data: AsyncIterator[Any]) -> AsyncIterator[Any]:
        history = np.empty(0)
        async for value in data:
            try:
                item = read_item(value)
            except (TypeError, ValueError) as error:
                logging.getLogger(__name__).warning("%s; the item is skipped", error)
                continue
            samples = to_2d(item.samples)
            rms = measure_frames(scale(samples), find_rate(self, item, RATE_HZ), self.frame_duration_ms)
            metadata = self._judge(rms, self._get_threshold(history))
            history = np.concatenate([history, rms])[-self.MAX_HISTORY :]
            if self.filter_mode and not metadata["is_speech"]:
                continue
            clip = (samples, item.rate_hz)
            has_metadata = self.include_metadata and not self.filter_mode
            before: dict[Any, Any] = next((value for value in (*item.rest, *item.outer) if isinstance(value, dict)), {})
            yield (clip, {**before, **metadata}) if has_metadata else clip

    def _get_threshold(self, history: np.ndarray[Any, Any]) -> float:
        if not len(history):
            return self.energy_threshold
        return 0.7 * 2.5 * float(np.percentile(history, 30)) + 0.3 * self.energy_threshold

    def _judge(self, rms: np.ndarray[Any, Any], threshold: float) -> dict[str, Any]:
        ratio = float(np.mean(rms > threshold)) if len(rms) else 0.0
        return {
            "is_speech": ratio >= self.speech_threshold,
            "speech_ratio": ratio,
            "avg_energy": float(np.mean(rms)) if len(rms) else 0.0,
            "frame_duration_ms": self.frame_duration_ms,
        }


class AudioResampler(AudioResampleNode):
    """AudioResampleNode with the default rate of 44,100 Hz."""

    def __init__(self, target_sample_rate: int = RESAMPLER_RATE_HZ, name: str | None = None, **kwargs: Any) -> None:
        rate_hz = resolve(
            "target_sample_rate", target_sample_rate, kwargs, aliases=RATE_ALIASES, default=RESAMPLER_RATE_HZ)
        super().__init__(target_sample_rate=rate_hz, name=name, **kwargs)


def scale(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return samples as float in [-1, 1]."""
    return samples if samples.dtype in FLOATS else convert(samples, "f8")


def mix(samples: np.ndarray[Any, Any], n_channels: int) -> np.ndarray[Any, Any]:
    """Return samples with another number of channels."""
    if n_channels == 1 and len(samples) > 1:
        return np.asarray(samples.mean(axis=0, dtype="f8").astype(samples.dtype))
    if len(samples) == 1 and n_channels > 1:
        return np.repeat(samples, n_channels, axis=0)
    return samples[:n_channels]
