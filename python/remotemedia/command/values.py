# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Inputs and outputs of a command line: values in JSON, clips of audio, samples without header."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Sequence

import numpy as np

from .. import media
from ..core.exceptions import RemoteMediaError
from ..kernels import convert
from .report import Exit, Failure

JSON_SUFFIXES = (".json", ".txt", ".jsonl")
RAW_SUFFIXES = (".raw", ".pcm")
CAPS = re.compile(r"audio/x-raw,\s*(.+)")
SAMPLE_TYPES = {"S16LE": "<i2", "S32LE": "<i4", "F32LE": "<f4", "F64LE": "<f8"}
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Caps:
    """Format of samples without a header."""

    sample_type: str
    rate_hz: int
    n_channels: int


def read_caps(option: str, text: str) -> Caps:
    """Read audio/x-raw,format=S16LE,rate=16000,channels=1.

    Raises:
        Failure: it has another form, or the format is not known.
    """
    match = CAPS.fullmatch(text)
    fields = dict(part.strip().partition("=")[::2] for part in match[1].split(",")) if match else {}
    kind, rate, channels = (fields.get(key, "") for key in ("format", "rate", "channels"))
    if kind not in SAMPLE_TYPES or not rate.isdigit() or not channels.isdigit() or not int(rate) * int(channels):
        raise Failure(Exit.USAGE, f"{option}: expected audio/x-raw,format=FORMAT,rate=HZ,channels=N with FORMAT "
                                  f"one of {', '.join(SAMPLE_TYPES)}, got '{text}'")
    return Caps(SAMPLE_TYPES[kind], int(rate), int(channels))


def read_input(path: str, caps: Caps | None) -> Any:
    """Return the items of a file: a clip of audio, or a value of JSON.

    Raises:
        Failure: it cannot be read.
    """
    try:
        if caps is not None:
            return decode_raw(read_bytes(path), caps)
        if path == "-" or path.lower().endswith(JSON_SUFFIXES):
            return json.loads(read_bytes(path))
        if path.lower().endswith(RAW_SUFFIXES):
            raise Failure(Exit.USAGE, f"{path} has no header: name its format with --caps")
        return read_clip(path)
    except (OSError, ValueError, RemoteMediaError) as error:
        raise Failure(Exit.INVALID, f"input {path}: {error}") from error


def read_bytes(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()


def decode_raw(content: bytes, caps: Caps) -> tuple[Array, int]:
    frame_size = np.dtype(caps.sample_type).itemsize * caps.n_channels
    flat = np.frombuffer(content[: len(content) // frame_size * frame_size], caps.sample_type)
    return np.ascontiguousarray(flat.reshape(-1, caps.n_channels).T), caps.rate_hz


def read_clip(path: str) -> tuple[Array, int]:
    frames = [frame for kind, frame in media.read_frames(path) if kind == "audio"]
    if not frames:
        raise ValueError("the file has no audio")
    samples = np.concatenate([media.read_audio(frame) for frame in frames], axis=1)
    return media.scale_audio(samples), frames[0].sample_rate


def write_output(path: str, outputs: Sequence[Any], caps: Caps | None) -> None:
    """Write clips as audio, other outputs as JSON.

    Raises:
        Failure: they cannot be written.
    """
    clips = [clip for clip in map(find_clip, outputs) if clip is not None]
    try:
        if caps is not None or path.lower().endswith(RAW_SUFFIXES):
            write_bytes(path, b"".join(encode_raw(samples, caps) for samples, _ in clips))
        elif path == "-" or path.lower().endswith(JSON_SUFFIXES):
            write_bytes(path, (json.dumps(unwrap(outputs, to_json)) + "\n").encode("utf-8"))
        else:
            write_clips(path, clips)
    except (OSError, ValueError, RemoteMediaError) as error:
        raise Failure(Exit.FAILED, f"output {path}: {error}") from error


def write_bytes(path: str, content: bytes) -> None:
    if path != "-":
        Path(path).write_bytes(content)
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def encode_raw(samples: Array, caps: Caps | None) -> bytes:
    if caps is not None and len(samples) != caps.n_channels:
        raise ValueError(f"expected {caps.n_channels} channels, got {len(samples)}")
    target = samples.dtype if caps is None else np.dtype(caps.sample_type)
    return np.ascontiguousarray(convert(samples, target.newbyteorder("=")).T).astype(target, copy=False).tobytes()


def write_clips(path: str, clips: Sequence[tuple[Array, int]]) -> None:
    if not clips:
        raise ValueError("the outputs are no audio; a file of values ends in .json")
    with media.Writer(path) as writer:
        for samples, rate_hz in clips:
            writer.write("audio", media.AudioFrame(samples, rate_hz))


def find_clip(output: Any) -> tuple[Array, int] | None:
    """Return (samples, rate) of an output that begins with them."""
    if not isinstance(output, (tuple, list)) or len(output) < 2:
        return None
    samples, rate = output[0], output[1]
    if isinstance(samples, tuple):
        return find_clip(samples)
    if not isinstance(samples, np.ndarray) or isinstance(rate, bool) or not isinstance(rate, (int, np.integer)):
        return None
    return (samples.reshape(1, -1) if samples.ndim == 1 else samples), int(rate)


def unwrap(outputs: Sequence[Any], change: Callable[[Any], Any]) -> Any:
    """Return the only output, or the list of several."""
    changed = [change(output) for output in outputs]
    return changed[0] if len(changed) == 1 else changed


def to_json(value: Any) -> Any:
    """Return a value that JSON has: arrays are described, NaN and infinities are null."""
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, np.ndarray):
        return {"shape": list(value.shape), "dtype": str(value.dtype)}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
