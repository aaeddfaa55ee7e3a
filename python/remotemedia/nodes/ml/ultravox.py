# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Ultravox: a language model that listens."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
from dataclasses import dataclass, field
from typing import Any, AsyncIterator, Callable, Mapping, Sequence

from .base import SPEECH_RATE_HZ, ModelNode, choose_device, choose_dtype, read_speech, require

DEFAULT_PROMPT = "You are a friendly and helpful character. You love to answer questions for people."
MAX_TOOL_CALLS = 4  # for one item
Turn = dict[str, str]


@dataclass
class History:
    """Turns of a conversation with the time of each, in seconds."""

    turns: list[tuple[float, Turn]] = field(default_factory=list)

    def add(self, now_s: float, role: str, content: str) -> None:
        self.turns.append((now_s, {"role": role, "content": content}))

    def drop_before(self, time_s: float) -> None:
        self.turns = [(turn_s, turn) for turn_s, turn in self.turns if turn_s >= time_s]


class UltravoxNode(ModelNode):
    """Answers audio or text of a stream with text: yields (text,) for each item.

    Args:
        model_id: name or folder of the model.
        device: of torch; the fastest if None.
        torch_dtype: name of a type of torch.
        max_new_tokens: longest answer.
        system_prompt: how the model should answer.
        enable_conversation_history: whether earlier turns of a session are sent.
        conversation_history_minutes: how long a turn is kept.
        tools: descriptions of functions, as {"name", "description", "parameters"},
            also inside {"type": "function", "function": …}.
        tool_executors: the functions by name; plain or coroutine functions.
    """

    is_streaming = True

    def __init__(
        self,
        model_id: str = "fixie-ai/ultravox-v0_5-llama-3_2-1b",
        device: str | None = None,
        torch_dtype: str = "bfloat16",
        max_new_tokens: int = 16382,
        system_prompt: str = DEFAULT_PROMPT,
        enable_conversation_history: bool = True,
        conversation_history_minutes: float = 10.0,
        tools: Sequence[Mapping[str, Any]] | None = None,
        tool_executors: Mapping[str, Callable[..., Any]] | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name=name, model_id=model_id, device=device, torch_dtype=torch_dtype, max_new_tokens=max_new_tokens,
            system_prompt=system_prompt, enable_conversation_history=enable_conversation_history,
            conversation_history_minutes=conversation_history_minutes, tools=list(tools or ()), **kwargs)
        self.model_id = model_id
        self.device = device
        self.torch_dtype = torch_dtype
        self.max_new_tokens = max_new_tokens
        self.system_prompt = system_prompt
        self.enable_conversation_history = enable_conversation_history
        self.conversation_history_minutes = conversation_history_minutes
        self.tools = list(tools or ())
        self.tool_executors = dict(tool_executors or {})
        self._histories: dict[str | None, History] = {}
        self._pipe: Any = None

    def _load(self) -> None:
        transformers = require("transformers", self)
        torch = require("torch", self)
        device = choose_device(torch, self.device)
        self._pipe = transformers.pipeline(
            model=self.model_id, trust_remote_code=True, device=device,
            torch_dtype=choose_dtype(torch, self.torch_dtype, device))

    def _unload(self) -> None:
        self._pipe = None
        self._histories.clear()

    async def process(self, data: AsyncIterator[Any]) -> AsyncIterator[tuple[str]]:
        async for item in data:
            text, metadata = read_text(item)
            speech = None if text is not None else read_speech(item)
            if text is None and speech is None:
                self.logger.warning("expected audio or text, got %s; the item is skipped", type(item).__name__)
                continue
            session_id = metadata.get("session_id") or self.get_session_id()
            yield (await self._answer(session_id, text, speech),)

    async def _answer(self, session_id: str | None, text: str | None, speech: Any) -> str:
        now_s = time.monotonic()
        history = self._histories.setdefault(session_id, History())
        history.drop_before(now_s - 60 * self.conversation_history_minutes)
        turns = [turn for _, turn in history.turns] if self.enable_conversation_history else []
        turns = [{"role": "system", "content": self._make_prompt()}, *turns]
        if text is not None:
            turns.append({"role": "user", "content": text})
        answer = await self._generate(turns, speech)
        for _ in range(MAX_TOOL_CALLS):
            call = read_tool_call(answer, self.tool_executors)
            if call is None:
                break
            turns += [{"role": "assistant", "content": answer},
                      {"role": "tool", "content": await self._run_tool(*call)}]
            answer = await self._generate(turns, speech)
        history.add(now_s, "user", text if text is not None else "<audio>")
        history.add(now_s, "assistant", answer)
        return answer

    def _make_prompt(self) -> str:
        if not self.tools:
            return self.system_prompt
        return (f"{self.system_prompt}\n\nTo call a function, answer with nothing but "
                '{"name": function, "parameters": {name: value}}. Functions:\n'
                + "\n".join(json.dumps(tool) for tool in self.tools))

    async def _generate(self, turns: list[Turn], speech: Any) -> str:
        inputs: dict[str, Any] = {"turns": list(turns)}
        if speech is not None:
            inputs.update(audio=speech, sampling_rate=SPEECH_RATE_HZ)
        answer = await asyncio.to_thread(self._pipe, inputs, max_new_tokens=self.max_new_tokens)
        return str(answer[0].get("generated_text", "") if isinstance(answer, list) else answer).strip()

    async def _run_tool(self, name: str, parameters: dict[str, Any]) -> str:
        try:
            result = self.tool_executors[name](**parameters)
            if inspect.isawaitable(result):
                result = await result
        except Exception as error:
            self.logger.warning("the function '%s' failed: %s", name, error)
            result = {"error": f"{type(error).__name__}: {error}"}
        return result if isinstance(result, str) else json.dumps(result, default=str)


def read_text(item: Any) -> tuple[str | None, dict[str, Any]]:
    """Return the text of an item, None without text, and its metadata."""
    parts = item if isinstance(item, tuple) else (item,)
    metadata = parts[-1] if parts and isinstance(parts[-1], dict) else {}
    return (parts[0] if parts and isinstance(parts[0], str) else None), metadata


def read_tool_call(answer: str, executors: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Return name and parameters if an answer calls a function that is there."""
    try:
        call = json.loads(answer)
    except ValueError:
        return None
    if not isinstance(call, dict) or call.get("name") not in executors:
        return None
    parameters = call.get("parameters", call.get("arguments", {}))
    return call["name"], dict(parameters) if isinstance(parameters, dict) else {}
