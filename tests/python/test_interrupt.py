# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""SIGINT ends work that would not end, and a program with open sessions."""

import os
import signal
import subprocess
import sys

import pytest

PATHS = os.pathsep.join(os.path.abspath(path) for path in sys.path)
PROGRAM = """
import asyncio
import time
import warnings
import numpy as np
warnings.simplefilter("ignore")  # where parts of the package are not built
from remotemedia import AudioResampleNode, FormatConverterNode, Node, Pipeline, VADNode

class Sleep(Node):
    async def process(self, data):
        print("go", flush=True)
        await asyncio.sleep(600)

    async def cleanup(self):
        print("cleaned up", flush=True)

clip = np.zeros((2, 48000), "f4"), 48000
pipeline = Pipeline(VADNode(), AudioResampleNode(16000), FormatConverterNode("i16"))
try:
    {work}
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
SESSION = """session = pipeline.session(sample_rate=48000, channels=2)
    session.push(clip[0])
    print("go", flush=True)
    while True:
        time.sleep(0.01)"""
needs_library = pytest.mark.skipif("REMOTEMEDIA_TEST_NATIVE" not in os.environ, reason="sessions need the library")


@pytest.mark.parametrize("work, printed", [
    ("Pipeline(Sleep()).run_sync(1)", ["cleaned up", "interrupted"]),
    ("asyncio.run(Pipeline(Sleep()).run(1))", ["cleaned up", "interrupted"]),
    pytest.param(SESSION, ["interrupted"], marks=needs_library)])
def test_interrupt_ends_work_and_the_program(work, printed):
    program = PROGRAM.replace("{work}", work)
    with subprocess.Popen([sys.executable, "-B", "-c", program], env={**os.environ, "PYTHONPATH": PATHS},
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "go\n", process.stderr.read()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=100)
    assert (out.split("\n")[:-1], err, process.returncode) == (printed, "", 0)
