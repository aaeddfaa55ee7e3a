# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Many inputs: map() runs each, collects errors, and continues where the last call ended.

workers=4 uses processes. The file of resume lists the inputs that have succeeded.

Prints:
    0 1.0
    1 error: invalid value
    2 3.0
    again: [1]
"""

import tempfile
from pathlib import Path

from remotemedia import Node, Pipeline


class Parse(Node):
    def process(self, data):
        try:
            return float(data)
        except ValueError:
            raise ValueError("invalid value") from None


inputs = ["1", "two", "3"]
with tempfile.TemporaryDirectory() as folder:
    done = Path(folder) / "done.jsonl"
    pipeline = Pipeline(Parse())
    for result in pipeline.map(inputs, progress=False, resume=done):
        print(result.index, result.value if result.ok else f"error: {result.error.__cause__}")
    print("again:", [result.index for result in pipeline.map(inputs, progress=False, resume=done)])
