# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Reading the manifest of a command line, with its overrides and the nodes of files of Python."""

from __future__ import annotations

import argparse
import difflib
import inspect
import json
import sys
from pathlib import Path
from typing import Any

from .. import manifest
from ..core.exceptions import ConfigurationError, PipelineError
from ..core.pipeline import Pipeline
from ..hosts import find_classes
from ..nodes import catalog
from .report import Exit, Failure, make_invalid

CLOSE = 0.8  # how similar a name must be to be taken for a mistake


def add_manifest_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("manifest", metavar="MANIFEST", help="a file in JSON or YAML, or - for standard input")
    parser.add_argument("--python", metavar="MODULE", action="append", default=[],
                        help="register the node classes of a file or a module; needs --allow-code")
    parser.add_argument("--allow-code", action="store_true", help="run the code of --python")


def load_pipeline(options: argparse.Namespace, **settings: Any) -> Pipeline:
    """Return the pipeline of the manifest, with the overrides.

    Raises:
        Failure: the manifest cannot be used, or an override names nothing in it.
    """
    import_code(options)
    try:
        text = manifest.Text(manifest.replace_variables(read_text(options.manifest)))
        for override in options.overrides:
            apply_override(text.document, override)
        return Pipeline.load(text, **settings)
    except PipelineError as error:
        raise make_invalid(error, options.manifest) from error


def read_text(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Failure(Exit.INVALID, f"{path}: error: cannot read the manifest: {reason}") from error


def apply_override(document: dict[str, Any], word: str) -> None:
    """Set a parameter of a node: --NODE.PARAM=VALUE, where VALUE is JSON or a text."""
    name, _, value = word[2:].partition("=")
    node_id, _, param = name.rpartition(".")
    entries = document.get("nodes")
    entry = next((entry for entry in entries if isinstance(entry, dict) and entry.get("id") == node_id),
                 None) if isinstance(entries, list) else None
    if entry is None:
        raise Failure(Exit.USAGE, f'{word}: no node has the id "{node_id}"')
    check_name(entry, param, word)
    entry["params"] = {**(entry.get("params") or {}), param: read_value(value)}


def read_value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def check_name(entry: dict[str, Any], param: str, word: str) -> None:
    """Refuse a name that is nearly one of the parameters; nodes accept other names."""
    try:
        known = list(inspect.signature(catalog.get_class(str(entry.get("node_type")))).parameters)
    except PipelineError:
        return
    nearest = difflib.get_close_matches(param, known, n=1, cutoff=CLOSE)
    if param not in known and nearest:
        raise Failure(Exit.USAGE, f"{word}: {entry['node_type']} has no such parameter (did you mean '{nearest[0]}'?)")


def import_code(options: argparse.Namespace) -> None:
    """Register the node classes of --python.

    Raises:
        Failure: they are not allowed, or cannot be imported.
    """
    if options.python and not options.allow_code:
        raise Failure(Exit.USAGE, f"--python {options.python[0]} runs code; allow it with --allow-code")
    for name in options.python:
        try:
            node_classes = find_classes(name)
        except ConfigurationError as error:
            raise Failure(Exit.INVALID, f"--python {error}") from error
        for node_class in node_classes:
            catalog.register_node_class(node_class)
