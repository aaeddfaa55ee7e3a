# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""WAV files: RIFF, RIFX, RF64 and BW64, read and written without a library for media."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, BinaryIO, Iterator

import numpy as np

from .core.exceptions import MediaError

CONTAINERS = (b"RIFF", b"RIFX", b"RF64", b"BW64")
PCM, FLOAT, A_LAW, MU_LAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
CODINGS = {  # tag and bytes of a sample -> coding
    (PCM, 1): "u8", (PCM, 2): "i16", (PCM, 3): "i24", (PCM, 4): "i32", (FLOAT, 4): "f32", (FLOAT, 8): "f64",
    (A_LAW, 1): "alaw", (MU_LAW, 1): "mulaw",
}
TAGS = {name: (tag, size) for (tag, size), name in CODINGS.items()}
RAW = {"u8": "u1", "i16": "i2", "i24": "u1", "i32": "i4", "f32": "f4", "f64": "f8", "alaw": "u1", "mulaw": "u1"}
UNKNOWN_SIZE = 0xFFFFFFFF  # of a stream, or given in a chunk "ds64"
OPEN_SIZES = (0xFFFFF000, 0x7FFFFFFF, 0x7FFFF000, 0x7FFF0000)  # of samples whose number the writer did not know
MAX_RIFF = 0xFFFFFFFF
LONG_SIZES = 28  # bytes of the chunk "ds64"
SUBFORMAT_END = b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"


@dataclass(frozen=True)
class WavHeader:
    """Place and form of the samples of a file.

    Attributes:
        coding: u8, i16, i24, i32, f32, f64, alaw or mulaw.
        n_samples: of each channel, in the file.
        n_missing: of each channel, that the header announces and the file has not.
        start: position of the first sample in bytes.
        swapped: whether samples are big-endian.
    """

    container: str
    coding: str
    sample_rate: int
    channels: int
    n_samples: int
    n_missing: int
    start: int
    swapped: bool

    @property
    def block(self) -> int:
        """Bytes of the samples of all channels at one time."""
        return self.channels * TAGS[self.coding][1]


def is_wav(head: bytes) -> bool:
    return head[:4] in CONTAINERS and head[8:12] == b"WAVE"


def read_header(file: BinaryIO, name: str) -> WavHeader:
    """Read up to the samples.

    Raises:
        MediaError: it is no WAV file with samples that can be read.
    """
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(12)
    if not is_wav(head):
        raise MediaError(f"{name}: {'the file is empty' if size == 0 else 'not a WAV file'}", path=name)
    order = ">" if head[:4] == b"RIFX" else "<"
    fmt, long_size = None, None
    for chunk, start, length in list_chunks(file, order, size):
        if chunk == b"fmt ":
            fmt = read_format(file.read(min(length, 40)), order, name)
        elif chunk == b"ds64":
            long_size = struct.unpack("<Q", file.read(16)[8:16].ljust(8, b"\0"))[0]
        elif chunk == b"data" and fmt is not None:
            announced = long_size if length == UNKNOWN_SIZE else length
            if length == 0 and not is_chunk(file.read(4)):
                announced = None
            return make_header(head[:4], fmt, (start, announced, size))
    missing = "no chunk 'fmt '" if fmt is None else "no chunk 'data'"
    raise MediaError(f"{name}: {missing} in the {size} bytes of the file", path=name)


def is_chunk(name: bytes) -> bool:
    """Whether the bytes after empty samples are a chunk; otherwise their number was never written."""
    return all(0x20 <= byte < 0x7F for byte in name)


