# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Running manifests in JSON, as the module of the native runtime did. Also remotemedia_runtime."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .arrays import check_samples, to_2d
from .core.exceptions import PipelineError, RemoteMediaError
from .core.pipeline import Pipeline
from .engine.deferred import Deferred
from .version import __version__ as __version__

PARSING = "Failed to parse manifest"
Array = np.ndarray[Any, Any]


def is_available() -> bool:
    return True


def get_runtime_version() -> str:
    return __version__


def execute_pipeline(manifest_json: str, enable_metrics: bool | None = None) -> Deferred[Any]:
    """Run a manifest whose first nodes are sources.

    Returns:
        Await it for the outputs as Pipeline.run() returns them; with metrics,
        {"outputs": outputs, "metrics": text in JSON}.

    Raises:
        ValueError: the text is no manifest.
        RuntimeError: the manifest cannot be used, or a node failed.
    """
    return Deferred(lambda: run_manifest(manifest_json, None, enable_metrics), "execute_pipeline()")


def execute_pipeline_with_input(
    manifest_json: str, input_data: Sequence[Any], enable_metrics: bool | None = None
) -> Deferred[Any]:
    """Run a manifest for each item of a sequence; otherwise as execute_pipeline().

    Raises:
        TypeError: input_data is no sequence.
    """
    if not isinstance(input_data, (list, tuple)):
        raise TypeError(f"input_data: expected a list, got {type(input_data).__name__}")
    return Deferred(
        lambda: run_manifest(manifest_json, list(input_data), enable_metrics), "execute_pipeline_with_input()")


def execute_pipeline_ffi(
    manifest_json: str, input_data: Sequence[Any] | None = None, enable_metrics: bool | None = None
) -> Deferred[Any]:
    """Run a manifest, with input if there is one."""
    if input_data is None:
        return execute_pipeline(manifest_json, enable_metrics)
    return execute_pipeline_with_input(manifest_json, input_data, enable_metrics)


async def run_manifest(manifest_json: str, items: list[Any] | None, enable_metrics: bool | None) -> Any:
    if not isinstance(manifest_json, str):
        raise TypeError(f"manifest_json: expected a text, got {type(manifest_json).__name__}")
    pipeline = load(manifest_json, bool(enable_metrics))
    try:
        outputs = await pipeline.run(items)
    except RemoteMediaError as error:
        raise RuntimeError(f"Execution failed: {error}") from error
    return add_metrics(pipeline, outputs, enable_metrics)


def add_metrics(pipeline: Pipeline, outputs: Any, enable_metrics: bool | None) -> Any:
    """Return outputs, with the metrics as a text beside them if they are on."""
    if not enable_metrics:
        return outputs
    return {"outputs": outputs, "metrics": json.dumps(pipeline.get_metrics())}


def load(text: str, enable_metrics: bool) -> Pipeline:
    if not text.lstrip().startswith("{"):
        raise ValueError(f"{PARSING}: expected an object in JSON")
    try:
        return Pipeline.load(text, enable_metrics=enable_metrics)
    except PipelineError as error:
        if is_syntax(error):
            raise ValueError(f"{PARSING}: {strip(str(error))}") from error
        raise RuntimeError(f"Execution failed: {error}") from error


def is_syntax(error: PipelineError) -> bool:
    """Whether the text does not have the form of a manifest."""
    return PARSING in str(error) or any(
        problem.message.startswith(("expected", "is missing")) for problem in error.problems)


def strip(message: str) -> str:
    for prefix in ("Manifest error: ", f"{PARSING}: "):
        message = message[len(prefix):] if message.startswith(prefix) else message
    return message


def get_metrics(metrics_json: str) -> str:
    """Return metrics in the form of Pipeline.get_metrics().

    Args:
        metrics_json: that form, or the internal one of version 0.2, whose
            durations are {"secs", "nanos"} and whose nodes are a map.

    Raises:
        ValueError: it has neither form.
    """
    try:
        document = json.loads(metrics_json)
    except ValueError as error:
        raise ValueError(f"Failed to parse metrics: {error}") from error
    if not isinstance(document, dict) or "node_metrics" not in document:
        raise ValueError("Failed to parse metrics: expected an object with 'node_metrics'")
    nodes = document["node_metrics"]
    if isinstance(nodes, Mapping):
        nodes = [{"node_id": node_id, **entry} for node_id, entry in nodes.items()]
    return json.dumps({**flatten(document), "node_metrics": [flatten(entry) for entry in nodes]})


get_metrics_ffi = get_metrics


def flatten(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry with durations in microseconds."""
    flat: dict[str, Any] = {}
    for key, value in entry.items():
        if isinstance(value, Mapping) and {"secs", "nanos"} <= value.keys():
            flat[f"{key}_us"] = value["secs"] * 1_000_000 + value["nanos"] // 1000
        else:
            flat[key] = value
    return flat


@dataclass(frozen=True)
class AudioBuffer:
    """Audio with its rate; samples are (channels, samples)."""

    samples: Array
    sample_rate: int

    @property
    def channels(self) -> int:
        return len(self.samples)

    def __len__(self) -> int:
        return int(self.samples.shape[1])


def numpy_to_audio_buffer_ffi(array: Any, sample_rate: int, channels: int | None = None) -> AudioBuffer:
    """Wrap an array, without a copy.

    Args:
        array: (samples,) or (channels, samples).
        sample_rate: in Hz.
        channels: number of channels of a 1-D array that alternates between them.
    """
    samples = check_samples(array)
    if samples.ndim == 1 and channels is not None and channels > 1:
        if len(samples) % channels:
            raise ValueError(f"array: {len(samples)} samples are no whole frames of {channels} channels")
        samples = samples.reshape(-1, channels).T
    return AudioBuffer(to_2d(samples), int(sample_rate))


def audio_buffer_to_numpy_ffi(buffer: AudioBuffer) -> Array:
    """Return the samples as (channels, samples), without a copy."""
    return buffer.samples
