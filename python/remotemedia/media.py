# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Frames of audio and video, and files of them: WAV, encoded audio with the library, and with the package av the formats of FFmpeg."""

from __future__ import annotations

import contextlib
import importlib
import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, Iterator, Union

import numpy as np

from . import decode, encode, wav
from .core.exceptions import MissingPackageError
from .engine import library
from .files import take_path
from .kernels import convert

CODINGS = {"i2": "i16", "f4": "f32"}  # of WAV files that frames are written to
FRAME_SAMPLES = 1024
AAC_SUFFIX = ".m4a"  # both the library and av write it
LAYOUT_NAMES = {1: "mono", 2: "stereo", 3: "2.1", 4: "4.0", 5: "5.0", 6: "5.1", 8: "7.1"}
FORMAT_NAMES = {"i2": "s16p", "i4": "s32p", "f4": "fltp", "f8": "dblp"}
Array = np.ndarray[Any, Any]
PathLike = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class Layout:
    """Channels of a frame."""

    nb_channels: int

    @property
    def name(self) -> str:
        return LAYOUT_NAMES.get(self.nb_channels, f"{self.nb_channels} channels")


@dataclass(frozen=True)
class Format:
    """Samples of a frame; the name is that of FFmpeg."""

    name: str
    is_planar: bool = True


class AudioFrame:
    """Audio with the attributes of av.AudioFrame.

    Args:
        samples: (channels, samples).
        sample_rate: in Hz.
        pts: number of the first sample in its stream; None if it is not known.
    """

    def __init__(self, samples: Array, sample_rate: int, pts: int | None = None) -> None:
        self._samples = samples
        self.sample_rate = sample_rate
        self.pts = pts
        self.time_base = Fraction(1, sample_rate)
        self.samples = samples.shape[1]
        self.layout = Layout(len(samples))
        self.format = Format(FORMAT_NAMES[samples.dtype.str[1:]])

    @property
    def time(self) -> float | None:
        """Seconds from the start of the stream."""
        return None if self.pts is None else self.pts / self.sample_rate

    def to_ndarray(self) -> Array:
        return self._samples

    def __repr__(self) -> str:
        return (f"<AudioFrame pts={self.pts}, {self.samples} samples at {self.sample_rate} Hz, "
                f"{self.layout.name}, {self.format.name}>")


def read_audio(frame: Any) -> Array:
    """Return the samples of a frame, also of an av.AudioFrame, as (channels, samples)."""
    samples = np.asarray(frame.to_ndarray())
    if frame.format.is_planar or samples.shape[0] != 1:
        return samples
    n_channels = getattr(frame.layout, "nb_channels", None) or len(frame.layout.channels)
    return np.ascontiguousarray(samples.reshape(-1, n_channels).T)


def scale_audio(samples: Array) -> Array:
    """Return samples of any format of a frame as float32 in [-1, 1]."""
    if samples.dtype == np.uint8:
        samples = (samples.astype("i2") - 128) * 256
    return convert(samples, "f4")


def require_av(purpose: str) -> Any:
    try:
        return importlib.import_module("av")
    except ImportError as error:
        raise MissingPackageError(f"{purpose} needs the package 'av': pip install av ({error})") from error


def has_av() -> bool:
    try:
        require_av("")
    except MissingPackageError:
        return False
    return True


def check_readable(path: PathLike) -> Path:
    """Return the path of a file that exists.

    Args:
        path: also a URI of a file.

    Raises:
        OSError: it does not exist, or is a folder.
        ValueError: it is the URI of something else.
    """
    found = Path(take_path(path, "path") or path)
    if found.is_dir():
        raise IsADirectoryError(f"path: expected a file, got the folder {found}")
    if not found.exists():
        raise FileNotFoundError(f"path: there is no file {found}")
    return found


def read_frames(path: PathLike) -> Iterator[tuple[str, Any]]:
    """Yield ("audio", frame) and ("video", frame) of a file in their order.

    Raises:
        OSError: the file cannot be opened.
        MediaError: it is damaged; after the frames before the damage.
        MissingPackageError: it is no WAV file, and neither the library nor av is installed.
    """
    found = check_readable(path)
    with found.open("rb") as file:
        head = file.read(12)
        if wav.is_wav(head) or head in (b"", *wav.CONTAINERS):
            yield from read_wav(file, str(found))
            return
    name = str(found)
    yield from read_with_av(name) if isinstance(library.load(), str) or has_pictures(name) else read_with_library(name)


def has_pictures(name: str) -> bool:
    """Whether the package av is installed and finds pictures in a file, which the library leaves out."""
    try:
        with contextlib.closing(require_av(name).open(name)) as container:
            return bool(container.streams.video)
    except (MissingPackageError, OSError, ValueError):  # the library reports the error
        return False


def read_wav(file: BinaryIO, name: str) -> Iterator[tuple[str, AudioFrame]]:
    header = wav.read_header(file, name)
    for pts in range(0, header.n_samples, FRAME_SAMPLES):
        samples = wav.read_samples(file, header, pts, min(FRAME_SAMPLES, header.n_samples - pts))
        yield "audio", AudioFrame(samples, header.sample_rate, pts)
    if header.n_missing:
        raise wav.make_truncated(header, name, None)


def read_with_library(name: str) -> Iterator[tuple[str, AudioFrame]]:
    """Yield the audio of a file that a session decodes, as float32; pictures are left out."""
    pts = 0
    for samples, rate_hz in decode.decode(name):
        yield "audio", AudioFrame(samples, rate_hz, pts)
        pts += samples.shape[1]