def list_chunks(file: BinaryIO, order: str, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and length of each chunk, with the file at its start."""
    position = 12
    while position + 8 <= size:
        file.seek(position)
        name, length = struct.unpack(order + "4sI", file.read(8))
        yield name, position + 8, length
        position += 8 + length + length % 2


def read_format(data: bytes, order: str, name: str) -> tuple[str, int, int]:
    """Return coding, channels and sample rate of a chunk "fmt "."""
    if len(data) < 16:
        raise MediaError(f"{name}: the chunk 'fmt ' has {len(data)} bytes, expected at least 16", path=name)
    tag, channels, rate, _, block, bits = struct.unpack(order + "HHIIHH", data[:16])
    if tag == EXTENSIBLE and len(data) >= 26:
        tag = struct.unpack(order + "H", data[24:26])[0]
    coding = CODINGS.get((tag, block // channels if channels else 0))
    if coding is None or rate == 0 or block % channels:
        raise MediaError(f"{name}: cannot read samples of format {tag} with {bits} bits in blocks of {block} bytes "
                         f"for {channels} channels at {rate} Hz", path=name)
    return coding, channels, rate


def make_header(
    container: bytes, fmt: tuple[str, int, int], data: tuple[int, int | None, int]
) -> WavHeader:
    coding, channels, rate = fmt
    start, announced, size = data
    block = channels * TAGS[coding][1]
    available = max(0, size - start)
    if announced is None or (announced > available and announced in OPEN_SIZES):
        announced = available
    return WavHeader(
        container=container.decode(), coding=coding, sample_rate=rate, channels=channels,
        n_samples=min(announced, available) // block, n_missing=max(0, announced // block - available // block),
        start=start, swapped=container == b"RIFX")


def make_truncated(header: WavHeader, name: str | None, partial: Any) -> MediaError:
    position_s = header.n_samples / header.sample_rate
    return MediaError(
        f"{name or 'file'}: the file ends {header.n_missing} samples early, at {position_s:.6f} s "
        f"(byte {header.start + header.n_samples * header.block})",
        path=name, position_s=position_s, partial=partial)


def read_samples(file: BinaryIO, header: WavHeader, first: int, n_samples: int) -> np.ndarray[Any, Any]:
    """Return (channels, samples) as float32, float64, int16 or int32: the format of the file.

    24 bits become the upper bits of 32; 8 bits and the companded codings become 16.
    """
    size = TAGS[header.coding][1]
    dtype = np.dtype(RAW[header.coding]).newbyteorder(">" if header.swapped else "<")
    raw = np.empty(n_samples * header.channels * size // dtype.itemsize, dtype)
    file.seek(header.start + first * header.block)
    n_read = read_into(file, raw)
    n_whole = n_read // header.block
    decoded = decode(raw[: n_whole * header.block // dtype.itemsize], header)
    return decoded.reshape(n_whole, header.channels).T


def read_into(file: BinaryIO, array: np.ndarray[Any, Any]) -> int:
    """Read into an array until it is full or the file ends. Returns: the number of bytes."""
    view = memoryview(array.view("u1").data)
    n_read = 0
    while n_read < len(view):
        if hasattr(file, "readinto"):
            n_more = file.readinto(view[n_read:])
        else:
            data = file.read(len(view) - n_read)
            n_more = len(data)
            view[n_read : n_read + n_more] = data
        if not n_more:
            break
        n_read += n_more
    return n_read


def decode(raw: np.ndarray[Any, Any], header: WavHeader) -> np.ndarray[Any, Any]:
    if header.coding == "u8":
        return (raw.astype("i2") - 128) << 8
    if header.coding == "i24":
        return decode_24(raw.reshape(-1, 3), header.swapped)
    if header.coding in ("alaw", "mulaw"):
        return np.asarray((make_a_law() if header.coding == "alaw" else make_mu_law())[raw])
    return raw if raw.dtype.isnative else raw.astype(raw.dtype.newbyteorder("="))


def decode_24(raw: np.ndarray[Any, Any], swapped: bool) -> np.ndarray[Any, Any]:
    wide = np.zeros((len(raw), 4), "u1")
    wide[:, 1:] = raw[:, ::-1] if swapped else raw
    return wide.view("<i4").astype("i4", copy=False)


def make_a_law() -> np.ndarray[Any, Any]:
    """Return the samples of the codes of ITU-T G.711, A-law."""
    codes = np.arange(256) ^ 0x55
    exponent, mantissa = codes >> 4 & 7, codes & 15
    magnitude = np.where(exponent == 0, mantissa * 16 + 8, (mantissa * 16 + 264) << np.maximum(exponent - 1, 0))
    return np.where(codes & 128, magnitude, -magnitude).astype("i2")


def make_mu_law() -> np.ndarray[Any, Any]:
    """Return the samples of the codes of ITU-T G.711, mu-law."""
    codes = ~np.arange(256) & 255
    exponent, mantissa = codes >> 4 & 7, codes & 15
    magnitude = (((mantissa << 3) + 132) << exponent) - 132
    return np.where(codes & 128, -magnitude, magnitude).astype("i2")


def write(file: BinaryIO, samples: np.ndarray[Any, Any], sample_rate: int, coding: str) -> None:
    """Write a file; the samples are (channels, samples) in the dtype of the coding, int32 for i24."""
    n_bytes = samples.size * TAGS[coding][1]
    file.write(make_head(n_bytes, samples.shape, sample_rate, coding))
    step = max(1, 2**20 // len(samples))
    for start in range(0, samples.shape[1], step):
        file.write(encode(samples[:, start : start + step], coding))
    file.write(b"\0" * (n_bytes % 2))


def encode(samples: np.ndarray[Any, Any], coding: str) -> bytes:
    frames = np.ascontiguousarray(samples.T, samples.dtype.newbyteorder("<"))
    if coding == "i24":
        return frames.view("u1").reshape(-1, 4)[:, 1:].tobytes()
    if coding == "u8":
        return ((frames >> 8) + 128).astype("u1").tobytes()
    return frames.tobytes()


def make_head(
    n_bytes: int, shape: tuple[int, ...], sample_rate: int, coding: str, has_room: bool = False
) -> bytes:
    """Return a header; more than 4 GiB become an RF64 file.

    Args:
        n_bytes: of the samples.
        shape: (channels, samples).
        coding: of the samples.
        has_room: whether the header has the same length for any number of samples.
    """
    tag, _ = TAGS[coding]
    chunks = make_format(shape[0], sample_rate, coding)
    if tag != PCM:
        chunks += make_chunk(b"fact", struct.pack("<I", min(shape[1], MAX_RIFF)))
    room = make_chunk(b"JUNK", bytes(LONG_SIZES)) if has_room else b""
    riff_size = 4 + len(room) + len(chunks) + 8 + n_bytes + n_bytes % 2
    if riff_size <= MAX_RIFF:
        start, data_size = b"RIFF" + struct.pack("<I", riff_size), n_bytes
    else:
        start, data_size = b"RF64" + struct.pack("<I", UNKNOWN_SIZE), UNKNOWN_SIZE
        riff_size += 8 + LONG_SIZES - len(room)
        room = make_chunk(b"ds64", struct.pack("<QQQI", riff_size, n_bytes, shape[1], 0))
    return start + b"WAVE" + room + chunks + b"data" + struct.pack("<I", data_size)


def make_format(n_channels: int, sample_rate: int, coding: str) -> bytes:
    """Return the chunk "fmt "; in its extensible form where readers expect it."""
    tag, size = TAGS[coding]
    block = n_channels * size
    numbers = (n_channels, sample_rate, min(sample_rate * block, MAX_RIFF), block, 8 * size)
    if n_channels <= 2 and size <= 2:
        return make_chunk(b"fmt ", struct.pack("<HHIIHH", tag, *numbers))
    mask = 0 if n_channels > 18 else (1 << n_channels) - 1 if n_channels > 1 else 4
    return make_chunk(b"fmt ", struct.pack("<HHIIHHHHI", EXTENSIBLE, *numbers, 22, 8 * size, mask)
                      + struct.pack("<H", tag) + SUBFORMAT_END)


def make_chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data
