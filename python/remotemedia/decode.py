# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Encoded audio files, decoded by a session of the library."""

from __future__ import annotations

import contextlib
import json
import os
from typing import Any, BinaryIO, Iterator

import numpy as np

from .core.exceptions import MediaError
from .engine import library

WIDE = (np.dtype("f8"), np.dtype("i4"))  # have more than the 24 bits of float32
WAIT_S = 1.0
HEAD_SIZE = 64  # bytes that identify() needs
SIGNATURES = (  # offset, bytes, container, coding
    (28, b"OpusHead", "Ogg", "opus"),
    (28, b"\x01vorbis", "Ogg", "vorbis"),
    (28, b"\x7fFLAC", "Ogg", "flac"),
    (0, b"OggS", "Ogg", "unknown"),
    (0, b"fLaC", "FLAC", "flac"),
    (4, b"ftyp", "MP4", "unknown"),
    (0, b"\x1aE\xdf\xa3", "Matroska", "unknown"),
    (0, b"FORM", "AIFF", "unknown"),
    (0, b"caff", "CAF", "unknown"),
    (0, b"ID3", "MPEG", "unknown"),  # a tag alone
)
LAYERS = {0x02: "mp3", 0x04: "mp2", 0x06: "mp1"}  # of MPEG audio, by bits of the second byte; without a layer it is ADTS
TAG = b"ID3"
TAG_HEADER_SIZE = 10
TAG_FOOTER = 0x10  # flag: a footer as long as the header


def read_head(file: BinaryIO) -> bytes:
    """Return the first bytes of an encoded file, after its tag of ID3."""
    head = file.read(HEAD_SIZE)
    while head.startswith(TAG) and len(head) >= TAG_HEADER_SIZE:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0)))
        n_headers = 2 if head[5] & TAG_FOOTER else 1
        file.seek(size + n_headers * TAG_HEADER_SIZE - len(head), os.SEEK_CUR)
        after = file.read(HEAD_SIZE)
        if not after:
            break
        head = after
    return head


def identify(head: bytes) -> tuple[str, str]:
    """Return the container and the coding that the first bytes of a file name; "unknown" if they do not."""
    for offset, signature, container, coding in SIGNATURES:
        if head[offset:].startswith(signature):
            return container, coding
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:  # an MPEG frame, or one of ADTS
        layer = LAYERS.get(head[1] & 0x06)
        return ("ADTS", "aac") if layer is None else ("MPEG", layer)
    return "unknown", "unknown"


def measure(path: str) -> tuple[int, int, int]:
    """Return the sample rate, the channels and the samples of each; decodes all of the file, a block at a time.

    Raises:
        FileNotFoundError, IsADirectoryError, MediaError: as decode().
    """
    rate, n_channels, n_samples = 0, 0, 0
    for samples, rate in decode(path):
        n_channels = samples.shape[0]
        n_samples += samples.shape[1]
    if n_channels == 0:
        raise MediaError(f"{path}: the file has no audio", path=path)
    return rate, n_channels, n_samples


def decode(path: str, dtype: Any = None) -> Iterator[tuple[np.ndarray[Any, Any], int]]:
    """Yield the audio of a file block by block, as (channels, samples) of float32 or int32, and its rate.

    Each block may be taken on another thread, one at a time.

    Args:
        path: of a file in any format that GStreamer decodes.
        dtype: of the later result; float64 and int32 get int32.

    Raises:
        FileNotFoundError, IsADirectoryError: there is no such file.
        MediaError: it cannot be decoded, after the blocks before that position; or
            it is damaged and its decoder went on, after all blocks.
    """
    with open(path, "rb"):
        pass
    native = library.load()
    if isinstance(native, str):
        raise MediaError(f"{path}: not a WAV file; other formats need the library, and {native}", path=path)
    position_s = 0.0
    with contextlib.closing(native.Session(make_manifest(path, dtype), any_thread=True, warnings=True)) as session:
        while not session.is_ended:
            try:
                blocks = session.pull()
            except Exception as error:
                raise MediaError(f"{path}: cannot be decoded after {position_s:.6f} s: {error}", path=path,
                                 position_s=position_s) from error
            if not blocks:
                session.wait(WAIT_S)
            for samples, rate in blocks:
                yield samples, rate
                position_s += samples.shape[1] / rate
        warnings = session.take_warnings()
    if warnings:
        raise MediaError(f"{path}: {' '.join(warnings)} {position_s:.6f} s can be decoded.", path=path,
                         position_s=position_s)


def make_manifest(path: str, dtype: Any) -> str:
    is_wide = dtype is not None and np.dtype(dtype) in WIDE
    return json.dumps({
        "version": "v1",
        "metadata": {"name": "decode"},
        "nodes": [
            {"id": "reader", "node_type": "MediaReaderNode", "params": {"path": path}},
            {"id": "convert", "node_type": "FormatConverterNode",
             "params": {"target_format": "i32" if is_wide else "f32"}},
        ],
        "connections": [{"from": "reader", "to": "convert"}],
    })
