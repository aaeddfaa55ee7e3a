# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The result of a run whose input was a dict of audio."""

from __future__ import annotations

from typing import Any, Mapping

from ..arrays import AUDIO_KEYS
from .metrics import RunMetrics

OUTPUT, METRICS = "output", "metrics"


class Result(dict[Any, Any]):
    """The dict that comes out, which also answers ["output"] and ["metrics"] as the documents show them.

    ["output"] is the audio, under the key of the input; ["metrics"] are the measurements
    of the run, None if it was not measured. Both are no members: a comparison or an
    iteration does not see them.
    """

    def __init__(self, values: Mapping[Any, Any], metrics: RunMetrics | None) -> None:
        super().__init__(values)
        self._metrics = metrics

    def __missing__(self, key: Any) -> Any:
        if key == METRICS:
            return None if self._metrics is None else self._metrics.to_dict()
        if key == OUTPUT:
            found = next((name for name in AUDIO_KEYS if name in self), None)
            if found is not None:
                return self[found]
        raise KeyError(key)

    def get(self, key: Any, default: Any = None) -> Any:
        try:
            return self[key]
        except KeyError:
            return default

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


def wrap(output: Any, data: Any, metrics: RunMetrics | None) -> Any:
    """Return an output as a Result if it is audio in a dict, and the input of the run was one too."""
    first = data[0] if isinstance(data, list) and data else data
    return Result(output, metrics) if is_audio(first) and is_audio(output) else output


def wrap_all(outputs: list[Any], data: Any) -> list[Any]:
    """Return the outputs of a run that was not measured, as wrap() does."""
    first = data[0] if isinstance(data, list) and data else data
    return [wrap(output, data, None) for output in outputs] if is_audio(first) else outputs


def is_audio(value: Any) -> bool:
    return type(value) in (dict, Result) and any(key in value for key in AUDIO_KEYS)