def read_with_av(name: str) -> Iterator[tuple[str, Any]]:
    av = require_av(f"reading {name}")
    with contextlib.closing(av.open(name)) as container:
        for frame in container.decode():
            yield ("video" if hasattr(frame, "width") else "audio"), frame


class Writer:
    """Writes frames to a file; the extension is the format, .wav without further packages.

    The library writes .flac, .ogg, .opus, .mp3 and .m4a, resampled where the codec lacks the
    rate, and .raw and .pcm: interleaved samples as those of the first frame, without a header.
    The package av writes .m4a where it is installed, and other formats, with AAC and H.264.

    Args:
        path: of the file.
        dtype: of the samples of a WAV file, "i2" or "f4".

    Raises:
        OSError: the file cannot be written.
        PipelineError: the library has no encoder for the format.
        MissingPackageError: neither the library nor av is installed for the format.
    """

    def __init__(self, path: PathLike, dtype: str = "i2") -> None:
        self.path = Path(path)
        self._target = open_target(self.path, dtype)

    def write(self, kind: str, frame: Any) -> None:
        """Append a frame; kind is "audio" or "video"."""
        self._target.write(kind, frame)

    def close(self) -> None:
        """Finish the file. Further calls do nothing."""
        self._target.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()


def open_target(path: Path, dtype: str) -> Any:
    if path.suffix.lower() == ".wav":
        return WavTarget(path, dtype)
    if not encode.can_write(path) or path.suffix.lower() == AAC_SUFFIX and has_av():
        return AvTarget(path)
    return EncodedTarget(path)


class AudioTarget:
    """A file of audio alone, whose first frame sets the rate and the channels."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._form: tuple[int, int] | None = None  # channels, rate
        self._is_closed = False

    def write(self, kind: str, frame: Any) -> None:
        if kind != "audio":
            raise ValueError(f"{self._path}: a file of audio has no {kind}")
        if self._is_closed:
            raise ValueError(f"{self._path}: the file is closed")
        samples = scale_audio_kind(read_audio(frame))
        form = (len(samples), frame.sample_rate)
        if self._form is None:
            self._start(form, samples.dtype)
            self._form = form
        if form != self._form:
            raise ValueError(f"{self._path}: expected {self._form[0]} channels at {self._form[1]} Hz as before, "
                             f"got {form[0]} at {form[1]} Hz")
        self._append(samples)

    def _start(self, form: tuple[int, int], dtype: np.dtype[Any]) -> None:
        raise NotImplementedError

    def _append(self, samples: Array) -> None:
        raise NotImplementedError


class WavTarget(AudioTarget):
    """A WAV file that is written; the header is complete after close()."""

    def __init__(self, path: Path, dtype: str = "i2") -> None:
        super().__init__(path)
        self._dtype = np.dtype(dtype).newbyteorder("<")
        self._coding = CODINGS[dtype]
        self._file: BinaryIO = path.open("wb")
        self._size = 0

    def _start(self, form: tuple[int, int], dtype: np.dtype[Any]) -> None:
        self._file.write(wav.make_head(0, (form[0], 0), form[1], self._coding, has_room=True))

    def _append(self, samples: Array) -> None:
        converted = convert(samples, self._dtype.newbyteorder("="))
        block = np.ascontiguousarray(converted.T, self._dtype).tobytes()
        self._file.write(block)
        self._size += len(block)

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        with self._file as file:
            if self._form is not None:
                file.seek(0)
                n_channels, rate_hz = self._form
                shape = (n_channels, self._size // (self._dtype.itemsize * n_channels))
                file.write(wav.make_head(self._size, shape, rate_hz, self._coding, has_room=True))


class EncodedTarget(AudioTarget):
    """A file that the library encodes."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._encoder = encode.Encoder(path)
        self._dtype: np.dtype[Any] = np.dtype("f4")

    def _start(self, form: tuple[int, int], dtype: np.dtype[Any]) -> None:
        self._dtype = dtype.newbyteorder("=")
        self._encoder.open(form[1], form[0], self._dtype)

    def _append(self, samples: Array) -> None:
        self._encoder.write(convert(samples, self._dtype))

    def close(self) -> None:
        self._is_closed = True
        self._encoder.close()


def scale_audio_kind(samples: Array) -> Array:
    """Return samples in a format that can be converted; 8 bits as 16."""
    return (samples.astype("i2") - 128) * 256 if samples.dtype == np.uint8 else samples


class AvTarget:
    """A file that the package av writes."""

    def __init__(self, path: Path) -> None:
        self._av = require_av(f"writing {path}")
        self._container: Any = self._av.open(str(path), "w")
        self._streams: dict[str, Any] = {}

    def write(self, kind: str, frame: Any) -> None:
        frame = self._make_frame(frame)
        stream = self._streams.get(kind) or self._add_stream(kind, frame)
        frame.pts = None
        self._container.mux(stream.encode(frame))

    def _make_frame(self, frame: Any) -> Any:
        if not isinstance(frame, AudioFrame):
            return frame
        made = self._av.AudioFrame.from_ndarray(
            np.ascontiguousarray(frame.to_ndarray()), format=frame.format.name, layout=frame.layout.name)
        made.sample_rate = frame.sample_rate
        return made

    def _add_stream(self, kind: str, frame: Any) -> Any:
        if kind == "audio":
            stream = self._container.add_stream("aac", rate=frame.sample_rate)
        else:
            stream = self._container.add_stream("libx264", rate=30)
            stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv420p"
        self._streams[kind] = stream
        return stream

    def close(self) -> None:
        container, self._container = self._container, None
        if container is None:
            return
        for stream in self._streams.values():
            container.mux(stream.encode(None))
        container.close()
