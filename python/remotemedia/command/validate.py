# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""remotemedia validate: find every problem of a manifest, without running it."""

from __future__ import annotations

import argparse

from . import library
from .load import add_manifest_options, load_pipeline
from .report import Exit, Failure, describe_problem, print_json

TAKES_OVERRIDES = True


def add_options(parser: argparse.ArgumentParser) -> None:
    add_manifest_options(parser)
    parser.add_argument("-o", "--output-format", choices=("text", "json"), default="text",
                        help="how the answer is written (default: text)")
    parser.add_argument("-q", "--quiet", action="store_true", help="no text, only the exit code")
    library.add_options(parser, [library.STRICT])


def run(options: argparse.Namespace) -> int:
    failure = None
    try:
        load_pipeline(options)
    except Failure as error:
        if error.code == Exit.USAGE:
            raise
        failure = error
    if options.output_format == "json":
        print_answer(options.manifest, failure)
    elif not options.quiet:
        print_text(options.manifest, failure)
    return Exit.OK if failure is None else failure.code


def print_answer(path: str, failure: Failure | None) -> None:
    errors = [] if failure is None else [describe_problem(problem) for problem in failure.problems]
    if failure is not None and not errors:
        errors = [{"path": None, "line": None, "message": failure.message, "hint": None}]
    print_json({"valid": failure is None, "manifest": path, "errors": errors, "warnings": []})


def print_text(path: str, failure: Failure | None) -> None:
    if failure is not None:
        print(failure.message)
    n_errors = 0 if failure is None else max(1, len(failure.problems))
    print(f"{path}: {'valid' if failure is None else 'not valid'}, {n_errors} "
          f"{'error' if n_errors == 1 else 'errors'}, 0 warnings")
