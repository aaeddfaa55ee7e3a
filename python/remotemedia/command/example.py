# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""remotemedia example: run a small pipeline, and print its program."""

from __future__ import annotations

import argparse
import runpy
from pathlib import Path

from .report import Exit

PROGRAM = Path(__file__).with_name("example_program.py")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-q", "--quiet", action="store_true", help="the results without the program")


def run(options: argparse.Namespace) -> int:
    if not options.quiet:
        print(PROGRAM.read_text(encoding="utf-8").split("\n\n", 1)[1])
    runpy.run_path(str(PROGRAM), run_name="__main__")
    return Exit.OK
