# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""WAV files: PCM of 8 to 32 bits and float, also RF64 and files whose sizes are wrong."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, BinaryIO, Iterator

import numpy as np

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
UNKNOWN_SIZES = (0, 0xFFFFFFFF)  # of a file that was not finished
MAX_SIZE = 0xFFFFFFFF
JUNK_SIZE = 28  # of the chunk that becomes ds64
SUBFORMAT_END = b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class WavFormat:
    """The chunk "fmt ", and the place of the samples in bytes of the file."""

    is_float: bool
    n_bits: int  # in the file
    n_channels: int
    rate_hz: int
    data_start: int
    data_size: int | None  # None until the end of the file

    @property
    def frame_size(self) -> int:
        return self.n_channels * self.n_bits // 8


def read_format(file: BinaryIO, name: str) -> WavFormat:
    """Read the chunks before the samples, and leave the file there.

    Raises:
        ValueError: it is no WAV file, or its samples cannot be read.
    """
    head = file.read(12)
    if len(head) < 12 or head[:4] not in (b"RIFF", b"RF64") or head[8:] != b"WAVE":
        raise ValueError(f"{name}: expected a WAV file" + (", got an empty file" if not head else ""))
    fields: tuple[Any, ...] | None = None
    long_size = None
    while len(chunk := file.read(8)) == 8:
        size = struct.unpack("<I", chunk[4:])[0]
        if chunk[:4] == b"data":
            return make_format(fields, file.tell(), long_size if size == MAX_SIZE and long_size else size, name)
        body = file.read(size + size % 2)
        if chunk[:4] == b"fmt " and len(body) >= 16:
            fields = read_fields(body)
        elif chunk[:4] == b"ds64" and len(body) >= 16:
            long_size = struct.unpack("<Q", body[8:16])[0]
    raise ValueError(f"{name}: the file ends at byte {file.tell()}, before its samples")


def read_fields(body: bytes) -> tuple[Any, ...]:
    kind, n_channels, rate_hz, _, _, n_bits = struct.unpack("<HHIIHH", body[:16])
    if kind == EXTENSIBLE and len(body) >= 26:
        kind = struct.unpack("<H", body[24:26])[0]
    return kind, n_channels, rate_hz, n_bits


def make_format(fields: tuple[Any, ...] | None, start: int, size: int, name: str) -> WavFormat:
    if fields is None:
        raise ValueError(f"{name}: the samples come before the chunk 'fmt '")
    kind, n_channels, rate_hz, n_bits = fields
    known = {PCM: (8, 16, 24, 32), FLOAT: (32, 64)}.get(kind, ())
    if n_bits not in known or not n_channels or not rate_hz:
        raise ValueError(f"{name}: samples of format {kind} with {n_bits} bits and {n_channels} channels "
                         f"at {rate_hz} Hz cannot be read")
    return WavFormat(kind == FLOAT, n_bits, n_channels, rate_hz, start,
                     None if size in UNKNOWN_SIZES else size)


def read_blocks(file: BinaryIO, form: WavFormat, n_frames: int) -> Iterator[tuple[Array, int]]:
    """Yield (channels, samples) of n_frames each, and the bytes that are missing after them, mostly 0.

    24 bits become int32, 8 bits int16, both at full scale.
    """
    left = form.data_size
    while left is None or left > 0:
        wanted = n_frames * form.frame_size if left is None else min(left, n_frames * form.frame_size)
        block = file.read(wanted)
        n_whole = len(block) // form.frame_size * form.frame_size
        missing = 0 if left is None else wanted - len(block)
        if n_whole or missing:
            yield decode(block[:n_whole], form), missing and (left or 0) - len(block)
        if len(block) < wanted:
            return
        left = None if left is None else left - len(block)


def decode(block: bytes, form: WavFormat) -> Array:
    if form.is_float:
        flat = np.frombuffer(block, f"<f{form.n_bits // 8}")
    elif form.n_bits == 24:
        padded = np.zeros((len(block) // 3, 4), "u1")
        padded[:, 1:] = np.frombuffer(block, "u1").reshape(-1, 3)
        flat = padded.view("<i4").reshape(-1)
    elif form.n_bits == 8:
        flat = (np.frombuffer(block, "u1").astype("i2") - 128) * 256
    else:
        flat = np.frombuffer(block, f"<i{form.n_bits // 8}")
    native = flat.astype(flat.dtype.newbyteorder("="), copy=False)
    return np.ascontiguousarray(native.reshape(-1, form.n_channels).T)


def make_header(dtype: Any, n_channels: int, rate_hz: int, data_size: int) -> bytes:
    """Return a header with room for 64-bit sizes, which a size above 4 GiB uses."""
    kind = np.dtype(dtype)
    form = make_fmt(FLOAT if kind.kind == "f" else PCM, kind.itemsize, n_channels, rate_hz)
    riff_size = 4 + (8 + JUNK_SIZE) + len(form) + 8 + data_size + data_size % 2
    if riff_size <= MAX_SIZE:
        return (struct.pack("<4sI4s4sI", b"RIFF", riff_size, b"WAVE", b"JUNK", JUNK_SIZE) + bytes(JUNK_SIZE)
                + form + struct.pack("<4sI", b"data", data_size))
    n_frames = data_size // (n_channels * kind.itemsize)
    return (struct.pack("<4sI4s4sIQQQI", b"RF64", MAX_SIZE, b"WAVE", b"ds64", JUNK_SIZE, riff_size, data_size,
                        n_frames, 0) + form + struct.pack("<4sI", b"data", MAX_SIZE))


def make_fmt(kind: int, size: int, n_channels: int, rate_hz: int) -> bytes:
    """Return the chunk "fmt "; in its extensible form where readers expect it."""
    frame_size = n_channels * size
    numbers = (n_channels, rate_hz, min(rate_hz * frame_size, MAX_SIZE), frame_size, 8 * size)
    if kind == PCM and size == 2 and n_channels <= 2:
        return struct.pack("<4sIHHIIHH", b"fmt ", 16, kind, *numbers)
    mask = 0 if n_channels > 18 else (1 << n_channels) - 1 if n_channels > 1 else 4
    return (struct.pack("<4sIHHIIHHHHI", b"fmt ", 40, EXTENSIBLE, *numbers, 22, 8 * size, mask)
            + struct.pack("<H", kind) + SUBFORMAT_END)
