# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes for video: frames of (height, width, channels), also with a time stamp or as frames of PyAV."""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

from ..core.node import Node
from ..core.types import Done
from ..fallback.picture import FORMATS, recolour, resize
from .params import choose

MAX_SIDE = 1 << 15
Array = np.ndarray[Any, Any]


class FrameNode(Node):
    """A node that changes frames: arrays, (array, pts), {"video": frame}, or frames of PyAV.

    Other items pass; a warning is logged unless they are audio.
    """

    def process(self, data: Any) -> Any:
        return change_frame(data, self._change, self._pass)

    def _change(self, frame: Any) -> Any:
        raise NotImplementedError

    def _pass(self, data: Any) -> Any:
        if not (isinstance(data, dict) and "audio" in data):
            self.logger.warning("expected a video frame, got %s; it passes unchanged", type(data).__name__)
        return data


class VideoTransform(FrameNode):
    """Scales frames to a resolution, and converts their colours.

    Args:
        resolution: (width, height).
        output_format: bgr24, rgb24, bgra, rgba or gray; the format of the input if None.
        input_format: of arrays.
    """

    def __init__(
        self,
        resolution: Sequence[int] = (1920, 1080),
        output_format: str | None = None,
        input_format: str = "bgr24",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.resolution = check_resolution("resolution", resolution)
        self.output_format = None if output_format is None else choose("output_format", output_format, FORMATS)
        self.input_format = choose("input_format", input_format, FORMATS)
        super().__init__(name=name, resolution=list(self.resolution), output_format=self.output_format,
                         input_format=self.input_format, **kwargs)

    def _change(self, frame: Any) -> Any:
        width, height = self.resolution
        if not isinstance(frame, np.ndarray):
            return frame.reformat(width=width, height=height, format=self.output_format)
        scaled = resize(frame, width, height)
        source = "gray" if frame.ndim == 2 else self.input_format
        return recolour(scaled, source, self.output_format or source)


class VideoResizer(FrameNode):
    """Scales frames to a resolution.

    Args:
        target_resolution: (width, height).
    """

    def __init__(
        self, target_resolution: Sequence[int] = (1920, 1080), name: str | None = None, **kwargs: Any
    ) -> None:
        self.target_resolution = check_resolution("target_resolution", target_resolution)
        super().__init__(name=name, target_resolution=list(self.target_resolution), **kwargs)

    def _change(self, frame: Any) -> Any:
        width, height = self.target_resolution
        if not isinstance(frame, np.ndarray):
            return frame.reformat(width=width, height=height)
        return resize(frame, width, height)


class VideoBuffer(Node):
    """Collects frames, and returns lists of buffer_size frames; with 1, each frame as it is.

    flush() returns the frames of the last, shorter list; None without frames.
    """

    def __init__(self, buffer_size: int = 1, name: str | None = None, **kwargs: Any) -> None:
        if buffer_size < 1:
            raise ValueError(f"buffer_size: expected 1 or more, got {buffer_size}")
        super().__init__(name=name, buffer_size=buffer_size, **kwargs)
        self.buffer_size = buffer_size
        self._frames: list[Any] = []

    def process(self, data: Any) -> Any:
        if self.buffer_size == 1:
            return data
        self._frames.append(data)
        return self.flush() if len(self._frames) >= self.buffer_size else None

    def flush(self) -> list[Any] | None:
        frames, self._frames = self._frames, []
        return frames or None

    def cleanup(self) -> Done:
        self._frames = []
        return super().cleanup()


def check_resolution(name: str, value: Any) -> tuple[int, int]:
    """Return (width, height).

    Raises:
        ValueError: it is no pair of whole numbers from 1 to 32768.
    """
    sides = list(value) if isinstance(value, (tuple, list)) else []
    if len(sides) != 2 or not all(is_side(side) for side in sides):
        raise ValueError(f"{name}: expected (width, height) of 1 to {MAX_SIDE} pixels, got {value!r}")
    return int(sides[0]), int(sides[1])


def is_side(value: Any) -> bool:
    is_whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    return is_whole and 1 <= int(value) <= MAX_SIDE


def is_frame(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.ndim in (2, 3) and value.size > 0 and value.dtype.kind in "uif"
    return hasattr(value, "reformat")


def change_frame(data: Any, change: Callable[[Any], Any], otherwise: Callable[[Any], Any]) -> Any:
    """Return an item with its frame changed, in the form of the item."""
    if is_frame(data):
        return change(data)
    if isinstance(data, tuple) and data and is_frame(data[0]):
        return (change(data[0]), *data[1:])
    if isinstance(data, dict) and is_frame(data.get("video")):
        return {**data, "video": change(data["video"])}
    return otherwise(data)
