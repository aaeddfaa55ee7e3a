# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Manifests: JSON and YAML, version v1 and the documented form 1.0, with all problems at once."""

from __future__ import annotations

import difflib
import importlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterable, Mapping, Sequence, Union

from .core.exceptions import PipelineError

VERSIONS = ("v1", "1.0")
HINTS = ("auto", "native", "rust", "python", "rust_python", "cpython", "cpython_wasm")
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
Path_ = Union[str, "os.PathLike[str]"]
Key = Union[str, int]


@dataclass(frozen=True)
class Problem:
    """One problem of a manifest.

    Attributes:
        path: place in the document, such as "nodes[2].params".
        message: the expected and the found value.
        line: in the text, from 1; None if it is not known.
        hint: advice; empty without any.
    """

    path: str
    message: str
    line: int | None = None
    hint: str = ""

    def __str__(self) -> str:
        place = self.path if self.line is None else f"line {self.line}: {self.path}"
        return f"{place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class Text:
    """The text of a manifest with the lines of its objects.

    Raises:
        PipelineError: it is neither JSON nor YAML, or no object.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[int, int] = {}  # by id() of an object
        is_json = text.lstrip().startswith("{")
        self.document: Any = self._read_json(text) if is_json else self._read_yaml(text)
        if not isinstance(self.document, dict):
            raise fail("Failed to parse manifest", [Problem("$", "expected an object")])

    def get_line(self, path: Sequence[Key]) -> int | None:
        """Return the line of the innermost object on the way to a place."""
        value = self.document
        line = self._lines.get(id(value))
        for key in path:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                break
            line = self._lines.get(id(value), line)
        return line

    def _read_json(self, text: str) -> Any:
        decoder: Any = json.JSONDecoder()
        read_object: Callable[..., Any] = json.decoder.JSONObject  # type: ignore[attr-defined]

        def note_object(text_and_end: tuple[str, int], *args: Any) -> Any:
            value, end = read_object(text_and_end, *args)
            self._lines[id(value)] = text.count("\n", 0, text_and_end[1]) + 1
            return value, end

        decoder.parse_object = note_object
        decoder.scan_once = json.scanner.py_make_scanner(decoder)  # type: ignore[attr-defined]
        try:
            return decoder.decode(text)
        except ValueError as error:
            line = getattr(error, "lineno", None)
            raise fail("Failed to parse manifest", [Problem("$", str(error), line)]) from error
        except RecursionError as error:
            raise fail("Failed to parse manifest", [Problem("$", "too many levels")]) from error

    def _read_yaml(self, text: str) -> Any:
        yaml: Any = importlib.import_module("yaml")
        lines = self._lines

        class Loader(yaml.SafeLoader):  # type: ignore[misc]
            """Constructors belong to a class."""

        def make_mapping(loader: Any, node: Any) -> Any:
            value: dict[Any, Any] = {}
            lines[id(value)] = node.start_mark.line + 1
            yield value
            value.update(loader.construct_mapping(node))

        Loader.add_constructor("tag:yaml.org,2002:map", make_mapping)
        try:
            return yaml.load(text, Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = None if mark is None else mark.line + 1
            raise fail("Failed to parse manifest", [Problem("$", str(error), line)]) from error


def fail(summary: str, problems: Sequence[Problem]) -> PipelineError:
    text = "\n".join(str(problem) for problem in problems)
    return PipelineError(f"Manifest error: {summary}: {text}", problems=problems)


def read(source: Any) -> Text:
    """Read a manifest from a path, a text, or a dict.

    A text begins with an object of JSON, or has several lines; anything else is
    a path. ${NAME} and ${NAME:-default} are replaced from the environment.

    Raises:
        PipelineError: the file cannot be read, or the text not parsed.
        TypeError: it has another type.
    """
    if isinstance(source, Mapping):
        source = write_json(source)
    if not isinstance(source, (str, os.PathLike)):
        raise TypeError(f"source: expected a path, a text or a dict, got {source!r}")
    if not source:
        raise PipelineError("Manifest error: the text is empty")
    if isinstance(source, os.PathLike) or not is_text(source):
        try:
            source = Path(source).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise PipelineError(f"Manifest error: cannot read {os.fspath(source)}: {error}") from error
    return Text(replace_variables(source))


def write_json(source: Mapping[str, Any]) -> str:
    try:
        return json.dumps(dict(source))
    except (TypeError, ValueError, RecursionError) as error:
        raise PipelineError(f"Manifest error: the dict cannot be written in JSON: {error}") from error


def is_text(source: str) -> bool:
    return source.lstrip().startswith("{") or "\n" in source


def replace_variables(text: str) -> str:
    """Replace ${NAME:-default}; a name without value and default stays as it is."""
    return VARIABLE.sub(lambda match: os.environ.get(match[1], match[2] if match[2] is not None else match[0]), text)


@dataclass(frozen=True)
class NodeEntry:
    """A node of a manifest, in the form of version v1."""

    node_id: str
    node_type: str
    params: dict[str, Any]
    runtime_hint: str | None


@dataclass(frozen=True)
class Manifest:
    """A checked manifest.

    Attributes:
        name: of the pipeline; empty if it has none.
        nodes: in the order of the text.
        connections: (from, to) in the order of the text.
        settings: "config" of the form 1.0, and other keys of the pipeline.
    """

    name: str
    nodes: tuple[NodeEntry, ...]
    connections: tuple[tuple[str, str], ...]
    settings: dict[str, Any]


class Checker:
    """Reads the document and collects problems."""

    def __init__(self, text: Text, types: Iterable[str]) -> None:
        self._text = text
        self._types = list(types)
        self.problems: list[Problem] = []

    def add(self, path: Sequence[Key], message: str, hint: str = "") -> None:
        self.problems.append(Problem(format_path(path), message, self._text.get_line(path), hint))

    def check_version(self, document: Mapping[str, Any]) -> None:
        version = document.get("version")
        if str(version) not in VERSIONS:
            self.add(["version"], f"Unsupported manifest version: {version}", "expected v1")

    def read_nodes(self, document: Mapping[str, Any]) -> tuple[NodeEntry, ...]:
        entries = document.get("nodes")
        if not isinstance(entries, list) or not entries:
            self.add(["nodes"], "Manifest must contain at least one node")
            return ()
        nodes = [node for index, entry in enumerate(entries) if (node := self._read_node(index, entry))]
        ids = [node.node_id for node in nodes]
        for index, node in enumerate(nodes):
            if node.node_id in ids[:index]:
                self.add(["nodes", index, "id"], f"Duplicate node ID: {node.node_id}")
        return tuple(nodes)

    def _read_node(self, index: int, entry: Any) -> NodeEntry | None:
        path: list[Key] = ["nodes", index]
        if not isinstance(entry, dict):
            self.add(path, f"expected an object, got {entry!r}")
            return None
        node_id = self._read_string(path, "id", entry.get("id"))
        node_type = self._read_string(path, "node_type", entry.get("node_type", entry.get("type")))
        params = entry.get("params")
        if node_id is None or node_type is None:
            return None
        if not isinstance(params, (dict, type(None))):
            self.add([*path, "params"], f"expected an object, got {params!r}")
            return None
        if node_type not in self._types:
            self.add([*path, "node_type"], f"Unknown node type '{node_type}' for node '{node_id}'",
                     suggest(node_type, self._types))
        return NodeEntry(node_id, node_type, dict(params or {}), self._read_hint(path, entry.get("runtime_hint")))

    def _read_hint(self, path: list[Key], value: Any) -> str | None:
        if value is not None and value not in HINTS:
            self.add([*path, "runtime_hint"], f"expected one of {', '.join(HINTS)}, got {value!r}")
            return None
        return value  # type: ignore[no-any-return]

    def _read_string(self, path: list[Key], key: str, value: Any) -> str | None:
        if isinstance(value, str) and value:
            return value
        self.add([*path, key], f"expected a non-empty string, got {value!r}")
        return None

    def read_connections(self, document: Mapping[str, Any], ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
        key = "edges" if "edges" in document else "connections"
        entries = document.get(key)
        if not isinstance(entries, list):
            self.add([key], "expected a list" if key in document else "is missing")
            return ()
        found = [self._read_connection([key, index], entry, ids) for index, entry in enumerate(entries)]
        return tuple(connection for connection in found if connection is not None)

    def _read_connection(self, path: list[Key], entry: Any, ids: Sequence[str]) -> tuple[str, str] | None:
        if not isinstance(entry, dict):
            self.add(path, f"expected an object, got {entry!r}")
            return None
        for key, role in (("from", "source"), ("to", "target")):
            if entry.get(key) not in ids:
                self.add([*path, key], f"Connection references unknown {role} node: {entry.get(key)}",
                         suggest(str(entry.get(key)), ids))
                return None
        return entry["from"], entry["to"]


def suggest(name: str, known: Iterable[str]) -> str:
    nearest = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean '{nearest[0]}'?" if nearest else ""


def format_path(path: Sequence[Key]) -> str:
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.lstrip(".") or "$"


def load(source: Any, types: Iterable[str]) -> Manifest:
    """Read and check a manifest.

    Args:
        source: path, text, dict, or a text that is read already.
        types: names of the node types that can be made.

    Raises:
        PipelineError: with all problems.
    """
    text = source if isinstance(source, Text) else read(source)
    checker = Checker(text, types)
    document = text.document
    checker.check_version(document)
    nodes = checker.read_nodes(document)
    connections = checker.read_connections(document, [node.node_id for node in nodes])
    if checker.problems:
        raise fail("the manifest cannot be used", checker.problems)
    metadata = document.get("metadata") or {}
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return Manifest(str(name or document.get("name") or ""), nodes, connections, dict(document.get("config") or {}))
