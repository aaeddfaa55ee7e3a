# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that read media files, and nodes that take a track out of the frames."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from typing import Any, AsyncIterator

import numpy as np

from ..core.node import Node
from ..core.types import Done
from ..media import check_readable, read_audio, read_frames, scale_audio
from .params import take_path

FRAMES_AT_ONCE = 32
Frame = dict[str, Any]


class Frames:
    """The frames of a file, which threads take and close, one at a time.

    A reader that is cancelled does not wait for the thread that takes frames, but
    close() does.
    """

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._frames: Any = read_frames(path)

    def take(self) -> tuple[list[tuple[str, Any]], Exception | None]:
        """Return the next frames, and the error that ended them."""
        taken: list[tuple[str, Any]] = []
        with self._lock:
            try:
                for frame in itertools.islice(self._frames, FRAMES_AT_ONCE):
                    taken.append(frame)
            except Exception as error:
                return taken, error
        return taken, None

    def close(self) -> None:
        with self._lock:
            self._frames.close()


class MediaReaderNode(Node):
    """A source that yields {"audio": frame} and {"video": frame} of a file.

    Args:
        path: of the file, or its URI.
        realtime: whether frames come at the speed of playback.
    """

    is_source = True

    def __init__(self, path: str, realtime: bool = False, name: str | None = None, **kwargs: Any) -> None:
        path = take_path("path", path)
        super().__init__(name=name, path=path, realtime=realtime, **kwargs)
        self.path = path
        self.realtime = realtime

    def initialize(self) -> Done:
        """Check the file.

        Raises:
            OSError: it does not exist, or is a folder.
            ValueError: the path is a URI of something else than a file.
        """
        check_readable(self.path)
        return super().initialize()

    async def process(self, data: Any = None) -> AsyncIterator[Frame]:
        started_s = time.monotonic()
        frames = Frames(self.path)
        try:
            while True:
                block, error = await asyncio.to_thread(frames.take)
                for kind, frame in block:
                    await self._pace(started_s, frame)
                    yield {kind: frame}
                if error is not None:
                    raise error
                if not block:
                    return
        finally:
            await asyncio.to_thread(frames.close)

    async def _pace(self, started_s: float, frame: Any) -> None:
        position_s = getattr(frame, "time", None)
        if self.realtime and position_s is not None:
            await asyncio.sleep(max(0.0, started_s + position_s - time.monotonic()))


class LocalMediaReaderNode(MediaReaderNode):
    """MediaReaderNode by its other name."""


class TrackSource(Node):
    """Takes the frames of a track out of items {"audio": frame} and {"video": frame}.

    Other items are dropped. A subclass sets kind and converts the frame; this
    class returns the frames of both kinds as they are.
    """

    kinds: tuple[str, ...] = ("audio", "video")

    def process(self, data: Any) -> Any:
        frame = next((data[kind] for kind in self.kinds if kind in data), None) if isinstance(data, dict) else None
        return None if frame is None else self._convert(frame)

    def _convert(self, frame: Any) -> Any:
        return frame


class AudioTrackSource(TrackSource):
    """Converts {"audio": frame} to ((channels, samples) of float32 in [-1, 1], sample rate)."""

    kinds = ("audio",)

    def _convert(self, frame: Any) -> tuple[np.ndarray[Any, Any], int]:
        return scale_audio(read_audio(frame)), frame.sample_rate


class VideoTrackSource(TrackSource):
    """Converts {"video": frame} to (array, pts).

    Args:
        output_format: name of FFmpeg of the format of the pixels.
    """

    kinds = ("video",)

    def __init__(self, output_format: str = "bgr24", name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name, output_format=output_format, **kwargs)
        self.output_format = output_format

    def _convert(self, frame: Any) -> tuple[np.ndarray[Any, Any], int | None]:
        return frame.to_ndarray(format=self.output_format), frame.pts
