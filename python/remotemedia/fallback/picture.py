# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Size and colours of pictures: arrays of (height, width) or (height, width, channels)."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

# Position of red, green, blue, alpha among the channels; None without alpha.
LAYOUTS: dict[str, tuple[int, int, int, int | None]] = {
    "bgr24": (2, 1, 0, None),
    "rgb24": (0, 1, 2, None),
    "bgra": (2, 1, 0, 3),
    "rgba": (0, 1, 2, 3),
}
GRAY = "gray"
FORMATS = (*LAYOUTS, GRAY)
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, of red, green, blue


def resize(picture: Array, width: int, height: int) -> Array:
    """Return a picture in another size; the very array if it has that size.

    Linear between pixels; a smaller picture is the weighted mean of all pixels.
    """
    if picture.shape[:2] == (height, width):
        return picture
    rows = resize_rows(picture.astype("f4", copy=False), height)
    resized = resize_rows(rows.swapaxes(0, 1), width).swapaxes(0, 1)
    return restore(resized, picture.dtype)


def resize_rows(picture: Array, n_rows: int) -> Array:
    if len(picture) == n_rows:
        return picture
    rows, weights = make_taps(len(picture), n_rows)
    shape = (n_rows,) + (1,) * (picture.ndim - 1)
    resized = np.zeros((n_rows, *picture.shape[1:]), "f4")
    for row, weight in zip(rows, weights):
        resized += picture[row] * weight.reshape(shape)
    return resized


@functools.lru_cache(maxsize=32)
def make_taps(n_in: int, n_out: int) -> tuple[Array, Array]:
    """Return for each tap of a triangle filter the input row and the weight of each output row."""
    scale = n_in / n_out
    support = max(scale, 1.0)
    centre = (np.arange(n_out) + 0.5) * scale - 0.5
    n_taps = int(np.ceil(support)) * 2 + 1
    rows = np.floor(centre).astype(int) + np.arange(-(n_taps // 2), n_taps // 2 + 1)[:, None]
    weights = np.maximum(0, 1 - np.abs(rows - centre) / support)
    weights /= weights.sum(axis=0)
    return np.clip(rows, 0, n_in - 1), weights.astype("f4")


def recolour(picture: Array, source: str, target: str) -> Array:
    """Return a picture in another of FORMATS; the very array if it has that format."""
    if source == target:
        return picture
    if source == GRAY:
        gray = picture.reshape(picture.shape[:2])
        red = green = blue = gray
        alpha = None
    else:
        places = LAYOUTS[source]
        red, green, blue = (picture[:, :, place] for place in places[:3])
        alpha = None if places[3] is None else picture[:, :, places[3]]
    if target == GRAY:
        mixed = sum(weight * part.astype("f4") for weight, part in zip(LUMA, (red, green, blue)))
        return restore(np.asarray(mixed), picture.dtype)
    return pack((red, green, blue), alpha, target)


def pack(colours: tuple[Array, Array, Array], alpha: Array | None, target: str) -> Array:
    places = LAYOUTS[target]
    first = colours[0]
    packed = np.empty((*first.shape, 3 if places[3] is None else 4), first.dtype)
    for place, colour in zip(places[:3], colours):
        packed[:, :, place] = colour
    if places[3] is not None:
        packed[:, :, places[3]] = get_opaque(first.dtype) if alpha is None else alpha
    return packed


def get_opaque(dtype: Any) -> Any:
    return 1.0 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max


def restore(values: Array, dtype: Any) -> Array:
    """Return values in the type of a picture, rounded and saturated if it is an integer."""
    kind = np.dtype(dtype)
    if kind.kind == "f":
        return values.astype(kind, copy=False)
    limits = np.iinfo(kind)
    return np.clip(np.rint(values), limits.min, limits.max).astype(kind)
