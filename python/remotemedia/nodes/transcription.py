# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Text from speech: WhisperX, and Whisper in C++."""

from __future__ import annotations

import asyncio
import importlib.util
from typing import Any, AsyncIterator, Callable

import numpy as np

from ..core.exceptions import MissingPackageError
from .ml.base import SPEECH_RATE_HZ, ModelNode, read_speech, require

TICKS_PER_S = 100  # of the times in whisper.cpp
Segments = list[dict[str, Any]]


class WhisperXTranscriber(ModelNode):
    """Transcribes the clips of a stream with the package whisperx.

    Yields {text, segments, language, audio_duration, sample_rate} for each clip.

    Args:
        model_size: such as "base" or "large-v2".
        device: of torch.
        compute_type: such as "float32", "float16", "int8".
        batch_size: number of windows that the model takes at once.
        language: its code; detected if None.
        align_model: whether each word gets its time.
        vad_onset, vad_offset: probabilities where speech starts and ends.
    """

    is_streaming = True

    def __init__(
        self,
        model_size: str = "base",
        device: str = "cpu",
        compute_type: str = "float32",
        batch_size: int = 16,
        language: str | None = None,
        align_model: bool = False,
        vad_onset: float = 0.5,
        vad_offset: float = 0.363,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name=name, model_size=model_size, device=device, compute_type=compute_type, batch_size=batch_size,
            language=language, align_model=align_model, vad_onset=vad_onset, vad_offset=vad_offset, **kwargs)
        self.model_size = model_size
        self.device = device
        self.compute_type = compute_type
        self.batch_size = batch_size
        self.language = language
        self.align_model = align_model
        self.vad_onset = vad_onset
        self.vad_offset = vad_offset
        self._whisperx: Any = None
        self._model: Any = None
        self._aligners: dict[str, Any] = {}  # by language

    def _load(self) -> None:
        self._whisperx = require("whisperx", self)
        self._model = self._whisperx.load_model(
            self.model_size, self.device, compute_type=self.compute_type, language=self.language,
            vad_options={"vad_onset": self.vad_onset, "vad_offset": self.vad_offset})

    def _unload(self) -> None:
        self._model = self._whisperx = None
        self._aligners.clear()

    async def process(self, data: AsyncIterator[Any]) -> AsyncIterator[dict[str, Any]]:
        async for item in data:
            speech = read_speech(item)
            if speech is None:
                self.logger.warning("expected (samples, rate), got %s; the item is skipped", type(item).__name__)
                continue
            yield await asyncio.to_thread(self._transcribe, speech)

    def _transcribe(self, speech: np.ndarray[Any, Any]) -> dict[str, Any]:
        result = self._model.transcribe(speech, batch_size=self.batch_size, language=self.language)
        language = result.get("language", self.language)
        segments = result["segments"]
        if self.align_model and segments:
            segments = self._align(segments, language, speech)
        return make_result(segments, language, speech, sample_rate=SPEECH_RATE_HZ)

    def _align(self, segments: Segments, language: str, speech: np.ndarray[Any, Any]) -> Segments:
        if language not in self._aligners:
            self._aligners[language] = self._whisperx.load_align_model(language_code=language, device=self.device)
        model, metadata = self._aligners[language]
        aligned = self._whisperx.align(
            segments, model, metadata, speech, self.device, return_char_alignments=False)
        found: Segments = aligned["segments"]
        return found


class RustWhisperTranscriber(ModelNode):
    """Transcribes clips with whisper.cpp or CTranslate2, whichever is installed.

    Returns {text, segments of {start, end, text}, language, audio_duration}. It needs the
    package pywhispercpp or faster-whisper.

    Args:
        model_path: file or folder of the model.
        model_source: name of a model, if there is no path; "base" if there is neither.
        language: its code; detected if None.
        n_threads: number of threads of the model.
        translate: whether the text is translated to English.
        accumulate_chunks: whether clips are collected, and one result returned at the end.
    """

    def __init__(
        self,
        model_path: str | None = None,
        model_source: str | None = None,
        language: str | None = None,
        n_threads: int = 4,
        translate: bool = False,
        accumulate_chunks: bool = False,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name=name, model_path=model_path, model_source=model_source, language=language,
            n_threads=n_threads, translate=translate, accumulate_chunks=accumulate_chunks, **kwargs)
        self.model_path = model_path
        self.model_source = model_source
        self.language = language
        self.n_threads = n_threads
        self.translate = translate
        self.accumulate_chunks = accumulate_chunks
        self._run: Callable[[np.ndarray[Any, Any]], tuple[Segments, str | None]] | None = None
        self._held: list[np.ndarray[Any, Any]] = []

    def _load(self) -> None:
        model = self.model_path or self.model_source or "base"
        if importlib.util.find_spec("pywhispercpp") is not None:
            self._run = self._make_cpp(require("pywhispercpp.model", self), model)
        elif importlib.util.find_spec("faster_whisper") is not None:
            self._run = self._make_faster(require("faster_whisper", self), model)
        else:
            raise MissingPackageError(
                "RustWhisperTranscriber needs the package 'pywhispercpp' or 'faster-whisper': "
                "pip install pywhispercpp")

    def _unload(self) -> None:
        self._run = None
        self._held.clear()

    async def process(self, data: Any) -> dict[str, Any] | None:
        speech = read_speech(data)
        if speech is None:
            return {"error": "Input must be a tuple of (audio_data, sample_rate)", "input": data,
                    "processed_by": f"{type(self).__name__}[{self.name}]"}
        if self.accumulate_chunks:
            self._held.append(speech)
            return None
        return await asyncio.to_thread(self._transcribe, speech)

    async def flush(self) -> dict[str, Any] | None:
        if not self._held:
            return None
        speech = np.concatenate(self._held)
        self._held.clear()
        return await asyncio.to_thread(self._transcribe, speech)

    def _transcribe(self, speech: np.ndarray[Any, Any]) -> dict[str, Any]:
        if self._run is None:
            raise RuntimeError("the node is not initialised")
        segments, language = self._run(speech)
        return make_result(segments, language, speech)

    def _make_cpp(self, package: Any, name: str) -> Callable[[Any], tuple[Segments, str | None]]:
        model = package.Model(name, n_threads=self.n_threads)
        settings = {"language": self.language} if self.language is not None else {}

        def run(speech: np.ndarray[Any, Any]) -> tuple[Segments, str | None]:
            found = model.transcribe(speech, translate=self.translate, **settings)
            return [{"start": part.t0 / TICKS_PER_S, "end": part.t1 / TICKS_PER_S, "text": part.text}
                    for part in found], self.language

        return run

    def _make_faster(self, package: Any, name: str) -> Callable[[Any], tuple[Segments, str | None]]:
        model = package.WhisperModel(name, cpu_threads=self.n_threads)

        def run(speech: np.ndarray[Any, Any]) -> tuple[Segments, str | None]:
            found, info = model.transcribe(
                speech, language=self.language, task="translate" if self.translate else "transcribe")
            return [{"start": part.start, "end": part.end, "text": part.text} for part in found], info.language

        return run


def make_result(
    segments: Segments, language: str | None, speech: np.ndarray[Any, Any], **more: Any
) -> dict[str, Any]:
    text = " ".join(str(segment["text"]).strip() for segment in segments)
    return {"text": text, "segments": segments, "language": language,
            "audio_duration": len(speech) / SPEECH_RATE_HZ, **more}
