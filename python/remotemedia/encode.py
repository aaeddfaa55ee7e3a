# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Encoded audio files, written by a session of the library."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from .engine import library

SUFFIXES = (".flac", ".ogg", ".opus", ".mp3", ".m4a", ".raw", ".pcm")
TRIAL = (48000, 2)  # rate and channels that every format has
WAIT_S = 1.0


def can_write(path: Path) -> bool:
    """Whether the library is installed and knows the extension of a file."""
    return path.suffix.lower() in SUFFIXES and not isinstance(library.load(), str)


class Encoder:
    """Encodes samples into a file, which is complete after close(). Without samples nothing is written.

    Each call may be on another thread, one at a time.

    Args:
        path: of the file; the extension is the format.

    Raises:
        OSError: there is no folder for it, or it is a folder.
        PipelineError: it cannot be written, or its format needs an element that is not installed.
    """

    def __init__(self, path: Path) -> None:
        native = library.load()
        assert isinstance(native, ModuleType)
        self._native = native
        self._path = path.absolute()  # the file is opened with the first sample
        self._session: Any = None
        self._format: tuple[int, int, np.dtype[Any]] = (*TRIAL, np.dtype("f4"))
        check_place(path)
        self._open_session(*self._format).close()

    def open(self, rate_hz: int, n_channels: int, dtype: np.dtype[Any]) -> None:
        """Set the format of the samples, before the first of them."""
        self._format = (rate_hz, n_channels, dtype)

    def _open_session(self, rate_hz: int, n_channels: int, dtype: np.dtype[Any]) -> Any:
        return self._native.Session(make_manifest(str(self._path)), sample_rate=rate_hz, channels=n_channels,
                                    dtype=dtype.str[1:], any_thread=True)

    def write(self, samples: np.ndarray[Any, Any]) -> None:
        """Append samples of (channels, samples)."""
        if samples.shape[1] == 0:
            return
        if self._session is None:
            self._session = self._open_session(*self._format)
        self._session.push(samples)

    def close(self) -> None:
        """Complete the file. Further calls do nothing."""
        session, self._session = self._session, None
        if session is None:
            return
        with contextlib.closing(session):
            session.finish()
            while not session.is_ended:
                session.pull()
                session.wait(WAIT_S)


def check_place(path: Path) -> None:
    """Raise the OSError of a path that no file can have."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def make_manifest(path: str) -> str:
    return json.dumps({
        "version": "v1",
        "metadata": {"name": "encode"},
        "nodes": [{"id": "writer", "node_type": "MediaWriterNode", "params": {"output_path": path}}],
        "connections": [],
    })
