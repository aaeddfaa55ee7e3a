# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Blocks and tables of a Markdown file, and a folder in which commands work."""

import contextlib
import dataclasses
import os
import pathlib
import re
import subprocess
import tempfile
import textwrap

BLOCK = re.compile(
    r"""^[ ]{0,3}```(?P<mark>\w*)\n(?P<fenced>.*?)^[ ]{0,3}```$
      | (?P<table>(?:^\|[^\n]*\n)+)
      | (?P<launch>^[ ]{4}(?:gst-launch-1\.0|rmg)[ ][^\n]*\n(?:^[ ]{4}[^\n]*\n)*)""",
    re.MULTILINE | re.DOTALL | re.VERBOSE)
COMMAND_TIMEOUT_S = 300


@dataclasses.dataclass(frozen=True)
class Block:
    language: str  # of the fence; "table", or "sh" for an indented launch line
    text: str
    line: int  # from 1
    follows: bool  # only empty lines separate it from the block before


def name_language(match):
    if match["launch"]:
        return "sh"
    return "table" if match["table"] else match["mark"]


def read_blocks(path):
    text = path.read_text(encoding="utf-8")
    blocks = []
    end = 0
    for match in BLOCK.finditer(text):
        blocks.append(Block(
            language=name_language(match),
            text=textwrap.dedent(match["fenced"] or match["table"] or match["launch"] or ""),
            line=text.count("\n", 0, match.start()) + 1,
            follows=not text[end:match.start()].strip()))
        end = match.end()
    return blocks


@contextlib.contextmanager
def clone(source, build):
    """Yield a folder like a built clone, with links to the source and to build."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for entry in source.iterdir():
            if not entry.name.startswith("build"):
                (folder / entry.name).symlink_to(entry)
        (folder / "build").symlink_to(build)
        (build / "demo").mkdir(exist_ok=True)
        yield folder


def environment(build, *, is_developer=False):
    """Return the environment of a user, without the variables of meson's tests.

    A developer also has the plugin and the command, as in "meson devenv".
    """
    variables = {name: value for name, value in os.environ.items()
                 if not name.startswith("GST_")}
    variables["GST_REGISTRY_1_0"] = str(build / "demo" / "registry.bin")
    if is_developer:
        variables["GST_PLUGIN_PATH"] = str(build / "gst")
        variables["PATH"] = f"{build / 'gst/tools'}:{variables['PATH']}"
    return variables


def run_shell(text, folder, *, is_developer=False):
    """Run one block as if pasted into a shell; return the finished process."""
    build = (folder / "build").resolve()
    return subprocess.run(
        ["sh", "-euc", text], cwd=folder,
        env=environment(build, is_developer=is_developer), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
        timeout=COMMAND_TIMEOUT_S)
