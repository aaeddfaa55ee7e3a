# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Branches: connections of a manifest split a stream and join it again.

Each item passes both branches, and the results are in the order of the connections.

Prints:
    [6, 13]
    [6, 13, 8, 14]
"""

from remotemedia import Pipeline

MANIFEST = {
    "version": "v1",
    "metadata": {"name": "branches"},
    "nodes": [
        {"id": "input", "node_type": "PassThroughNode"},
        {"id": "double", "node_type": "MultiplyNode", "params": {"factor": 2}},
        {"id": "add-10", "node_type": "AddNode", "params": {"addend": 10}},
        {"id": "output", "node_type": "PassThroughNode"},
    ],
    "connections": [
        {"from": "input", "to": "double"},
        {"from": "input", "to": "add-10"},
        {"from": "double", "to": "output"},
        {"from": "add-10", "to": "output"},
    ],
}

pipeline = Pipeline.load(MANIFEST)
print(pipeline.run_sync(3))
print(pipeline.run_sync([3, 4]))
