# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that write media files."""

from __future__ import annotations

import asyncio
from typing import Any

from ..arrays import read_item, to_2d
from ..core.node import Node
from ..core.types import Done
from ..media import AudioFrame, Writer
from ..y4m import FrameWriter
from .params import check_number, take_path
from .video import change_frame

KINDS = ("audio", "video")


class MediaWriterNode(Node):
    """Writes {"audio": frame}, {"video": frame} and (samples, rate) to a file. It has no output.

    The extension sets the format: .wav has 16 bits; the library encodes .flac, .ogg, .opus,
    .mp3 and .m4a. The package av writes .m4a where it is installed, and other formats with
    AAC and H.264. cleanup() completes the file.

    Args:
        output_path: of the file.
    """

    is_sink = True

    def __init__(self, output_path: str, name: str | None = None, **kwargs: Any) -> None:
        output_path = take_path("output_path", output_path)
        super().__init__(name=name, output_path=output_path, **kwargs)
        self.output_path = output_path
        self._writer: Writer | None = None

    async def initialize(self) -> None:  # type: ignore[override]
        """Open the file.

        Raises:
            OSError: it cannot be written.
            PipelineError: the library has no encoder for the format.
            MissingPackageError: the format needs a package.
        """
        if self._writer is None:
            self._writer = await asyncio.to_thread(self._open)
        super().initialize()

    def _open(self) -> Writer:
        return Writer(self.output_path)

    async def process(self, data: Any) -> Any:
        if self._writer is None:
            await self.initialize()
        frames = [(kind, data[kind]) for kind in KINDS if kind in data] if isinstance(data, dict) else []
        if not frames or not hasattr(frames[0][1], "to_ndarray"):
            item = read_item(data)
            if item.rate_hz is None:
                raise ValueError("sample_rate: expected (samples, rate), got samples without a rate")
            frames = [("audio", AudioFrame(to_2d(item.samples), item.rate_hz))]
        for kind, frame in frames:
            await asyncio.to_thread(self._writer.write, kind, frame)  # type: ignore[union-attr]

    async def cleanup(self) -> None:  # type: ignore[override]
        writer, self._writer = self._writer, None
        if writer is not None:
            await asyncio.to_thread(writer.close)
        super().cleanup()


class AudioFileWriterNode(MediaWriterNode):
    """Writes clips to a WAV file with float32, and returns them. cleanup() completes the file.

    Args:
        output_path: of the file.
    """

    is_sink = False

    def _open(self) -> Writer:
        return Writer(self.output_path, "f4")

    async def process(self, data: Any) -> Any:
        await super().process(data)
        return data


class VideoFileWriterNode(Node):
    """Writes frames to a file in the format Y4M, and returns them; other items pass. cleanup() completes the file.

    Args:
        output_path: of the file.
        fps: frames a second, in the header of the file.
        input_format: of arrays: bgr24, rgb24, bgra, rgba or gray.
    """

    def __init__(
        self, output_path: str, fps: float = 30, input_format: str = "bgr24", name: str | None = None, **kwargs: Any
    ) -> None:
        check_number("fps", fps)
        output_path = take_path("output_path", output_path)
        super().__init__(name=name, output_path=output_path, fps=fps, input_format=input_format, **kwargs)
        self.output_path = output_path
        self.fps = fps
        self.input_format = input_format
        self._writer: FrameWriter | None = None

    def initialize(self) -> Done:
        """Open the file.

        Raises:
            OSError: it cannot be written.
            ValueError: fps or input_format is not possible.
        """
        if self._writer is None:
            self._writer = FrameWriter(self.output_path, self.fps, self.input_format)
        return super().initialize()

    def process(self, data: Any) -> Any:
        if self._writer is None:
            self.initialize()
        change_frame(data, self._writer.write, lambda item: item)  # type: ignore[union-attr]
        return data

    def cleanup(self) -> Done:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        return super().cleanup()
