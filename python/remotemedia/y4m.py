# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Video files in the format Y4M: a line of text, then each frame as planes of Y, Cb and Cr."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from .fallback.picture import FORMATS, get_opaque, recolour

MAX_RATE_TERM = 1001  # largest denominator of a rate, as in 30000/1001
WEIGHTS = np.array([[65.481, 128.553, 24.966], [-37.797, -74.203, 112.0], [112.0, -93.786, -18.214]]) / 255  # BT.601
OFFSETS = np.array([16.0, 128.0, 128.0])
Array = np.ndarray[Any, Any]


class FrameWriter:
    """A file that is written frame by frame; the first frame sets the size.

    Args:
        path: of the file.
        fps: frames a second.
        input_format: of arrays.

    Raises:
        OSError: it cannot be written.
        ValueError: an argument is not possible.
    """

    def __init__(self, path: str, fps: float, input_format: str = "bgr24") -> None:
        if not 0 < fps < 1e6:
            raise ValueError(f"fps: expected more than 0 frames a second, got {fps!r}")
        if input_format not in FORMATS:
            raise ValueError(f"input_format: expected one of {', '.join(FORMATS)}, got {input_format!r}")
        self._path = path
        self._rate = Fraction(fps).limit_denominator(MAX_RATE_TERM)
        self._format = input_format
        self._size: tuple[int, int] | None = None
        self._file: BinaryIO = Path(path).open("wb")

    def write(self, frame: Any) -> Any:
        """Append an array or a frame of PyAV, and return it."""
        pixels = frame if isinstance(frame, np.ndarray) else frame.to_ndarray(format=self._format)
        size = pixels.shape[1], pixels.shape[0]
        if self._size is None:
            self._size = size
            self._file.write(f"YUV4MPEG2 W{size[0]} H{size[1]} F{self._rate.numerator}:{self._rate.denominator} "
                             "Ip A1:1 C444\n".encode())
        if size != self._size:
            raise ValueError(f"{self._path}: expected frames of {self._size[0]} x {self._size[1]} as before, "
                             f"got {size[0]} x {size[1]}")
        source = "gray" if pixels.ndim == 2 else self._format
        self._file.write(b"FRAME\n" + to_planes(recolour(pixels, source, "rgb24")))
        return frame

    def close(self) -> None:
        self._file.close()


def to_planes(pixels: Array) -> bytes:
    """Return RGB of (height, width, 3) as Y, Cb and Cr in the range of video."""
    colours = pixels.reshape(-1, 3) * (255 / get_opaque(pixels.dtype))
    planes: Array = np.clip(np.rint(colours @ WEIGHTS.T + OFFSETS), 0, 255)
    return bytes(planes.T.astype("u1").tobytes())
