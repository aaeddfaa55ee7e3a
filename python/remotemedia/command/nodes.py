# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""remotemedia nodes: list the node types, or describe one."""

from __future__ import annotations

import argparse
import inspect
from typing import Any

from ..core.exceptions import PipelineError
from ..manifest import suggest
from ..nodes import catalog
from .report import Exit, Failure, print_json, print_table

HIDDEN = ("self", "name", "kwargs")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("type", metavar="TYPE", nargs="?", help="the type to describe")
    parser.add_argument("-o", "--output-format", choices=("text", "json"), default="text",
                        help="how the answer is written (default: text)")


def run(options: argparse.Namespace) -> int:
    types = [options.type] if options.type else list(catalog.PLACES)
    try:
        described = [describe(name) for name in types]
    except PipelineError as error:
        hint = suggest(options.type, catalog.list_types())
        raise Failure(Exit.USAGE, f"unknown node type '{options.type}'" + (f"; {hint}" if hint else "")) from error
    if options.output_format == "json":
        print_json(described[0] if options.type else described)
    elif options.type:
        print_type(described[0])
    else:
        print_table([(entry["name"], entry["description"]) for entry in described])
    return Exit.OK


def describe(node_type: str) -> dict[str, Any]:
    node_class = catalog.get_class(node_type)
    text = inspect.getdoc(node_class) or ""
    return {
        "name": node_class.__name__,
        "aliases": [alias for alias, name in catalog.ALIASES.items() if name == node_class.__name__],
        "description": text.partition("\n\n")[0].replace("\n", " "),
        "text": text,
        "params": [describe_param(param) for param in inspect.signature(node_class).parameters.values()
                   if param.name not in HIDDEN],
    }


def describe_param(param: inspect.Parameter) -> dict[str, Any]:
    is_required = param.default is inspect.Parameter.empty
    has_type = param.annotation is not inspect.Parameter.empty
    return {
        "name": param.name,
        "type": str(param.annotation) if has_type else None,
        "required": is_required,
        "default": None if is_required else param.default,
    }


def print_type(entry: dict[str, Any]) -> None:
    print(f"{entry['name']}: {entry['text']}")
    if entry["aliases"]:
        print(f"\nAlso {', '.join(entry['aliases'])}.")
    if entry["params"]:
        print("\nParameters:")
    for param in entry["params"]:
        value = "required" if param["required"] else f"default {param['default']!r}"
        print(f"  {param['name']}: {param['type'] or 'any'}; {value}")
