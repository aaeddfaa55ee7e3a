# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Qwen2.5-Omni: a model that hears, sees, writes and speaks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, AsyncIterator, Sequence

import numpy as np

from .base import ModelNode, choose_device, choose_dtype, read_speech, require
from .ultravox import read_text

OUTPUT_RATE_HZ = 24000
SYSTEM_PROMPT = (
    "You are Qwen, a virtual human developed by the Qwen Team, Alibaba Group, capable of perceiving "
    "auditory and visual inputs, as well as generating text and speech.")


@dataclass
class Heard:
    """Input that the model has not answered yet."""

    texts: list[str] = field(default_factory=list)
    audio: list[np.ndarray[Any, Any]] = field(default_factory=list)
    frames: list[np.ndarray[Any, Any]] = field(default_factory=list)

    def get_duration_s(self, rate_hz: int, fps: float) -> float:
        return max(sum(map(len, self.audio)) / rate_hz, len(self.frames) / fps)

    def __bool__(self) -> bool:
        return bool(self.texts or self.audio or self.frames)


class Qwen2_5OmniNode(ModelNode):
    """Answers audio, video and text of a stream with text and speech.

    Audio items are (samples, rate), video items (frame, pts) or {"video": frame},
    texts strings. Each buffer_duration_s of input, and each text, has one answer:
    (text, (samples, 24000)), or (text, None) if the model does not speak.

    Args:
        model_id: name or folder of the model.
        device: of torch; the fastest if None.
        torch_dtype: name of a type of torch, or "auto".
        attn_implementation: such as "flash_attention_2"; the default of the model if None.
        conversation_template: messages before the input; a system message if None.
        buffer_duration_s: duration of the input for an answer.
        video_fps: frames a second of the input.
        audio_sample_rate: that the model hears, in Hz.
        speaker: name of the voice; the default of the model if None.
        use_audio_in_video: whether the sound belongs to the video.
        max_new_tokens: longest answer; the default of the model if None.
    """

    is_streaming = True

    def __init__(
        self,
        model_id: str = "Qwen/Qwen2.5-Omni-3B",
        device: str | None = None,
        torch_dtype: str = "auto",
        attn_implementation: str | None = None,
        conversation_template: Sequence[dict[str, Any]] | None = None,
        buffer_duration_s: float = 5.0,
        video_fps: float = 10,
        audio_sample_rate: int = 16000,
        speaker: str | None = None,
        use_audio_in_video: bool = False,
        max_new_tokens: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name=name, model_id=model_id, device=device, torch_dtype=torch_dtype,
            attn_implementation=attn_implementation, conversation_template=conversation_template,
            buffer_duration_s=buffer_duration_s, video_fps=video_fps, audio_sample_rate=audio_sample_rate,
            speaker=speaker, use_audio_in_video=use_audio_in_video, max_new_tokens=max_new_tokens, **kwargs)
        self.model_id = model_id
        self.device = device
        self.torch_dtype = torch_dtype
        self.attn_implementation = attn_implementation
        self.conversation_template = list(conversation_template or [
            {"role": "system", "content": [{"type": "text", "text": SYSTEM_PROMPT}]}])
        self.buffer_duration_s = buffer_duration_s
        self.video_fps = video_fps
        self.audio_sample_rate = audio_sample_rate
        self.speaker = speaker
        self.use_audio_in_video = use_audio_in_video
        self.max_new_tokens = max_new_tokens
        self._model: Any = None
        self._processor: Any = None

    def _load(self) -> None:
        transformers = require("transformers", self)
        torch = require("torch", self)
        device = choose_device(torch, self.device)
        settings: dict[str, Any] = {"torch_dtype": choose_dtype(torch, self.torch_dtype, device),
                                    "device_map": device}
        if self.attn_implementation is not None:
            settings["attn_implementation"] = self.attn_implementation
        self._model = transformers.Qwen2_5OmniForConditionalGeneration.from_pretrained(self.model_id, **settings)
        self._processor = transformers.Qwen2_5OmniProcessor.from_pretrained(self.model_id)

    def _unload(self) -> None:
        self._model = self._processor = None

    async def process(self, data: AsyncIterator[Any]) -> AsyncIterator[Any]:
        heard = Heard()
        async for item in data:
            self._add(heard, item)
            duration_s = heard.get_duration_s(self.audio_sample_rate, self.video_fps)
            if heard.texts or duration_s >= self.buffer_duration_s:
                yield await asyncio.to_thread(self._answer, heard)
                heard = Heard()
        if heard:
            yield await asyncio.to_thread(self._answer, heard)

    def _add(self, heard: Heard, item: Any) -> None:
        text, _ = read_text(item)
        frame = None if text is not None else read_frame(item)
        speech = None if text is not None or frame is not None else read_speech(item, self.audio_sample_rate)
        if text is not None:
            heard.texts.append(text)
        elif frame is not None:
            heard.frames.append(frame)
        elif speech is not None:
            heard.audio.append(speech)
        else:
            self.logger.warning("expected audio, video or text, got %s; the item is skipped", type(item).__name__)

    def _answer(self, heard: Heard) -> tuple[str, Any]:
        inputs = self._make_inputs(heard)
        settings: dict[str, Any] = {"use_audio_in_video": self.use_audio_in_video}
        if self.speaker is not None:
            settings["speaker"] = self.speaker
        if self.max_new_tokens is not None:
            settings["thinker_max_new_tokens"] = self.max_new_tokens
        result = self._model.generate(**inputs, **settings)
        ids, speech = result if isinstance(result, tuple) else (result, None)
        n_prompt = np.shape(inputs["input_ids"])[1]
        text = self._processor.batch_decode(
            ids[:, n_prompt:], skip_special_tokens=True, clean_up_tokenization_spaces=False)[0]
        if speech is None:
            return text, None
        samples = speech.detach().float().cpu().numpy() if hasattr(speech, "detach") else speech
        return text, (np.asarray(samples, "f4").reshape(1, -1), OUTPUT_RATE_HZ)

    def _make_inputs(self, heard: Heard) -> Any:
        audio = [np.concatenate(heard.audio)] if heard.audio else None
        videos = [np.stack(heard.frames)] if heard.frames else None
        content: list[dict[str, Any]] = []
        content += [{"type": "video", "video": video} for video in videos or ()]
        if not (videos and self.use_audio_in_video):
            content += [{"type": "audio", "audio": clip} for clip in audio or ()]
        content += [{"type": "text", "text": text} for text in heard.texts]
        conversation = [*self.conversation_template, {"role": "user", "content": content}]
        prompt = self._processor.apply_chat_template(conversation, add_generation_prompt=True, tokenize=False)
        inputs = self._processor(
            text=prompt, audio=audio, images=None, videos=videos, return_tensors="pt", padding=True,
            use_audio_in_video=self.use_audio_in_video)
        return inputs.to(self._model.device).to(self._model.dtype)


def read_frame(item: Any) -> np.ndarray[Any, Any] | None:
    """Return the picture of an item in red, green, blue; arrays are taken as blue, green, red."""
    value = item.get("video") if isinstance(item, dict) else item
    if isinstance(value, tuple) and value:
        value = value[0]
    if hasattr(value, "to_ndarray") and hasattr(value, "width"):
        return np.asarray(value.to_ndarray(format="rgb24"))
    if isinstance(value, np.ndarray) and value.ndim == 3 and value.shape[2] == 3:
        return value[:, :, ::-1]
    return None
