# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Objects of GStreamer for programs that use it through gi: views, buffers and segments.

    buffer, caps = remotemedia.gst.wrap(samples, 48000)
    samples = remotemedia.gst.view(buffer, caps)

It needs PyGObject (python3-gi, gir1.2-gstreamer-1.0). Importing it does not
initialise GStreamer.
"""

from __future__ import annotations

from typing import Any

import gi  # type: ignore[import]
import numpy as np

gi.require_version("Gst", "1.0")
gi.require_version("GstAudio", "1.0")
from gi.repository import GObject, Gst, GstAudio  # type: ignore[import]  # noqa: E402

from . import hosts  # noqa: E402
from .arrays import check_rate  # noqa: E402
from .audio import Segment  # noqa: E402
from .core.node import Node  # noqa: E402

__all__ = ["SegmentReader", "register", "view", "wrap"]

FORMATS = {"F32LE": "<f4", "F64LE": "<f8", "S8": "i1", "U8": "u1", "S16LE": "<i2", "U16LE": "<u2", "S32LE": "<i4",
           "U32LE": "<u4", "F32BE": ">f4", "F64BE": ">f8", "S16BE": ">i2", "U16BE": ">u2", "S32BE": ">i4",
           "U32BE": ">u4"}
WRAPPED = {np.dtype(code): name for name, code in FORMATS.items()}
POSITIONS = ("stream-time", "running-time", "timestamp")


def register(*node_classes: type[Node]) -> None:
    """Let manifests of elements rmgbin in this process use node classes of Python.

    Those of the package are registered as well. Elements of the library, such as
    rmgbin, can be made after it without a plugin path.

    Raises:
        ConfigurationError: a class has the name of a node type of the library.
    """
    hosts.register(node_classes)


class Holder(GObject.Object):  # type: ignore[misc]
    """Hands a buffer over between gi and the library."""

    buffer = GObject.Property(type=Gst.Buffer)


def view(buffer: Any, caps: Any = None) -> np.ndarray[Any, Any]:
    """Return the memory of a Gst.Buffer as a read-only array, without a copy.

    The memory stays valid as long as the array, or a part of it, is held, also when
    the pipeline has ended. Until then the buffer stays mapped.

    Args:
        buffer: of any pad, probe or sample.
        caps: of the buffer; audio is returned as (channels, samples), other data as uint8.

    Raises:
        BufferError: the buffer cannot be mapped.
        TypeError: it is no Gst.Buffer.
        ValueError: the format of the caps has no dtype, such as 24 bits.
    """
    from . import _native

    if not isinstance(buffer, Gst.Buffer):
        raise TypeError(f"buffer: expected a Gst.Buffer, got {type(buffer).__name__}")
    holder = Holder(buffer=buffer)
    data = np.frombuffer(_native.view(holder.__gpointer__), np.uint8) if buffer.get_size() else np.empty(0, np.uint8)
    info = None if caps is None else GstAudio.AudioInfo.new_from_caps(caps)
    if info is None or caps.get_structure(0).get_name() != "audio/x-raw":
        return data
    name = info.finfo.name
    if name not in FORMATS:
        raise ValueError(f"caps: samples of the format {name} have no dtype")
    samples = data.view(FORMATS[name])
    if info.layout == GstAudio.AudioLayout.NON_INTERLEAVED:
        return samples.reshape(info.channels, -1)
    return samples.reshape(-1, info.channels).T


def wrap(samples: np.ndarray[Any, Any], rate: int) -> tuple[Any, Any]:
    """Return (buffer, caps) with the memory of an array, without a copy.

    The array is read-only until the last user has released the buffer.

    Args:
        samples: (samples,) or (channels, samples), contiguous, of float32, float64,
            int16 or int32.
        rate: in Hz.

    Raises:
        TypeError, ValueError: the array cannot be wrapped as it is.
    """
    from . import _native

    rate_hz = check_rate(rate, "rate")
    if not isinstance(samples, np.ndarray):
        raise TypeError(f"samples: expected an array, got {type(samples).__name__}")
    holder = Holder()
    is_planar = _native.lend(samples, rate_hz, holder.__gpointer__)
    caps = Gst.Caps.new_empty_simple("audio/x-raw")
    n_channels = 1 if samples.ndim == 1 else len(samples)
    for field, value in (("format", WRAPPED[samples.dtype]), ("rate", rate_hz), ("channels", n_channels),
                         ("layout", "non-interleaved" if is_planar else "interleaved")):
        caps.set_value(field, value)
    if n_channels > 2:
        caps.set_value("channel-mask", Gst.Bitmask(0))
    return holder.buffer, caps


class SegmentReader:
    """Makes segments of the messages "rmgvad" of a pipeline.

        reader = SegmentReader()
        ... for each message: segment = reader.read(message)
    """

    def __init__(self) -> None:
        self._starts: dict[str, float] = {}  # by element

    def read(self, message: Any) -> Segment | None:
        """Return the segment that a message ends; None for other messages."""
        fields = message.get_structure()
        if fields is None or fields.get_name() != "rmgvad":
            return None
        source, position_s = message.src.get_path_string(), find_position_s(fields)
        if fields.get_value("event") == "start":
            self._starts[source] = position_s
            return None
        return Segment(self._starts.pop(source, position_s), position_s,
                       fields.get_value("level-db"), fields.get_value("probability"))


def find_position_s(fields: Any) -> float:
    for name in POSITIONS:
        value = fields.get_value(name)
        if value is not None and value != Gst.CLOCK_TIME_NONE:
            return float(value / Gst.SECOND)
    return float("nan")
