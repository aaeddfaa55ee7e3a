# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A node of your own: a class with process(), and parameters that reach the manifest.

Arguments of Node.__init__() are kept in config. A node that returns None drops the item.
A class that is registered can be used in manifests by its name.

Prints:
    [0.25, -0.5]
    {'gain': 0.5, 'floor': 0.1}
    the same from the manifest: [0.25, -0.5]
"""

from remotemedia import Node, Pipeline, register_node_class


@register_node_class
class Gate(Node):
    """Multiplies by gain, and drops numbers that are smaller than floor."""

    def __init__(self, gain=1.0, floor=0.0):
        super().__init__(gain=gain, floor=floor)
        self.gain = gain
        self.floor = floor

    def process(self, data):
        return data * self.gain if abs(data) >= self.floor else None


pipeline = Pipeline(Gate(gain=0.5, floor=0.1))
print(pipeline.run_sync([0.5, 0.05, -1.0]))
print(pipeline.nodes[0].config)

again = Pipeline.from_json(pipeline.serialize())
print("the same from the manifest:", again.run_sync([0.5, 0.05, -1.0]))
