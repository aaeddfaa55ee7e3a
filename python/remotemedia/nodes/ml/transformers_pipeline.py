# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipelines of the package transformers as nodes."""

from __future__ import annotations

import asyncio
from typing import Any

from ...core.node import is_metadata
from .base import ModelNode, choose_device, choose_dtype, read_speech, require

AUDIO_TASKS = ("automatic-speech-recognition", "audio-classification")


class TransformersPipelineNode(ModelNode):
    """Calls a pipeline of transformers for each item, and returns its result.

    A dict of metadata that ends a tuple follows the result. For tasks on
    audio, an item (samples, rate) is passed as mono at 16 kHz.

    Args:
        task: such as "text-classification".
        model: name or folder of the model; the default of the task if None.
        device: of torch; the fastest if None.
        model_kwargs: for the constructor of the model.
        torch_dtype: name of a type of torch.
    """

    def __init__(
        self,
        task: str | None = None,
        model: Any = None,
        device: Any = None,
        model_kwargs: dict[str, Any] | None = None,
        torch_dtype: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        if task is None and model is None:
            raise ValueError("task: expected the name of a task, or a model, got neither")
        super().__init__(name=name, task=task, model=model, device=device, model_kwargs=model_kwargs or {},
                         torch_dtype=torch_dtype, **kwargs)
        self.task = task
        self.model = model
        self.device = device
        self.model_kwargs = model_kwargs or {}
        self.torch_dtype = torch_dtype
        self._pipe: Any = None

    def _load(self) -> None:
        transformers = require("transformers", self)
        torch = require("torch", self)
        device = choose_device(torch, self.device)
        settings: dict[str, Any] = {"task": self.task, "model": self.model, "device": device,
                                    "model_kwargs": self.model_kwargs}
        if self.torch_dtype is not None:
            settings["torch_dtype"] = choose_dtype(torch, self.torch_dtype, device)
        self._pipe = transformers.pipeline(**settings)

    def _unload(self) -> None:
        self._pipe = None

    async def process(self, data: Any) -> Any:
        has_metadata = isinstance(data, tuple) and len(data) > 1 and is_metadata(data[-1])
        value, metadata = self.split_data_metadata(data) if has_metadata else (data, None)
        result = await asyncio.to_thread(self._pipe, self._make_input(value))
        return self.merge_data_metadata(result, metadata)

    def _make_input(self, value: Any) -> Any:
        speech = read_speech(value) if self.task in AUDIO_TASKS else None
        return value if speech is None else {"raw": speech, "sampling_rate": 16000}
