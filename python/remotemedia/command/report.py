# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Exit codes, failures and how they are printed."""

from __future__ import annotations

import json
import sys
from enum import IntEnum
from typing import Any, Sequence

from ..core.exceptions import PipelineError
from ..manifest import Problem


class Exit(IntEnum):
    """Exit codes of rmg."""

    OK = 0
    FAILED = 1
    USAGE = 2
    INVALID = 3
    TIMEOUT = 4
    INTERRUPTED = 130
    CLOSED = 141


CODES = {Exit.FAILED: "failed", Exit.USAGE: "usage", Exit.INVALID: "invalid", Exit.TIMEOUT: "timeout"}


class Failure(Exception):
    """The end of the command with an exit code.

    Attributes:
        code: the exit code.
        message: for a person; empty if it is printed already.
        problems: of the manifest.
    """

    def __init__(self, code: Exit, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = list(problems)


def make_invalid(error: PipelineError, path: str) -> Failure:
    """Return the failure of a manifest that cannot be used."""
    if not error.problems:
        return Failure(Exit.INVALID, f"{path}: error: {error}")
    lines = [format_problem(problem, path) for problem in error.problems]
    return Failure(Exit.INVALID, "\n".join(lines), error.problems)


def format_problem(problem: Problem, path: str) -> str:
    place = path if problem.line is None else f"{path}:{problem.line}"
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{place}: error: {problem.path}: {problem.message}{hint}"


def describe_problem(problem: Problem) -> dict[str, Any]:
    return {"path": problem.path, "line": problem.line, "message": problem.message, "hint": problem.hint or None}


def report(failure: Failure, is_json: bool) -> int:
    """Print a failure, and with is_json also as a document on standard output. Returns: the code."""
    if failure.message and not failure.problems:
        print(f"remotemedia: {failure.message}", file=sys.stderr)
    elif failure.message:
        print(failure.message, file=sys.stderr)
    if is_json:
        print_json({"status": "failed", "error": {
            "code": CODES.get(failure.code, "failed"), "message": failure.message,
            "problems": [describe_problem(problem) for problem in failure.problems]}})
    return failure.code


def print_json(document: Any) -> None:
    print(json.dumps(document, indent=2))


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns as wide as their longest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
