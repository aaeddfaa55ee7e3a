# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Whisper through the package transformers, on a stream of audio."""

from __future__ import annotations

import asyncio
from typing import Any, AsyncIterator, Sequence

import numpy as np

from .base import SPEECH_RATE_HZ, ModelNode, choose_device, choose_dtype, read_speech, require


class WhisperTranscriptionNode(ModelNode):
    """Transcribes a stream of audio in growing parts, and yields (text,) for each part.

    A part ends after initial_buffer_duration_s, later ones are longer by
    buffer_growth_factor up to max_buffer_duration_s. Parts overlap; words that
    the overlap repeats are yielded once.

    Args:
        model_id: name or folder of the model.
        device: of torch; the fastest if None.
        torch_dtype: name of a type of torch; float32 on a processor without half precision.
        chunk_length_s: of the model's own windows.
        initial_buffer_duration_s: duration of the first part.
        max_buffer_duration_s: longest part.
        buffer_growth_factor: from part to part, 1 or more.
        overlap_duration_s: time that two parts share.
    """

    is_streaming = True

    def __init__(
        self,
        model_id: str = "openai/whisper-large-v3-turbo",
        device: str | None = None,
        torch_dtype: str = "float16",
        chunk_length_s: float = 30,
        initial_buffer_duration_s: float = 3,
        max_buffer_duration_s: float = 15,
        buffer_growth_factor: float = 1.5,
        overlap_duration_s: float = 1.0,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name=name, model_id=model_id, device=device, torch_dtype=torch_dtype, chunk_length_s=chunk_length_s,
            initial_buffer_duration_s=initial_buffer_duration_s, max_buffer_duration_s=max_buffer_duration_s,
            buffer_growth_factor=buffer_growth_factor, overlap_duration_s=overlap_duration_s, **kwargs)
        self.model_id = model_id
        self.device = device
        self.torch_dtype = torch_dtype
        self.chunk_length_s = chunk_length_s
        self.initial_buffer_duration_s = initial_buffer_duration_s
        self.max_buffer_duration_s = max_buffer_duration_s
        self.buffer_growth_factor = buffer_growth_factor
        self.overlap_duration_s = overlap_duration_s
        self._pipe: Any = None

    def _load(self) -> None:
        transformers = require("transformers", self)
        torch = require("torch", self)
        device = choose_device(torch, self.device)
        dtype = choose_dtype(torch, self.torch_dtype, device)
        model = transformers.AutoModelForSpeechSeq2Seq.from_pretrained(
            self.model_id, torch_dtype=dtype, low_cpu_mem_usage=True, use_safetensors=True)
        model.to(device)
        processor = transformers.AutoProcessor.from_pretrained(self.model_id)
        self._pipe = transformers.pipeline(
            "automatic-speech-recognition", model=model, tokenizer=processor.tokenizer,
            feature_extractor=processor.feature_extractor, chunk_length_s=self.chunk_length_s,
            torch_dtype=dtype, device=device)

    def _unload(self) -> None:
        self._pipe = None

    async def process(self, data: AsyncIterator[Any]) -> AsyncIterator[tuple[str]]:
        parts = Parts(self)
        words: list[str] = []
        async for item in data:
            speech = read_speech(item)
            if speech is None:
                self.logger.warning("expected (samples, rate), got %s; the item is skipped", type(item).__name__)
                continue
            for part in parts.push(speech):
                words, new = merge_words(words, await self._transcribe(part))
                if new:
                    yield (" ".join(new),)
        rest = parts.flush()
        if rest is not None:
            words, new = merge_words(words, await self._transcribe(rest))
            if new:
                yield (" ".join(new),)

    async def _transcribe(self, speech: np.ndarray[Any, Any]) -> list[str]:
        result = await asyncio.to_thread(self._pipe, {"raw": speech, "sampling_rate": SPEECH_RATE_HZ})
        return str(result["text"]).split()


class Parts:
    """Cuts a stream of samples into parts of growing length that overlap."""

    def __init__(self, node: WhisperTranscriptionNode) -> None:
        self._length_s = node.initial_buffer_duration_s
        self._max_s = node.max_buffer_duration_s
        self._growth = node.buffer_growth_factor
        self._n_overlap = round(node.overlap_duration_s * SPEECH_RATE_HZ)
        self._held = np.empty(0, "f4")
        self._n_seen = 0  # of the held samples, number that the part before had

    def push(self, speech: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
        """Append samples and return the full parts."""
        self._held = np.concatenate([self._held, speech])
        full = []
        while len(self._held) - self._n_seen >= (size := max(1, round(self._length_s * SPEECH_RATE_HZ))):
            end = self._n_seen + size
            full.append(self._held[:end])
            start = max(0, end - self._n_overlap)
            self._held, self._n_seen = self._held[start:], end - start
            self._length_s = min(self._length_s * self._growth, self._max_s)
        return full

    def flush(self) -> np.ndarray[Any, Any] | None:
        """Return the rest; None without samples that no part had."""
        rest = self._held if len(self._held) > self._n_seen else None
        self._held, self._n_seen = np.empty(0, "f4"), 0
        return rest


def merge_words(before: Sequence[str], words: list[str]) -> tuple[list[str], list[str]]:
    """Return the words of a part for the next call, and those that the part before did not end with."""
    for n_shared in range(min(len(before), len(words)), 0, -1):
        if [plain(word) for word in before[-n_shared:]] == [plain(word) for word in words[:n_shared]]:
            return words, words[n_shared:]
    return words, words


def plain(word: str) -> str:
    return word.casefold().strip(".,;:!?\"'")
