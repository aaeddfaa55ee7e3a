# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Operations on text."""

from __future__ import annotations

from typing import Any, Callable

from ..core.node import Node


def first_word(text: str) -> str:
    return next(iter(text.split()), "")


def last_word(text: str) -> str:
    return next(iter(text.split()[::-1]), "")


OPERATIONS: dict[str, Callable[[str], Any]] = {
    "uppercase": str.upper,
    "lowercase": str.lower,
    "reverse": lambda text: text[::-1],
    "word_count": lambda text: len(text.split()),
    "char_count": len,
    "title_case": str.title,
    "remove_spaces": lambda text: text.replace(" ", ""),
    "first_word": first_word,
    "last_word": last_word,
}


class TextProcessorNode(Node):
    """Applies the "operations" of a dict to its "text".

    Returns a dict with original_text, operations, results by operation,
    processed_by and node_config; a failure is a dict with "error".
    """

    def process(self, data: Any) -> dict[str, Any]:
        label = f"TextProcessorNode[{self.name}]"
        text = data.get("text") if isinstance(data, dict) else None
        if not isinstance(text, str):
            return {"error": "Input must be a dictionary with a string 'text'", "input": data,
                    "processed_by": label}
        operations = data.get("operations", ["uppercase"])
        return {
            "original_text": text,
            "operations": operations,
            "results": dict(run_operation(name, text) for name in operations),
            "processed_by": label,
            "node_config": self.config,
        }


def run_operation(name: str, text: str) -> tuple[str, Any]:
    """Return the key and the result of an operation."""
    operation = OPERATIONS.get(name)
    if operation is None:
        return f"unknown_operation_{name}", None
    return name, operation(text)
