# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Audio files as arrays: WAV here, other formats through the library."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
from dataclasses import dataclass
from typing import Any, BinaryIO, Iterator
from urllib.parse import unquote, urlsplit

import numpy as np

from . import decode, kernels, wav
from .arrays import check_dtype, check_rate, check_samples, concatenate, copy, to_2d
from .core.exceptions import MediaError

CODINGS = {"f16": "f32", "f32": "f32", "f64": "f64", "i16": "i16", "i24": "i24", "i32": "i32",
           "float16": "f32", "float32": "f32", "float64": "f64", "int16": "i16", "int32": "i32"}
SAMPLES = {"f32": "f4", "f64": "f8", "i16": "i2", "i24": "i4", "i32": "i4"}  # of the codings that are written
WAV_SUFFIXES = (".wav", ".wave", ".rf64", ".bw64")
READABLE = ("f4", "f8", "i2", "i4")


@dataclass(frozen=True)
class Info:
    """The audio of a file.

    Attributes:
        path: name of the file; None for a file object without a name.
        format: container, such as RIFF or Ogg.
        coding: u8, i16, i24, i32, f32, f64, alaw or mulaw; of other files flac, mp1, mp2, mp3,
            opus, vorbis or aac, and "unknown" where the first bytes do not name it.
        sample_rate: in Hz.
        n_samples: of each channel.
        n_missing: samples of each channel that the header announces and the file has not.
    """

    path: str | None
    format: str
    coding: str
    sample_rate: int
    channels: int
    n_samples: int
    n_missing: int

    @property
    def duration_s(self) -> float:
        """Duration in seconds."""
        return self.n_samples / self.sample_rate


def info(path_or_file: Any) -> Info:
    """Return the properties of an audio file, without its samples.

    Files other than WAV are decoded by the library, where it is installed, and
    have to be given by their path.

    Raises:
        FileNotFoundError, IsADirectoryError: there is no such file.
        MediaError: it has no audio that can be read, or is damaged.
    """
    encoded = find_encoded(path_or_file)
    if encoded is not None:
        return describe_encoded(encoded)
    with open_wav(path_or_file) as (_, header, name):
        return Info(name, header.container, header.coding, header.sample_rate, header.channels,
                    header.n_samples, header.n_missing)


def describe_encoded(path: str) -> Info:
    with open(path, "rb") as file:
        container, coding = decode.identify(decode.read_head(file))
    return Info(path, container, coding, *decode.measure(path), n_missing=0)


def load(
    path_or_file: Any, sr: int | None = None, mono: bool = False, offset: float = 0.0,
    duration: float | None = None, dtype: Any = "f4",
) -> tuple[np.ndarray[Any, Any], int]:
    """Return the audio of a file as (channels, samples), and its sample rate.

    Files other than WAV are decoded by the library, where it is installed, and
    have to be given by their path.

    Args:
        path_or_file: a path, a URI of a file, or a binary file object.
        sr: rate to resample to, in Hz; None for that of the file.
        mono: whether the mean of the channels is returned, as (samples,).
        offset: start in seconds.
        duration: longest duration in seconds; None for all.
        dtype: float32, float64, int16 or int32; None for that of the file.

    Raises:
        FileNotFoundError, IsADirectoryError: there is no such file.
        MediaError: it has no audio that can be read, or ends early, or is damaged; then partial
            is the result of the audio that it has.
        TypeError, ValueError: with the name of the argument.
    """
    rate_out = None if sr is None else check_rate(sr, "sr")
    start_s = check_seconds("offset", offset)
    duration_s = None if duration is None else check_seconds("duration", duration)
    target = None if dtype is None else take_readable(dtype)
    encoded = find_encoded(path_or_file)
    if encoded is not None:
        return load_encoded(encoded, (start_s, duration_s), rate_out, mono, target)
    with open_wav(path_or_file) as (file, header, name):
        first = min(round(start_s * header.sample_rate), header.n_samples)
        n_wanted = None if duration_s is None else round(duration_s * header.sample_rate)
        n_most = header.n_samples - first
        samples = wav.read_samples(file, header, first, n_most if n_wanted is None else min(n_wanted, n_most))
    result = finish(samples, header.sample_rate, rate_out, mono, target)
    if header.n_missing and (n_wanted is None or n_wanted > n_most):
        raise wav.make_truncated(header, name, result)
    return result


def load_encoded(
    path: str, range_s: tuple[float, float | None], rate_out: int | None, mono: bool, target: np.dtype[Any] | None
) -> tuple[np.ndarray[Any, Any], int]:
    """Load a part of a file that the library decodes; after its end the rest is not decoded."""
    parts: list[np.ndarray[Any, Any]] = []
    rate, n_decoded, n_wanted = 0, 0, None
    start_s, duration_s = range_s
    try:
        for samples, rate in decode.decode(path, target):
            parts.append(samples)
            n_decoded += samples.shape[1]
            n_wanted = None if duration_s is None else round(start_s * rate) + round(duration_s * rate)
            if n_wanted is not None and n_decoded >= n_wanted:
                break
    except MediaError as error:
        if parts:
            error.partial = finish(cut(parts, start_s, rate, None), rate, rate_out, mono, target)
        raise
    if not parts:
        raise MediaError(f"{path}: the file has no audio", path=path)
    return finish(cut(parts, start_s, rate, n_wanted), rate, rate_out, mono, target)


