# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Errors: all problems of a manifest, a node that fails, and the choice of on_error.

A NodeError names the node and the item, and has the results before it.

Prints:
    line 3: nodes[0].node_type: Unknown node type 'AddNod' for node 'add' (did you mean 'AddNode'?)
    line 4: connections[0].to: Connection references unknown target node: ad (did you mean 'add'?)
    Node 'Inverse_0' (Inverse) failed at item 2: ZeroDivisionError: division by zero
    before it: [1.0, 0.5]
    skip: [1.0, 0.5, 0.25] without item 2
    stop: [1.0, 0.5]
"""

from remotemedia import Node, NodeError, Pipeline, PipelineError

MANIFEST = """{
  "version": "v1",
  "nodes": [{"id": "add", "node_type": "AddNod"}],
  "connections": [{"from": "add", "to": "ad"}]
}"""


class Inverse(Node):
    def process(self, data):
        return 1 / data


try:
    Pipeline.load(MANIFEST)
except PipelineError as error:
    for problem in error.problems:
        print(problem)

numbers = [1, 2, 0, 4]
try:
    Pipeline(Inverse()).run_sync(numbers)
except NodeError as error:
    print(error)
    print("before it:", error.partial)

pipeline = Pipeline(Inverse(), on_error="skip")
print("skip:", pipeline.run_sync(numbers), "without item", pipeline.errors[0].item_index)
print("stop:", Pipeline(Inverse(), on_error="stop").run_sync(numbers))
