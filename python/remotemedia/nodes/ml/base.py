# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that hold a model: packages are imported and weights loaded by initialize()."""

from __future__ import annotations

import asyncio
import importlib
from abc import abstractmethod
from typing import Any

import numpy as np

from ...arrays import AudioItem, read_item, to_2d
from ...core.exceptions import MissingPackageError
from ...core.node import Node
from ...kernels import convert, resample

SPEECH_RATE_HZ = 16000


def require(module: str, node: Node, package: str | None = None) -> Any:
    """Import a module that a node needs.

    Args:
        module: the name for import.
        node: the node, for the error.
        package: the name for pip if it is another one.

    Raises:
        MissingPackageError: it is not installed; names the package and the command.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = package or module.partition(".")[0]
        raise MissingPackageError(
            f"{type(node).__name__} needs the package '{name}': pip install {name} ({error})") from error


class ModelNode(Node):
    """A node whose model exists between initialize() and cleanup().

    Both run the blocking part on a thread, so that the event loop goes on.
    """

    async def initialize(self) -> None:  # type: ignore[override]
        """Load the model; once only until cleanup().

        Raises:
            MissingPackageError: a package of the model is not installed.
        """
        if not self._is_initialized:
            await asyncio.to_thread(self._load)
            super().initialize()

    async def cleanup(self) -> None:  # type: ignore[override]
        await asyncio.to_thread(self._unload)
        super().cleanup()

    @abstractmethod
    def _load(self) -> None:
        """Import the packages and load the model."""

    @abstractmethod
    def _unload(self) -> None:
        """Forget the model."""


def read_speech(data: Any, rate_hz: int = SPEECH_RATE_HZ) -> np.ndarray[Any, Any] | None:
    """Return the audio of an item as 1-D float32 at a rate, the mean of its channels; None without audio.

    Samples without a rate are taken to have that rate.
    """
    try:
        item = read_item(data)
    except (TypeError, ValueError):
        return None
    return make_speech(item, rate_hz)


def make_speech(item: AudioItem, rate_hz: int) -> np.ndarray[Any, Any]:
    samples = to_2d(item.samples)
    floats = samples if samples.dtype.kind == "f" else convert(samples, "f4")
    mono = np.ascontiguousarray(floats.mean(axis=0, keepdims=True, dtype="f4"))
    return np.asarray(resample(mono, item.rate_hz or rate_hz, rate_hz)[0])


def choose_device(torch: Any, device: str | None) -> str:
    """Return a device of torch: the given one, else the fastest that is there."""
    if device is not None:
        return device
    if torch.cuda.is_available():
        return "cuda"
    mps = getattr(getattr(torch, "backends", None), "mps", None)
    return "mps" if mps is not None and mps.is_available() else "cpu"


def choose_dtype(torch: Any, name: Any, device: str) -> Any:
    """Return a type of torch by its name; "auto" and types pass. Half precision needs an accelerator."""
    if not isinstance(name, str) or name == "auto":
        return name
    dtype = getattr(torch, name, None)
    if dtype is None:
        raise ValueError(f"torch_dtype: expected the name of a type of torch, got {name!r}")
    return torch.float32 if name == "float16" and device == "cpu" else dtype
