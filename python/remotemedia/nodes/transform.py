# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that change the form of items."""

from __future__ import annotations

from typing import Any, Callable

from ..core.node import Node
from ..fallback.convert import DTYPES
from .audio import FormatConverterNode
from .params import check_callable


class DataTransform(Node):
    """Passes items on; a place for a subclass to change them."""

    def process(self, data: Any) -> Any:
        return data


class FormatConverter(Node):
    """Converts audio if target_format is a sample format; other items pass."""

    def __init__(self, target_format: str = "json", name: str | None = None, **kwargs: Any) -> None:
        if not isinstance(target_format, str):
            raise TypeError(f"target_format: expected a text, got {target_format!r}")
        super().__init__(name=name, target_format=target_format, **kwargs)
        self.target_format = target_format
        is_audio = target_format.lower() in DTYPES
        self._converter = FormatConverterNode(target_format, name=self.name) if is_audio else None

    def process(self, data: Any) -> Any:
        return data if self._converter is None else self._converter.process(data)


class TextTransformNode(Node):
    """Applies a function to a string, or to the string that begins a tuple."""

    def __init__(self, transform_func: Callable[[str], Any], name: str | None = None, **kwargs: Any) -> None:
        check_callable("transform_func", transform_func)
        super().__init__(name=name, **kwargs)
        self.transform_func = transform_func

    def process(self, data: Any) -> Any:
        if isinstance(data, str):
            return self.transform_func(data)
        if isinstance(data, tuple) and data and isinstance(data[0], str):
            return (self.transform_func(data[0]), *data[1:])
        self.logger.warning("expected a string, got %s; it passes unchanged", type(data).__name__)
        return data