def cut(parts: list[np.ndarray[Any, Any]], start_s: float, rate: int, end: int | None) -> np.ndarray[Any, Any]:
    return concatenate(parts)[:, round(start_s * rate) : end]


def finish(
    samples: np.ndarray[Any, Any], rate: int, rate_out: int | None, mono: bool, target: np.dtype[Any] | None
) -> tuple[np.ndarray[Any, Any], int]:
    """Return samples of a file in the form that load() returns."""
    target = target or samples.dtype
    samples = mix(samples, target) if mono else kernels.convert(samples, target)
    if rate_out is not None:
        samples = kernels.resample(samples, rate, rate_out)
    return (samples[0] if mono else samples), rate_out or rate


def mix(samples: np.ndarray[Any, Any], target: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """Return the mean of the channels as (1, samples)."""
    if len(samples) == 1:
        return kernels.convert(samples, target)
    wide = kernels.convert(samples, "f8" if samples.dtype.itemsize > 2 else "f4")
    return kernels.convert(wide.mean(axis=0, keepdims=True), target)


def blocks(
    path_or_file: Any, duration: float = 1.0, overlap: float = 0.0, mono: bool = False, dtype: Any = "f4"
) -> Iterator[tuple[np.ndarray[Any, Any], int]]:
    """Yield the audio of a file in blocks, as load() returns them; the last one may be shorter.

    Only one block is in memory at a time.

    Args:
        duration: of a block, in seconds.
        overlap: seconds of a block that are the start of the next one too.

    Raises:
        as load(); a file that ends early raises MediaError after its last block.
    """
    duration_s, overlap_s = check_seconds("duration", duration), check_seconds("overlap", overlap)
    if overlap_s >= duration_s:
        raise ValueError(f"overlap: expected less than the duration of {duration_s} s, got {overlap_s}")
    target = None if dtype is None else take_readable(dtype)
    return read_blocks(path_or_file, (duration_s, overlap_s), mono, target)


def read_blocks(
    path_or_file: Any, lengths_s: tuple[float, float], mono: bool, target: np.dtype[Any] | None
) -> Iterator[tuple[np.ndarray[Any, Any], int]]:
    encoded = find_encoded(path_or_file)
    if encoded is not None:
        yield from decode_blocks(encoded, lengths_s, mono, target)
        return
    with open_wav(path_or_file) as (file, header, name):
        rate = header.sample_rate
        size = max(1, round(lengths_s[0] * rate))
        step = max(1, size - round(lengths_s[1] * rate))
        for first in range(0, header.n_samples, step):
            samples = wav.read_samples(file, header, first, min(size, header.n_samples - first))
            yield finish(samples, rate, None, mono, target)
            if first + size >= header.n_samples:
                break
        if header.n_missing:
            raise wav.make_truncated(header, name, None)


def decode_blocks(
    path: str, lengths_s: tuple[float, float], mono: bool, target: np.dtype[Any] | None
) -> Iterator[tuple[np.ndarray[Any, Any], int]]:
    """Yield blocks of a file that the library decodes; those before a damage come before its error."""
    parts: list[np.ndarray[Any, Any]] = []  # of the next block, n_held samples, of which n_shared are in the last one
    n_held, n_shared, rate = 0, 0, 0
    damage = None
    decoded = decode.decode(path, target)
    while damage is None:
        try:
            samples, rate = next(decoded)
        except StopIteration:
            break
        except MediaError as error:
            damage = error
            break
        parts.append(samples)
        n_held += samples.shape[1]
        size = max(1, round(lengths_s[0] * rate))
        step = max(1, size - round(lengths_s[1] * rate))
        if n_held < size:
            continue
        held = concatenate(parts)
        while held.shape[1] >= size:
            yield finish(copy(held[:, :size]), rate, None, mono, target)
            held, n_shared = held[:, step:], size - step
        parts, n_held = [held], held.shape[1]
    if n_held > n_shared:
        yield finish(concatenate(parts), rate, None, mono, target)
    if damage is not None:
        raise damage


def save(path_or_file: Any, x: Any, sr: int, dtype: Any = None, dither: Any = None) -> None:
    """Write samples as a WAV file. A path appears, or is replaced, only when all is written.

    Args:
        path_or_file: a path that ends in .wav, or a binary file object.
        x: (samples,) or (channels, samples).
        sr: in Hz.
        dtype: f32, f64, i16, i24, i32, or a dtype of numpy; None for that of x.
        dither: as for convert(), also for i24.

    Raises:
        TypeError, ValueError: with the name of the argument.
        OSError: the file cannot be written.
    """
    from .audio import take_dither

    samples = to_2d(check_dtype(check_samples(x, "x"), "x"))
    rate = check_rate(sr, "sr")
    coding = take_coding(samples.dtype if dtype is None else dtype)
    is_dithered = take_dither(dither)
    check_target(path_or_file)
    ready = quantise(samples, coding, is_dithered)
    with create(path_or_file) as file:
        wav.write(file, ready, rate, coding)


def quantise(samples: np.ndarray[Any, Any], coding: str, dither: bool) -> np.ndarray[Any, Any]:
    """Return samples in the dtype of a coding; those of i24 are the upper bits of int32."""
    if coding != "i24":
        return kernels.convert(samples, SAMPLES[coding], dither)
    if samples.dtype.newbyteorder("=") == np.dtype("i2"):
        return kernels.convert(samples, "i4")
    wide = kernels.convert(samples, "f8")
    scaled = np.nan_to_num(wide, nan=0.0, posinf=1.0, neginf=-1.0) * 2.0**23
    if dither:
        random = np.random.default_rng(0)
        scaled += random.random(scaled.shape) - random.random(scaled.shape)
    return np.asarray(np.clip(np.rint(scaled), -(2**23), 2**23 - 1).astype("i4") << 8)


def take_coding(value: Any) -> str:
    name = value.lower() if isinstance(value, str) else None
    if name not in CODINGS:
        with contextlib.suppress(TypeError):
            name = np.dtype(value).newbyteorder("=").name
    if name not in CODINGS or value is None:
        raise TypeError(f"dtype: expected one of {', '.join(SAMPLES)} or such a dtype of numpy, got {value!r}")
    return CODINGS[name]


def take_readable(value: Any) -> np.dtype[Any]:
    from .audio import take_dtype

    return take_dtype(value)


def check_seconds(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name}: expected a number of seconds, got {value!r}")
    if not 0 <= value < 2**40:
        raise ValueError(f"{name}: expected a number of seconds from 0 on, got {value!r}")
    return float(value)


# Opening


@contextlib.contextmanager
def open_wav(path_or_file: Any) -> Iterator[tuple[BinaryIO, wav.WavHeader, str | None]]:
    """Yield a file that can be read and sought, its header, and its name."""
    with open_binary(path_or_file) as (file, name):
        yield file, wav.read_header(file, name or "file"), name


@contextlib.contextmanager
def open_binary(path_or_file: Any) -> Iterator[tuple[BinaryIO, str | None]]:
    path = take_path(path_or_file)
    if path is not None:
        with open(path, "rb") as file:
            yield file, path
        return
    if not hasattr(path_or_file, "read"):
        raise TypeError(f"path_or_file: expected a path or a binary file, got {type(path_or_file).__name__}")
    name = getattr(path_or_file, "name", None)
    yield make_seekable(path_or_file), name if isinstance(name, str) else None


def make_seekable(file: Any) -> BinaryIO:
    """Return a file as it is, or its content if it cannot be sought. It starts where the file is."""
    head = file.read(0)
    if not isinstance(head, bytes):
        raise TypeError(f"path_or_file: expected a file in binary mode, got a file that reads {type(head).__name__}")
    if hasattr(file, "seekable") and file.seekable() and file.tell() == 0:
        return file  # type: ignore[no-any-return]
    return io.BytesIO(file.read())


def find_encoded(path_or_file: Any) -> str | None:
    """Return the path of a file that is neither WAV nor empty."""
    path = take_path(path_or_file)
    if path is None:
        return None
    with open(path, "rb") as file:
        head = file.read(12)
    return path if head and not wav.is_wav(head) else None


def take_path(value: Any, name: str = "path_or_file") -> str | None:
    """Return the path of an argument, which may be a URI; None for a file object.

    Raises:
        ValueError: a URI that is no file.
    """
    if not isinstance(value, (str, bytes, os.PathLike)):
        return None
    path = os.fsdecode(value)
    if "://" not in path:
        return path
    uri = urlsplit(path)
    if uri.scheme != "file" or uri.netloc not in ("", "localhost"):
        raise ValueError(f"{name}: expected a path or a URI of a file, got {path!r}")
    return unquote(uri.path)


def check_target(path_or_file: Any) -> None:
    path = take_path(path_or_file)
    if path is None and not hasattr(path_or_file, "write"):
        raise TypeError(f"path_or_file: expected a path or a binary file, got {type(path_or_file).__name__}")
    if path is not None and not path.lower().endswith(WAV_SUFFIXES):
        raise ValueError(f"path_or_file: expected a name that ends in {', '.join(WAV_SUFFIXES)}, got {path!r}")


@contextlib.contextmanager
def create(path_or_file: Any) -> Iterator[BinaryIO]:
    """Yield a file to write, which gets its name when all is written."""
    path = take_path(path_or_file)
    if path is None:
        yield path_or_file
        return
    folder, name = os.path.split(path)
    part = os.path.join(folder, f".{name}.{secrets.token_hex(8)}.part")
    # Not by tempfile: the file has the permissions of any new file.
    with open(part, "xb") as file:
        try:
            yield file
            file.close()
            os.replace(part, path)
        except BaseException:
            os.unlink(part)
            raise
