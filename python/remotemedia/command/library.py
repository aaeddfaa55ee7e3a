# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The options that the command rmg of the library has besides: with one of them, rmg runs in place of this process."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from typing import Any, NoReturn, Sequence

from .report import Exit, Failure

ENVIRONMENT = "REMOTEMEDIA_RMG"  # path of rmg, where it is not on PATH
STRICT: tuple[str, dict[str, Any]] = ("--strict", {
    "action": "store_true", "help": "warnings about the manifest are errors"})
RUN_OPTIONS: Sequence[tuple[str, dict[str, Any]]] = (
    STRICT,
    ("--session", {"choices": ("inline", "threaded", "auto"), "help": "threads of the session"}),
    ("--trace", {"metavar": "FILE", "help": "write the calls into the nodes, for Perfetto and Chrome"}),
    ("--segments", {"metavar": "FILE", "help": "write the speech found: .json .csv .srt .rttm .txt"}),
    ("--frames", {"metavar": "FILE", "help": "write the probability of speech in every frame: .csv .json .npy"}),
    ("--listen", {"metavar": "ADDRESS:PORT", "help": "serve metrics and health by HTTP"}),
    ("--otlp", {"metavar": "URL", "help": "export metrics and spans to a collector of OpenTelemetry"}),
    ("--log", {"choices": ("text", "json"), "help": "format of the log on standard error"}),
    ("--partial", {"choices": ("keep", "remove"), "help": "the files that are incomplete because of a failure"}),
)


def add_options(parser: argparse.ArgumentParser, options: Sequence[tuple[str, dict[str, Any]]]) -> None:
    group = parser.add_argument_group("options of the library", "The command rmg runs the manifest.")
    for name, settings in options:
        group.add_argument(name, **settings)


def find_option(options: argparse.Namespace) -> str | None:
    """Return the first option of the library that is given, None without any."""
    return next((name for name, _ in RUN_OPTIONS if getattr(options, name[2:], None)), None)


def hand_over(option: str, words: Sequence[str]) -> NoReturn:
    """Run rmg with the words of the command line.

    Raises:
        Failure: there is no rmg.
    """
    path = os.environ.get(ENVIRONMENT) or shutil.which("rmg")
    if path is None or not os.access(path, os.X_OK):
        raise Failure(Exit.USAGE, f"{option} needs the command rmg of the library, which is not on PATH; "
                                  f"{ENVIRONMENT} may have its path")
    sys.stdout.flush()
    os.execv(path, ["rmg", *words])
