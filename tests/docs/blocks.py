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

FENCE_OR_TABLE = re.compile(r"^```(\w*)\n(.*?)^```$|((?:^\|[^\n]*\n)+)", re.MULTILINE | re.DOTALL)
COMMAND_TIMEOUT_S = 120


@dataclasses.dataclass(frozen=True)
class Block:
    language: str  # as the fence says; "table" for a table
    text: str
    line: int  # from 1
    follows: bool  # nothing but an empty line parts it from the block before


def read_blocks(path):
    text = path.read_text(encoding="utf-8")
    blocks = []
    end = 0
    for match in FENCE_OR_TABLE.finditer(text):
        blocks.append(Block(
            language="table" if match[3] else match[1],
            text=match[3] or match[2],
            line=text.count("\n", 0, match.start()) + 1,
            follows=not text[end:match.start()].strip()))
        end = match.end()
    return blocks


@contextlib.contextmanager
def clone(source, build):
    """Yield a folder like a clone that was built: links to the source and to build."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for entry in source.iterdir():
            if not entry.name.startswith("build"):
                (folder / entry.name).symlink_to(entry)
        (folder / "build").symlink_to(build)
        (build / "demo").mkdir(exist_ok=True)
        yield folder


def environment(build):
    """What a person has, and not what meson gives to tests; one registry for all."""
    variables = {name: value for name, value in os.environ.items()
                 if not name.startswith("GST_")}
    return variables | {"GST_REGISTRY_1_0": str(build / "demo" / "registry.bin")}


def run_shell(text, folder):
    """Run one block as a person would who pastes it; return what came of it."""
    return subprocess.run(
        ["sh", "-euc", text], cwd=folder, env=environment((folder / "build").resolve()),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, check=False, timeout=COMMAND_TIMEOUT_S)
