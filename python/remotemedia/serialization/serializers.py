# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Writing items as bytes and reading them back."""

from __future__ import annotations

import base64
import json
import pickle
from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from ..core.exceptions import SerializationError

TAG = "__type__"  # key of values that JSON does not have


class Serializer(ABC):
    """Writes items as bytes, and reads them back."""

    format: str

    @abstractmethod
    def serialize(self, data: Any) -> bytes:
        """Return an item as bytes; raises SerializationError."""

    @abstractmethod
    def deserialize(self, data: bytes) -> Any:
        """Return the item of serialize(); raises SerializationError."""


class JSONSerializer(Serializer):
    """JSON; tuples, bytes and arrays of numbers come back as they are."""

    format = "json"

    def serialize(self, data: Any) -> bytes:
        try:
            return json.dumps(encode(data)).encode("utf-8")
        except (TypeError, ValueError, RecursionError) as error:
            raise SerializationError(f"cannot be written as JSON: {error}") from error

    def deserialize(self, data: bytes) -> Any:
        try:
            return decode(json.loads(data))
        except (TypeError, ValueError, KeyError, RecursionError) as error:
            raise SerializationError(f"cannot be read as JSON: {error}") from error


class PickleSerializer(Serializer):
    """Pickles. Reading one runs code, so that it is refused unless allow_pickle is true."""

    format = "pickle"

    def __init__(self, allow_pickle: bool = False) -> None:
        self.allow_pickle = allow_pickle

    def serialize(self, data: Any) -> bytes:
        try:
            return pickle.dumps(data)
        except Exception as error:
            raise SerializationError(f"cannot be pickled: {error}") from error

    def deserialize(self, data: bytes) -> Any:
        if not self.allow_pickle:
            raise SerializationError("a pickle runs code when it is read; allow it with allow_pickle=True")
        try:
            return pickle.loads(data)
        except Exception as error:
            raise SerializationError(f"cannot be unpickled: {error}") from error


def get_serializer(format: str = "json", **settings: Any) -> Serializer:
    """Return the serializer of a format, json or pickle."""
    kinds: dict[str, type[Serializer]] = {"json": JSONSerializer, "pickle": PickleSerializer}
    if format not in kinds:
        raise ValueError(f"format: expected json or pickle, got {format!r}")
    return kinds[format](**settings)


def encode(value: Any) -> Any:
    """Return a value of the types of JSON; others become dicts with TAG."""
    if isinstance(value, dict):
        return encode_dict(value)
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, tuple):
        return {TAG: "tuple", "items": [encode(item) for item in value]}
    if isinstance(value, (bytes, bytearray)):
        return {TAG: "bytes", "data": base64.b64encode(value).decode("ascii")}
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        data = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode("ascii")
        return {TAG: "array", "dtype": value.dtype.str, "shape": list(value.shape), "data": data}
    return value.item() if isinstance(value, np.generic) else value


def encode_dict(value: dict[Any, Any]) -> Any:
    if TAG not in value and all(isinstance(key, str) for key in value):
        return {key: encode(item) for key, item in value.items()}
    return {TAG: "dict", "items": [[encode(key), encode(item)] for key, item in value.items()]}


def decode(value: Any) -> Any:
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get(TAG)
    if kind is None:
        return {key: decode(item) for key, item in value.items()}
    if kind == "array":
        flat = np.frombuffer(base64.b64decode(value["data"]), np.dtype(value["dtype"]))
        return flat.reshape(value["shape"]).copy()
    if kind == "bytes":
        return base64.b64decode(value["data"])
    if kind == "tuple":
        return tuple(decode(item) for item in value["items"])
    if kind == "dict":
        return {decode(key): decode(item) for key, item in value["items"]}
    raise ValueError(f"unknown type {kind!r}")
