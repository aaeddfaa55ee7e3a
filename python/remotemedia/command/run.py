# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""remotemedia run: run a manifest.

Audio is read from IN as one clip, and clips are written to OUT. A pipeline of values
reads a JSON file, where a list is a batch of items, and prints its outputs as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any

from ..core.exceptions import NodeError, RemoteMediaError
from ..core.pipeline import Pipeline
from ..engine.metrics import RunMetrics
from . import library
from .load import add_manifest_options, load_pipeline
from .report import Exit, Failure, print_table
from .values import read_caps, read_input, to_json, unwrap, write_output

TAKES_OVERRIDES = True
DURATION = re.compile(r"(\d+(?:\.\d*)?)(ms|s|m)?")
UNITS_S = {None: 1.0, "s": 1.0, "ms": 0.001, "m": 60.0}


def add_options(parser: argparse.ArgumentParser) -> None:
    add_manifest_options(parser)
    parser.add_argument("-i", "--input", metavar="IN", help="a file, or - for values on standard input")
    parser.add_argument("-O", "--output", metavar="OUT", help="a file, or -; its extension sets the format")
    parser.add_argument("--caps", metavar="CAPS", help="format of an IN without header")
    parser.add_argument("--output-caps", metavar="CAPS", help="write samples without a header, in this format")
    parser.add_argument("--metrics", metavar="FILE", help="write the times of every node as JSON")
    parser.add_argument("-o", "--output-format", choices=("text", "json", "table"), default=None,
                        help="text: one output a line; json: one document; table: times of the nodes besides")
    parser.add_argument("--timeout", metavar="TIME", help="give up after 30, 2.5s, 300ms or 5m")
    parser.add_argument("-v", "--verbose", action="store_true", help="print the nodes first")
    parser.add_argument("-q", "--quiet", action="store_true", help="print errors and requested results only")
    library.add_options(parser, library.RUN_OPTIONS)


def run(options: argparse.Namespace) -> int:
    caps = None if options.caps is None else read_caps("--caps", options.caps)
    output_caps = None if options.output_caps is None else read_caps("--output-caps", options.output_caps)
    timeout_s = None if options.timeout is None else read_duration(options.timeout)
    pipeline = load_pipeline(options)
    check_input(pipeline, options)
    items = None if options.input is None else read_input(options.input, caps)
    if options.verbose and not options.quiet:
        print_table([(node_id, type(node).__name__) for node_id, node in pipeline._list_nodes()])
    outputs = execute(pipeline, items, timeout_s)
    if options.metrics is not None:
        write_metrics(pipeline, options.metrics)
    if options.output is not None:
        write_output(options.output, outputs, output_caps)
    print_outputs(pipeline, outputs, options)
    return Exit.OK


def read_duration(text: str) -> float:
    match = DURATION.fullmatch(text)
    if match is None:
        raise Failure(Exit.USAGE, f"--timeout: expected a time as 30, 2.5s, 300ms or 5m, got '{text}'")
    return float(match[1]) * UNITS_S[match[2]]


def check_input(pipeline: Pipeline, options: argparse.Namespace) -> None:
    """Refuse a missing input, and an input that no node reads."""
    graph = pipeline._make_graph()
    sources = [graph.nodes[node_id] for node_id in graph.get_sources()]
    is_open = not all(getattr(node, "is_source", False) for node in sources)
    if is_open and options.input is None:
        raise Failure(Exit.INVALID, "the pipeline waits for input: name it with -i")
    if not is_open and options.input is not None:
        raise Failure(Exit.USAGE, "-i: the pipeline has a source, and no open input")


def execute(pipeline: Pipeline, items: Any, timeout_s: float | None) -> list[Any]:
    """Run, and return the outputs as a list.

    Raises:
        Failure: a node failed, or the time is over.
    """
    outputs: list[Any] = []

    started_s = time.monotonic()
    pipeline._metrics = RunMetrics()

    async def collect() -> None:
        async with pipeline.managed_execution():
            async for output in pipeline.process(None if items is None else iterate(items)):
                outputs.append(output)

    try:
        asyncio.run(asyncio.wait_for(collect(), timeout_s))
    except asyncio.TimeoutError as error:
        raise Failure(Exit.TIMEOUT, f"not finished after {timeout_s:g} s") from error
    except NodeError as error:
        raise Failure(Exit.FAILED, str(error)) from error
    except RemoteMediaError as error:
        is_input = isinstance(error.__cause__, (OSError, ImportError))
        raise Failure(Exit.INVALID if is_input else Exit.FAILED, str(error)) from error
    pipeline._metrics.count_run(time.monotonic() - started_s)
    return outputs


async def iterate(items: Any) -> Any:
    for item in items if isinstance(items, list) else [items]:
        yield item


def write_metrics(pipeline: Pipeline, path: str) -> None:
    try:
        Path(path).write_text(json.dumps(pipeline.get_metrics(), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise Failure(Exit.FAILED, f"--metrics {path}: {error.strerror}") from error


def print_outputs(pipeline: Pipeline, outputs: list[Any], options: argparse.Namespace) -> None:
    if options.output is None and options.output_format in ("text", "table"):
        for output in outputs:
            print(json.dumps(to_json(output)))
    elif options.output is None and outputs:
        print(json.dumps(unwrap(outputs, to_json)))
    elif options.output_format == "json" and options.output != "-":
        print(json.dumps({"status": "success", "output": options.output, "outputs": len(outputs)}))
    if options.output_format == "table" and options.output != "-":
        print_times(pipeline)


def print_times(pipeline: Pipeline) -> None:
    entries = (pipeline.get_metrics() or {}).get("node_metrics", [])
    types = {node_id: type(node).__name__ for node_id, node in pipeline._list_nodes()}
    rows = [("node", "type", "time ms", "calls")]
    rows += [(entry["node_id"], types.get(entry["node_id"], ""), f"{entry['total_duration_us'] / 1000:.3f}",
              str(entry["execution_count"])) for entry in entries]
    print_table(rows)
