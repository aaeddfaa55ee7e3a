# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""RuntimeData: an item with its kind, as nodes of the existing SDK pass it, and its form as bytes."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any, Mapping

import numpy as np

from ...arrays import AudioItem, check_rate, check_samples, read_item
from ..exceptions import RemoteMediaError, SerializationError

KINDS = ("audio", "video", "text", "tensor", "control_message", "file")
HEADER = struct.Struct("<4sI")  # MAGIC, size of the header in JSON
MAGIC = b"RMD1"
Array = np.ndarray[Any, Any]


class Kind(str):
    """The name of a kind; also as a call, data.data_type()."""

    def __call__(self) -> str:
        return str(self)


class Flag(int):
    """Whether data has a kind; also as a call, data.is_audio()."""

    def __call__(self) -> bool:
        return bool(self)

    def __repr__(self) -> str:
        return repr(bool(self))


@dataclass(frozen=True, eq=False)
class RuntimeData:
    """An item and its kind. Make it with audio(), video(), text(), tensor(), control_message() or file().

    Attributes:
        kind: one of KINDS.
        payload: an array, or a text; values that JSON can express are a text.
        metadata: properties of the payload, such as sample_rate.
        session_id: of the session that the item belongs to.
    """

    kind: str
    payload: Any
    metadata: Mapping[str, Any] = field(default_factory=dict)
    session_id: str | None = None

    @classmethod
    def audio(cls, samples: Any, sample_rate: int = 16000, channels: int = 1, **metadata: Any) -> RuntimeData:
        """Wrap samples of (samples,) or (channels, samples), without a copy."""
        samples = check_samples(samples, "samples")
        n_channels = channels if samples.ndim == 1 else len(samples)
        return cls("audio", samples, {
            "sample_rate": check_rate(sample_rate), "channels": n_channels, **metadata})

    @classmethod
    def video(cls, pixels: Any, width: int = 0, height: int = 0, format: str = "rgb24", **metadata: Any) -> RuntimeData:
        """Wrap a frame of (height, width, channels); bytes need width and height."""
        frame = np.frombuffer(pixels, "u1") if isinstance(pixels, (bytes, bytearray)) else np.asarray(pixels)
        if frame.ndim == 1:
            frame = split_pixels(frame, width, height)
        return cls("video", frame, {
            "width": frame.shape[1], "height": frame.shape[0], "format": format, **metadata})

    @classmethod
    def text(cls, text: Any, **metadata: Any) -> RuntimeData:
        """Wrap a text; another value becomes its text in JSON."""
        return cls("text", text if isinstance(text, str) else write_json(text), metadata)

    json = text

    @classmethod
    def tensor(cls, values: Any, **metadata: Any) -> RuntimeData:
        """Wrap an array of any numbers and dimensions."""
        array = np.asarray(values)
        if array.dtype.kind not in "biufc":
            raise TypeError(f"values: expected an array of numbers, got dtype {array.dtype}")
        return cls("tensor", array, metadata)

    @classmethod
    def control_message(cls, message_type: str, payload: Any = None, **metadata: Any) -> RuntimeData:
        """Make a message to nodes, with a payload that JSON can express."""
        return cls("control_message", write_json(payload), {"message_type": message_type, **metadata})

    @classmethod
    def file(cls, path: Any, **metadata: Any) -> RuntimeData:
        """Name a file; it is not opened."""
        return cls("file", str(path), metadata)

    @property
    def data_type(self) -> Kind:
        return Kind(self.kind)

    def __getattr__(self, name: str) -> Any:
        """Return is_audio, is_video, is_text, is_tensor, is_control_message, is_file; and the metadata by name."""
        if name.startswith("is_") and name[3:] in KINDS:
            return Flag(self.kind == name[3:])
        if name in self.__dict__.get("metadata", {}):
            return self.metadata[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def as_numpy(self) -> Array:
        """Return the array, the very object; TypeError for data without one."""
        if not isinstance(self.payload, np.ndarray):
            raise TypeError(f"data: expected audio, video or a tensor, got {self.kind}")
        return self.payload

    def as_text(self) -> str:
        """Return the text; TypeError for data with an array."""
        if not isinstance(self.payload, str):
            raise TypeError(f"data: expected text, got {self.kind}")
        return self.payload

    def as_json(self) -> Any:
        """Return the value of a text in JSON; ValueError for another text."""
        return json.loads(self.as_text())

    def to_bytes(self) -> bytes:
        """Return the data as bytes, for from_bytes().

        Raises:
            SerializationError: its metadata cannot be written as JSON.
        """
        header: dict[str, Any] = {"kind": self.kind, "metadata": dict(self.metadata), "session_id": self.session_id}
        body = self.payload.encode("utf-8", "surrogatepass") if isinstance(self.payload, str) else b""
        if isinstance(self.payload, np.ndarray):
            header.update(dtype=self.payload.dtype.str, shape=self.payload.shape)
            body = np.ascontiguousarray(self.payload).tobytes()
        try:
            text = json.dumps(header).encode()
        except (TypeError, ValueError) as error:
            raise SerializationError(f"metadata cannot be written as JSON: {error}") from error
        return HEADER.pack(MAGIC, len(text)) + text + body

    @classmethod
    def from_bytes(cls, data: bytes) -> RuntimeData:
        """Return the data of to_bytes(); its array is writable.

        Raises:
            SerializationError: these are other bytes, or a part of them.
        """
        try:
            magic, size = HEADER.unpack_from(data)
            if magic != MAGIC:
                raise ValueError("expected the bytes of RuntimeData.to_bytes()")
            header = json.loads(data[HEADER.size : HEADER.size + size])
            return cls(header["kind"], read_body(header, data[HEADER.size + size :]), header["metadata"],
                       header["session_id"])
        except (struct.error, ValueError, KeyError, TypeError) as error:
            raise SerializationError(f"data cannot be read: {error}") from error

    @classmethod
    def from_value(cls, value: Any) -> RuntimeData:
        """Wrap an item of a pipeline: audio, an array, a text, or a value of JSON."""
        if isinstance(value, RuntimeData):
            return value
        item = find_audio(value)
        if item is not None:
            return cls.audio(item.samples, item.rate_hz or 16000)
        return cls.tensor(value) if isinstance(value, np.ndarray) else cls.text(value)

    def to_value(self) -> Any:
        """Return the item of a pipeline: (samples, rate), an array, a text, or a path."""
        return (self.payload, self.metadata["sample_rate"]) if self.kind == "audio" else self.payload


def split_pixels(flat: Array, width: int, height: int) -> Array:
    if width < 1 or height < 1 or len(flat) % (width * height):
        raise ValueError(f"pixels: expected whole pixels of {width} x {height}, got {len(flat)} bytes")
    return flat.reshape(height, width, -1)


def write_json(value: Any) -> str:
    try:
        return json.dumps(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"value: expected a value that JSON can express: {error}") from error


def find_audio(value: Any) -> AudioItem | None:
    """Return audio with its rate; None for anything else."""
    if isinstance(value, np.ndarray):
        return None
    try:
        item = read_item(value)
    except (TypeError, ValueError, RemoteMediaError):
        return None
    return item


def read_body(header: Mapping[str, Any], body: bytes) -> Any:
    if "dtype" not in header:
        return body.decode("utf-8", "surrogatepass")
    return np.frombuffer(body, header["dtype"]).reshape(header["shape"]).copy()
