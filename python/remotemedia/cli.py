# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The command remotemedia: finds the subcommand, reads its options, runs it."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn, Sequence

from .command import example, info, library, nodes, run, validate
from .command.report import Exit, Failure, report
from .manifest import suggest
from .version import __version__

COMMANDS = (run, validate, nodes, info, example)
EXIT_CODES = """Exit codes:
  0 done, 1 failed, 2 wrong use, 3 invalid manifest or missing input,
  4 time-out, 130 interrupted, 141 output closed by its reader"""


class Parser(argparse.ArgumentParser):
    """A parser whose errors have the form of rmg: one line, and the nearest known word."""

    def error(self, message: str) -> NoReturn:
        raise Failure(Exit.USAGE, message)


def make_parser() -> Parser:
    parser = Parser(
        prog="remotemedia", description="Runs and checks manifests with the nodes of Python.", epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"remotemedia {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        summary = (module.__doc__ or "").partition("\n")[0].partition(": ")[2].rstrip(".")
        child = commands.add_parser(
            name, help=summary, description=summary, epilog=EXIT_CODES, allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter)
        child.set_defaults(run=module.run, takes_overrides=getattr(module, "TAKES_OVERRIDES", False))
        module.add_options(child)
    return parser


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Return the options; overrides are the options --NODE.PARAM=VALUE.

    Raises:
        Failure: a word is wrong.
    """
    parser = make_parser()
    names = [module.__name__.rpartition(".")[2] for module in COMMANDS]
    if words and not words[0].startswith("-") and words[0] not in names:
        hint = suggest(words[0], names) or "'remotemedia --help' lists them"
        raise Failure(Exit.USAGE, f"unknown command '{words[0]}'; {hint}")
    options, others = parser.parse_known_args(words)
    if options.command is None:
        parser.print_help(sys.stderr)
        raise Failure(Exit.USAGE, "")
    options.overrides = [word for word in others if options.takes_overrides and is_override(word)]
    unknown = [word for word in others if word not in options.overrides]
    if unknown:
        raise Failure(Exit.USAGE, f"unknown option '{unknown[0]}'")
    return options


def is_override(word: str) -> bool:
    name, has_value, _ = word.partition("=")
    return name.startswith("--") and "." in name and bool(has_value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns: the exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    is_json = any(a in ("-o", "--output-format") and b == "json" for a, b in zip(words, words[1:]))
    try:
        options = parse(words)
        option = library.find_option(options)
        if option is not None:
            library.hand_over(option, words)
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except Failure as failure:
        return report(failure, is_json)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the interpreter flushes it at exit
        return Exit.CLOSED
