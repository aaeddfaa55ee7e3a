# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipelines in a child process of fork()."""

import os
import subprocess
import sys

import pytest

PARENT = """
import os
import numpy as np
from remotemedia import Node, Pipeline, VADNode

class Double(Node):
    def process(self, data):
        return data[0] * 2, *data[1:]

clip = np.ones(16000, "f4"), 16000
pipeline = Pipeline(VADNode(), Double())
expected = pipeline.run_sync(clip)
child = os.fork()
if child == 0:
    result = pipeline.run_sync(clip)
    os._exit(0 if np.array_equal(result[0], expected[0]) and result[1:] == expected[1:] else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), pipeline.run_sync(clip)[2])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork()")
def test_child_runs_the_pipelines_of_its_parent():
    done = subprocess.run([sys.executable, "-c", PARENT], capture_output=True, text=True, timeout=100)
    assert done.stdout == "0 {'is_speech': True, 'speech_frames': 33, 'total_frames': 33}\n", done.stderr
