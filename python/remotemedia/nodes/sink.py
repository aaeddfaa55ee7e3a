# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that write media files."""

from __future__ import annotations

import asyncio
from typing import Any

from ..arrays import read_item, to_2d
from ..core.node import Node
from ..media import AudioFrame, Writer

KINDS = ("audio", "video")


class MediaWriterNode(Node):
    """Writes {"audio": frame}, {"video": frame} and (samples, rate) to a file. It has no output.

    The extension sets the format: .wav has 16 bits; others have AAC and H.264, for
    which the package av is needed. cleanup() completes the file.

    Args:
        output_path: of the file.
    """

    is_sink = True

    def __init__(self, output_path: str, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name, output_path=str(output_path), **kwargs)
        self.output_path = str(output_path)
        self._writer: Writer | None = None

    async def initialize(self) -> None:  # type: ignore[override]
        """Open the file.

        Raises:
            OSError: it cannot be written.
            MissingPackageError: the format needs a package.
        """
        if self._writer is None:
            self._writer = await asyncio.to_thread(Writer, self.output_path)
        super().initialize()

    async def process(self, data: Any) -> None:
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
