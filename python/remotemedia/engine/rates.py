# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The rate of input that has none of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import AUDIO_KEYS, check_rate
from ..core.node import Node


def add_rate(data: Any, sample_rate: Any, first: Node | None) -> Any:
    """Return the input of a run with a rate for arrays, and for dicts of audio, without one.

    Args:
        data: an item, or a list of items.
        sample_rate: in Hz.
        first: the node that gets the input, whose input_rate comes before sample_rate.

    Raises:
        TypeError, ValueError: sample_rate is no rate.
    """
    rate_hz = check_rate(sample_rate)
    if first is not None and first.config.get("input_rate") is not None:
        rate_hz = check_rate(first.config["input_rate"], "input_rate")
    if isinstance(data, list):
        return [add_rate_to_item(item, rate_hz) for item in data]
    return add_rate_to_item(data, rate_hz)


def add_rate_to_item(item: Any, rate_hz: int) -> Any:
    if isinstance(item, np.ndarray):
        return item, rate_hz
    if isinstance(item, dict) and "sample_rate" not in item and any(key in item for key in AUDIO_KEYS):
        return {**item, "sample_rate": rate_hz}
    return item
