# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Speech from text, through the package kokoro."""

from __future__ import annotations

import asyncio
from typing import Any, AsyncIterator, Iterator

import numpy as np

from .base import ModelNode, require
from .ultravox import read_text

Clip = tuple[np.ndarray[Any, Any], int]


class KokoroTTSNode(ModelNode):
    """Speaks the texts of a stream: yields (samples, sample_rate) with samples of shape (1, n).

    Args:
        lang_code: of kokoro: "a" is American English, "b" British English.
        voice: name of the voice.
        speed: 1.0 is normal.
        split_pattern: regular expression where long texts are split.
        sample_rate: of the model, in Hz.
        stream_chunks: whether each part is yielded at once, or a text as one clip.
    """

    is_streaming = True

    def __init__(
        self,
        lang_code: str = "a",
        voice: str = "af_heart",
        speed: float = 1.0,
        split_pattern: str = r"\n+",
        sample_rate: int = 24000,
        stream_chunks: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, lang_code=lang_code, voice=voice, speed=speed, split_pattern=split_pattern,
                         sample_rate=sample_rate, stream_chunks=stream_chunks, **kwargs)
        self.lang_code = lang_code
        self.voice = voice
        self.speed = speed
        self.split_pattern = split_pattern
        self.sample_rate = sample_rate
        self.stream_chunks = stream_chunks
        self._pipe: Any = None

    def _load(self) -> None:
        self._pipe = require("kokoro", self).KPipeline(lang_code=self.lang_code)

    def _unload(self) -> None:
        self._pipe = None

    async def process(self, data: AsyncIterator[Any]) -> AsyncIterator[Clip]:
        async for item in data:
            text, _ = read_text(item)
            if not text or not text.strip():
                continue
            parts = self._speak(text)
            if not self.stream_chunks:
                clips = await asyncio.to_thread(collect, parts)
                if clips:
                    yield np.concatenate(clips, axis=1), self.sample_rate
                continue
            while (clip := await asyncio.to_thread(next_of, parts)) is not None:
                yield clip, self.sample_rate

    def _speak(self, text: str) -> Iterator[np.ndarray[Any, Any]]:
        for result in self._pipe(text, voice=self.voice, speed=self.speed, split_pattern=self.split_pattern):
            audio = result[-1]
            if audio is not None:
                yield np.asarray(audio, "f4").reshape(1, -1)


def collect(parts: Iterator[np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
    return list(parts)


def next_of(parts: Iterator[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any] | None:
    return next(parts, None)
