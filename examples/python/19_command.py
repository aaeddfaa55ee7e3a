# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The command remotemedia: check and run a manifest with nodes of a file, from a shell or a script.

The command is also python -m remotemedia. It runs code only with --allow-code.

Prints:
    nodes: AddNode: Adds addend.
    validate: exit code 0
    run: ["HELLO", "WORLD"]
    without --allow-code: exit code 2
"""

import subprocess
import sys
import tempfile
from pathlib import Path

NODES = """
from remotemedia import Node

class Shout(Node):
    def process(self, data):
        return data.upper()
"""
MANIFEST = """{"version": "v1", "metadata": {"name": "shout"},
 "nodes": [{"id": "shout", "node_type": "Shout"}], "connections": []}"""


def remotemedia(*words, text=""):
    return subprocess.run([sys.executable, "-m", "remotemedia", *map(str, words)], input=text,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


print("nodes:", remotemedia("nodes", "AddNode").stdout.splitlines()[0])
with tempfile.TemporaryDirectory() as folder:
    nodes, manifest = Path(folder) / "shout.py", Path(folder) / "shout.json"
    nodes.write_text(NODES)
    manifest.write_text(MANIFEST)
    code = ("--python", nodes, "--allow-code")
    print("validate: exit code", remotemedia("validate", manifest, *code).returncode)
    run = ("run", manifest, "-i", "-", "-o", "json")
    print("run:", remotemedia(*run, *code, text='["hello", "world"]').stdout.strip())
    print("without --allow-code: exit code", remotemedia(*run, *code[:2], text='["hello"]').returncode)
